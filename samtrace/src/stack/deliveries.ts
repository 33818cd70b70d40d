import { randomUUID } from 'node:crypto';
import { functionNameIn, qualifierIn } from '../aws/arn.ts';
import { type Delivery, DeliveryError, type Send } from '../aws/delivery.ts';
import { AwsError, messageOf } from '../aws/error.ts';
import type { Events } from '../services/events/service.ts';
import type { Iam } from '../services/iam/service.ts';
import type { Lambda } from '../services/lambda/service.ts';
import type { Logs } from '../services/logs/service.ts';
import type { Sns } from '../services/sns/service.ts';
import type { Sqs } from '../services/sqs/service.ts';

/** The services that others send to. They are functions, because the services send to each other. */
export interface Receivers {
  readonly iam: Pick<Iam, 'serviceMay'>;
  readonly lambda: Pick<Lambda, 'invokeAsync'>;
  readonly logs: Pick<Logs, 'append' | 'createLogStream'>;
  readonly sns: Pick<Sns, 'publish'>;
  readonly sqs: Pick<Sqs, 'sendMessage'>;
  readonly events: Pick<Events, 'putEvent'>;
}

/** How each service accepts a delivery, by the service in the target's ARN, with the action in policies. */
interface Receiver {
  readonly action: string;
  receive(delivery: Delivery, receivers: Receivers): void | Promise<void>;
}

const RECEIVERS: Readonly<Record<string, Receiver>> = {
  lambda: {
    action: 'lambda:InvokeFunction',
    receive({ targetArn, body, traceHeader }, { lambda }) {
      const qualifier = qualifierIn(targetArn);
      lambda.invokeAsync(functionNameIn(targetArn), Buffer.from(body), {
        ...(traceHeader !== undefined && { traceHeader }),
        ...(qualifier !== undefined && { qualifier }),
      });
    },
  },
  sqs: {
    action: 'sqs:SendMessage',
    async receive(delivery, { sqs }) {
      await sqs.sendMessage(delivery.targetArn, {
        body: delivery.body,
        ...(delivery.messageAttributes && { attributes: delivery.messageAttributes }),
        ...(delivery.messageGroupId !== undefined && { groupId: delivery.messageGroupId }),
        ...(delivery.messageDeduplicationId !== undefined && { deduplicationId: delivery.messageDeduplicationId }),
        ...(delivery.traceHeader !== undefined && { traceHeader: delivery.traceHeader }),
      });
    },
  },
  sns: {
    action: 'sns:Publish',
    receive({ targetArn, body, subject, traceHeader, messageGroupId, messageAttributes }, { sns }) {
      sns.publish(targetArn, {
        message: body,
        ...(messageAttributes && { attributes: messageAttributes }),
        ...(subject !== undefined && { subject }),
        ...(messageGroupId !== undefined && { messageGroupId }),
        ...(traceHeader !== undefined && { traceHeader }),
      });
    },
  },
  events: {
    action: 'events:PutEvents',
    receive: ({ targetArn, body, traceHeader }, { events }) => events.putEvent(targetArn, body, traceHeader),
  },
  logs: {
    action: 'logs:PutLogEvents',
    receive({ targetArn, body }, { logs }) {
      const groupName = targetArn.replace(/:\*$/, '').replace(/^.*:log-group:/, '');
      const streamName = randomUUID();
      logs.createLogStream(groupName, streamName);
      logs.append(groupName, streamName, [{ timestamp: Date.now(), message: body }]);
    },
  },
};

/** All deliveries between services. The policy of the target is evaluated first, as on AWS. */
export function createDeliveries(receivers: () => Receivers): Send {
  return async (delivery) => {
    const { sender, targetArn } = delivery;
    const service = targetArn.split(':')[2] ?? '';
    const receiver = Object.hasOwn(RECEIVERS, service) ? RECEIVERS[service] : undefined;
    if (receiver === undefined) throw new DeliveryError('NO_RESOURCE', `samtrace does not support ${targetArn}.`);
    // Resource policies of log groups and buses are not evaluated, because AWS needs them only between accounts.
    const isJudged = sender.usesRole !== true && service !== 'logs' && service !== 'events';
    if (isJudged && !receivers().iam.serviceMay(sender, receiver.action, targetArn)) {
      throw new DeliveryError('NO_PERMISSIONS', notAllowed(delivery, receiver.action));
    }
    try {
      await receiver.receive(delivery, receivers());
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const code = error.status === 404 || /NotFound|NonExistent|DoesNotExist/.test(error.code);
      throw new DeliveryError(code ? 'NO_RESOURCE' : 'INVALID_PARAMETER', messageOf(error));
    }
  };
}

function notAllowed({ sender, targetArn }: Delivery, action: string): string {
  const where = targetArn.startsWith('arn:aws:lambda:')
    ? 'no AWS::Lambda::Permission of the function'
    : 'no statement of its policy';
  return `${sender.principal} may not ${action} for ${sender.sourceArn}: ${where} allows it.`;
}
