/**
 * Sends what the error handler could not report through it once more: the messages of the on-failure queue. A message
 * is deleted when its delivery has been reported; otherwise it stays, and the reason is printed.
 */
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, targetOf } from './target.ts';

const HELP = `npm run replay -- [options]
${TARGET_HELP}`;
/** Longer than the error handler may run: until then, nobody else receives the message. */
const HIDDEN_SECONDS = 240;

const { values: options } = parseArgs({ options: TARGET_OPTIONS });
if (options.help) console.log(HELP);
else process.exitCode = (await replayAll()) === 0 ? 0 : 1;

/** How many messages stay. */
async function replayAll(): Promise<number> {
  const target = targetOf(options);
  const { FunctionName } = await findFunction(target, 'ErrorHandlerFunction');
  const sqs = new SQSClient(target.client);
  const lambda = new LambdaClient(target.client);
  const QueueNamePrefix = `${target.stackName}-UnreportedQueue-`;
  const { QueueUrls: [QueueUrl] = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  if (QueueUrl === undefined) throw new Error(`There is no queue ${QueueNamePrefix}….`);

  let [replayed, stayed] = [0, 0];
  for (;;) {
    const query = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_SECONDS, WaitTimeSeconds: 1 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(query));
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const { payload, cause } = read(message);
      console.log(`failed with   ${cause}`);
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
      );
      const text = answer.Payload?.transformToString() ?? '';
      if (answer.FunctionError === undefined) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        replayed++;
      } else stayed++;
      console.log(`  now         ${answer.FunctionError === undefined ? `reported ${text}` : `fails again: ${text}`}`);
    }
  }
  console.log(`${replayed} replayed, ${stayed} stay in the queue.`);
  return stayed;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function read({ Body = '' }: Message): { payload: unknown; cause: string } {
  const { requestPayload, responsePayload } = JSON.parse(Body) as {
    requestPayload?: unknown;
    responsePayload?: { errorType?: string; errorMessage?: string };
  };
  return { payload: requestPayload, cause: `${responsePayload?.errorType}: ${responsePayload?.errorMessage}` };
}
