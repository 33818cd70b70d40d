/**
 * Sends what the error handler could not report through it once more: the messages of the on-failure queue. A message
 * is deleted when its delivery has been reported; otherwise it stays, and the reason is printed.
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
import { describeAnswer, type Failure, parseObject } from './payload.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

const HELP = `npm run replay -- [options]
${TARGET_HELP}`;
/** Longer than the error handler may run: until then, nobody else receives the message. */
const HIDDEN_SECONDS = 240;

await runCommand({ help: HELP, options: TARGET_OPTIONS }, (options) => replayAll(targetOf(options)));

/** Whether all could be reported. */
async function replayAll(target: Target): Promise<boolean> {
  const { FunctionName } = await findFunction(target, 'ErrorHandlerFunction');
  const lambda = new LambdaClient(target.client);
  const sqs = new SQSClient(target.client);
  const QueueUrl = await findQueue(sqs, `${target.stackName}-UnreportedQueue-`);

  const stayed = new Set<string>();
  let replayed = 0;
  for (;;) {
    const message = await receive(sqs, QueueUrl);
    if (message?.MessageId === undefined || stayed.has(message.MessageId)) break; // Round once: nothing new is left.
    const problem = await replay(lambda, FunctionName, message);
    if (problem === undefined) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      replayed++;
    } else stayed.add(message.MessageId);
    console.log(problem === undefined ? '  now reported' : `  fails again: ${problem}`);
  }
  console.log(`${replayed} replayed, ${stayed.size} stay in the queue.`);
  return stayed.size === 0;
}

async function findQueue(sqs: SQSClient, QueueNamePrefix: string): Promise<string> {
  const { QueueUrls: [QueueUrl] = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  if (QueueUrl === undefined) throw new CommandError(`There is no queue ${QueueNamePrefix}….`);
  return QueueUrl;
}

async function receive(sqs: SQSClient, QueueUrl: string): Promise<Message | undefined> {
  const query = { QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: HIDDEN_SECONDS, WaitTimeSeconds: 1 };
  return (await sqs.send(new ReceiveMessageCommand(query))).Messages?.[0];
}

/** Undefined if the delivery was reported, or else why it was not. */
async function replay(lambda: LambdaClient, FunctionName: string, { MessageId, Body = '' }: Message) {
  const { requestPayload, responsePayload } = read(Body);
  if (requestPayload === undefined) return `message ${MessageId} is no record of a failed invocation: ${Body}`;
  console.log(`failed with ${responsePayload?.errorType}: ${responsePayload?.errorMessage}`);
  const Payload = Buffer.from(JSON.stringify(requestPayload));
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  return answer.FunctionError && (describeAnswer(answer.Payload?.transformToString() ?? '') || answer.FunctionError);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function read(body: string): { requestPayload?: unknown; responsePayload?: Failure } {
  return parseObject(body);
}
