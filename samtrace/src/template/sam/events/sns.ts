import { resolve } from '../../resolve.ts';
import { call, list, literal, mapping, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { EventKind, EventResult, SamContext, SamEvent } from '../kind.ts';
import { ignoreOthers } from './ignore-others.ts';
import { attributeOf, invokePermission } from './invoke-permission.ts';

const PROPERTIES = ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'SqsSubscription', 'Topic'];

/** A subscription of the function, or, with SqsSubscription, of a queue that the function reads. */
export const SNS_EVENT: EventKind = {
  type: 'SNS',
  transform(event, context) {
    ignoreOthers(event, PROPERTIES, context);
    const topic = event.properties.entries.get('Topic');
    if (topic === undefined) {
      context.scope.problems.add(event.line, `${event.functionId}: the event ${event.name} has no Topic.`);
      return { resources: [] };
    }
    const viaQueue = event.properties.entries.get('SqsSubscription');
    const isOff = viaQueue === undefined || (viaQueue.kind === 'scalar' && String(viaQueue.value) === 'false');
    if (!isOff) return subscribeQueue(event, topic, viaQueue, context);
    const permission = invokePermission(event, 'sns.amazonaws.com', { arn: topic });
    return {
      resources: [permission, subscription(event, topic, 'lambda', event.invoked.arn)],
    };
  },
};

function subscription(event: SamEvent, topic: Value, protocol: string, endpoint: Value) {
  const { functionId, name, line, properties } = event;
  return generated(
    `${functionId}${name}`,
    'AWS::SNS::Subscription',
    {
      Protocol: scalar(protocol, line),
      Endpoint: endpoint,
      TopicArn: topic,
      FilterPolicy: properties.entries.get('FilterPolicy'),
      FilterPolicyScope: properties.entries.get('FilterPolicyScope'),
      RedrivePolicy: properties.entries.get('RedrivePolicy'),
    },
    line,
  );
}

/** `true` makes a queue; a mapping names one. */
function subscribeQueue(event: SamEvent, topic: Value, setting: Value, context: SamContext): EventResult {
  const { functionId, name, line } = event;
  const id = `${functionId}${name}`;
  const given = setting.kind === 'mapping' ? setting.entries : new Map<string, Value>();
  const queue = given.has('QueueArn')
    ? undefined
    : generated(`${id}Queue`, 'AWS::SQS::Queue', { FifoQueue: fifoOf(topic, context) }, line);
  const queueArn = given.get('QueueArn') ?? attributeOf(`${id}Queue`, 'Arn', line);
  const queueUrl = given.get('QueueUrl') ?? call('Ref', scalar(`${id}Queue`, line), line);
  const mappingResource = generated(
    `${id}EventSourceMapping`,
    'AWS::Lambda::EventSourceMapping',
    {
      BatchSize: given.get('BatchSize') ?? scalar(10, line),
      // SAM enables the mapping for any value of SqsSubscription.Enabled.
      Enabled: scalar(true, line),
      EventSourceArn: queueArn,
      FunctionName: event.invoked.name,
    },
    line,
  );
  for (const [property, value] of given) {
    if (['BatchSize', 'Enabled', 'QueueArn', 'QueueUrl', 'QueuePolicyLogicalId'].includes(property)) continue;
    const type = `SqsSubscription.${property} of an SNS event`;
    context.ignored.add(functionId, type, 'samtrace does not support this property', value.line);
  }
  return {
    resources: [
      ...(queue ? [queue] : []),
      generated(
        literal(given.get('QueuePolicyLogicalId')) ?? `${id}QueuePolicy`,
        'AWS::SQS::QueuePolicy',
        {
          PolicyDocument: queuePolicy(topic, queueArn, line),
          Queues: list([queueUrl], line),
        },
        line,
      ),
      subscription(event, topic, 'sqs', queueArn),
      mappingResource,
    ],
    managedPolicies: ['AWSLambdaSQSQueueExecutionRole'],
  };
}

/** A FIFO topic delivers to FIFO queues only. Undefined for any other topic. */
function fifoOf(topic: Value, { scope, declared }: SamContext): Value | undefined {
  const topicId = topic.kind === 'call' && topic.name === 'Ref' ? literal(topic.argument) : undefined;
  const fifo = topicId === undefined ? undefined : declared.get(topicId)?.properties.entries.get('FifoTopic');
  const resolved = fifo && scope.problems.attempt(() => resolve(fifo, scope));
  return literal(resolved)?.toLowerCase() === 'true' ? scalar(true, topic.line) : undefined;
}

function queuePolicy(topic: Value, queueArn: Value, line: number): Value {
  const statement = mapping(
    {
      Effect: scalar('Allow', line),
      Principal: scalar('*', line),
      Action: scalar('sqs:SendMessage', line),
      Resource: queueArn,
      Condition: mapping({ ArnEquals: mapping({ 'aws:SourceArn': topic }, line) }, line),
    },
    line,
  );
  return mapping({ Version: scalar('2012-10-17', line), Statement: list([statement], line) }, line);
}
