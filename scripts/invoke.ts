/**
 * Sends orders to the processor. Each request has a trace header with Sampled=1, so that each failure
 * has a trace. Without it, Lambda traces one request per second and 5 % of the others.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CommandError, messageOf, runCommand } from './command.ts';
import { describeAnswer } from './payload.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

const HELP = `npm run invoke -- [options]
Sends orders to the processor.
  --event FILE     the order (default: events/processor.json); each one gets a number of its own
  --count N        how many orders (default: 10)
${TARGET_HELP}`;

const OPTIONS = {
  event: { type: 'string', default: 'events/processor.json' },
  count: { type: 'string', default: '10' },
  ...TARGET_OPTIONS,
} as const;

await runCommand({ help: HELP, options: OPTIONS }, async (options) => {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1) {
    throw new CommandError(`--count must be a whole number from 1 on, but was "${options.count}".`);
  }
  await invokeAll(targetOf(options), count, await readEvent(options.event));
  return true;
});

async function readEvent(file: string): Promise<object> {
  const text = await readFile(file, 'utf8');
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null) {
      return event;
    }
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${messageOf(error)}`);
  }
  throw new CommandError(`${file} must contain a JSON object.`);
}

async function invokeAll(target: Target, count: number, event: object): Promise<void> {
  const { FunctionName } = await findFunction(target, 'ProcessorFunction');
  const client = new LambdaClient(target.client);
  for (let n = 1; n <= count; n++) {
    const traceId = newTraceId();
    const order = { ...event, orderId: `order-${n}` };
    const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(order) });
    addHeader(command, 'X-Amzn-Trace-Id', `Root=${traceId};Sampled=1`);

    const { FunctionError, Payload } = await client.send(command);
    const outcome = FunctionError === undefined ? 'ok   ' : 'error';
    const answer = describeAnswer(Payload?.transformToString() ?? '');
    console.log(`${String(n).padStart(4)}  ${traceId}  ${outcome}  ${answer}`);
  }
  console.log('Reports are available in a few seconds. The service map takes a little longer.');
}

function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `1-${seconds.toString(16)}-${randomBytes(12).toString('hex')}`;
}

function addHeader(command: InvokeCommand, name: string, value: string): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers[name] = value;
      return next(args);
    },
    { step: 'build' },
  );
}
