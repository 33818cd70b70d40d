import { functionNameIn } from '../aws/arn.ts';
import type { Sender } from '../aws/delivery.ts';
import { AwsError } from '../aws/error.ts';
import type { Iam } from '../services/iam/service.ts';
import type { Lambda } from '../services/lambda/service.ts';
import type { DestinationProblem } from '../services/s3/notifications/contract.ts';
import type { Sns } from '../services/sns/service.ts';
import type { Sqs } from '../services/sqs/service.ts';

interface Services {
  readonly iam: Pick<Iam, 'serviceMay'>;
  readonly lambda: Pick<Lambda, 'functions'>;
  readonly sns: Pick<Sns, 'hasTopic'>;
  readonly sqs: Pick<Sqs, 'queueAttributes'>;
}

/** The reason that prevents S3 from sending to a function, a queue, or a topic. Undefined if there is none. */
export async function destinationProblem(
  { iam, lambda, sns, sqs }: Services,
  sender: Sender,
  targetArn: string,
): Promise<DestinationProblem | undefined> {
  const kinds: Readonly<Record<string, { action: string; exists(): boolean | Promise<boolean> }>> = {
    lambda: {
      action: 'lambda:InvokeFunction',
      exists: () => lambda.functions().some(({ functionName }) => functionName === functionNameIn(targetArn)),
    },
    sns: { action: 'sns:Publish', exists: () => sns.hasTopic(targetArn) },
    sqs: { action: 'sqs:SendMessage', exists: () => sqs.queueAttributes(targetArn).then(() => true, isMissing) },
  };
  const service = targetArn.split(':')[2] ?? '';
  const kind = Object.hasOwn(kinds, service) ? kinds[service] : undefined;
  if (kind === undefined || !(await kind.exists())) return 'missing';
  return iam.serviceMay(sender, kind.action, targetArn) ? undefined : 'closed';
}

function isMissing(error: unknown): false {
  if (error instanceof AwsError) return false;
  throw error;
}
