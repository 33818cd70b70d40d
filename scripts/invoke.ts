/**
 * Sends orders to the processor. Each request carries a trace header that says Sampled=1, so that each failure has a
 * trace: left to itself, Lambda traces one request a second and 5 % of the rest.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CommandError, runCommand } from './command.ts';
import { describeAnswer } from './payload.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

const HELP = `npm run invoke -- [options]
  --event FILE     what is sent (events/processor.json); {{n}} in it becomes the number of the invocation
  --count N        how often (10)
${TARGET_HELP}`;

const OPTIONS = {
  event: { type: 'string', default: 'events/processor.json' },
  count: { type: 'string', default: '10' },
  ...TARGET_OPTIONS,
} as const;

await runCommand({ help: HELP, options: OPTIONS }, async (options) => {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1)
    throw new CommandError(`--count is "${options.count}": give a whole number.`);
  await invokeAll(targetOf(options), count, await readFile(options.event, 'utf8'));
  return true;
});

async function invokeAll(target: Target, count: number, event: string): Promise<void> {
  const { FunctionName } = await findFunction(target, 'ProcessorFunction');
  const client = new LambdaClient(target.client);
  for (let n = 1; n <= count; n++) {
    const Payload = Buffer.from(event.replaceAll('{{n}}', String(n)));
    const traceId = `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
    const command = new InvokeCommand({ FunctionName, Payload });
    command.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['X-Amzn-Trace-Id'] = `Root=${traceId};Sampled=1`;
        return next(args);
      },
      { step: 'build' },
    );
    const answer = await client.send(command);
    const outcome = answer.FunctionError === undefined ? 'ok   ' : 'error';
    console.log(
      `${String(n).padStart(4)}  ${traceId}  ${outcome}  ${describeAnswer(answer.Payload?.transformToString() ?? '')}`,
    );
  }
  console.log('Reports come within seconds, and the service map shows it all a little later.');
}
