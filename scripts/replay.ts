/**
 * Sends the deliveries in the on-failure queue to the error handler again. If a delivery is reported
 * now, its message is deleted. Otherwise it stays in the queue.
 */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CommandError, runCommand } from './command.ts';
import { describeAnswer, parseObject } from './payload.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

const HELP = `npm run replay -- [options]
Sends the deliveries in the on-failure queue to the error handler again.
${TARGET_HELP}`;

/** Longer than the timeout of the error handler. Until then, nobody else receives the message. */
const HIDDEN_SECONDS = 360;

await runCommand({ help: HELP, options: TARGET_OPTIONS }, (options) =>
  replayAll(targetOf(options)),
);

/** Returns whether the queue is empty now. */
async function replayAll(target: Target): Promise<boolean> {
  const { FunctionName } = await findFunction(target, 'ErrorHandlerFunction');
  const lambda = new LambdaClient(target.client);
  const sqs = new SQSClient(target.client);
  const QueueUrl = await findQueue(sqs, `${target.stackName}-UnreportedQueue-`);

  let replayed = 0;
  const failedAgain = new Set<string>();
  for (;;) {
    const message = await receive(sqs, QueueUrl);
    if (message?.MessageId === undefined || failedAgain.has(message.MessageId)) {
      break;
    }
    const problem = await replay(lambda, FunctionName, message);
    if (problem === undefined) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      replayed++;
      console.log('  Reported');
    } else {
      failedAgain.add(message.MessageId);
      console.log(`  Failed again: ${problem}`);
    }
  }
  console.log(`Replayed ${replayed}, ${failedAgain.size} left in the queue.`);
  return failedAgain.size === 0;
}

async function findQueue(sqs: SQSClient, QueueNamePrefix: string): Promise<string> {
  const { QueueUrls: [QueueUrl] = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  if (QueueUrl === undefined) {
    throw new CommandError(`There is no queue ${QueueNamePrefix}….`);
  }
  return QueueUrl;
}

async function receive(sqs: SQSClient, QueueUrl: string): Promise<Message | undefined> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 1,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: 1,
    }),
  );
  return Messages[0];
}

/**
 * Returns why the delivery could not be reported, or undefined if it was.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
async function replay(
  lambda: LambdaClient,
  FunctionName: string,
  { MessageId, Body = '' }: Message,
): Promise<string | undefined> {
  const { requestPayload, responsePayload } = parseObject(Body);
  if (requestPayload === undefined) {
    return `Message ${MessageId} is not the record of a failed invocation: ${Body}`;
  }
  console.log(`Failed with ${describeAnswer(JSON.stringify(responsePayload) ?? '')}`);

  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(requestPayload) }),
  );
  return FunctionError && (describeAnswer(Payload?.transformToString() ?? '') || FunctionError);
}
