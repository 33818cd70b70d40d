import type { Stack } from '../stack/stack.ts';
import { followStack } from './follow.ts';
import { aborted, INTERRUPTED_STATUS, onInterrupt } from './interrupt.ts';
import type { FireOptions } from './options.ts';
import { failuresOf } from './problems.ts';
import { StackClient } from './stack-client.ts';
import { didYouMean } from './suggest.ts';
import { runningStack, startedStack } from './target-stack.ts';
import { createTerminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * `samtrace fire`: fires a schedule now. The stack that runs in this project prints what follows. Without one, starts a
 * stack for the call, prints what follows, and returns 1 if a function failed or an event was lost.
 */
export async function fireCommand(options: FireOptions): Promise<number> {
  const interrupted = onInterrupt();
  await using cleanup = new AsyncDisposableStack();
  const running = await runningStack(options);
  if (running !== undefined) {
    await fire(new StackClient(running.endpoint), options.schedule);
    process.stdout.write(
      `Fired ${options.schedule}. The stack that runs (process ${running.pid}) prints what follows.\n`,
    );
    return 0;
  }
  const { stack } = await startedStack(options, cleanup);
  const work = fireAndFollow(stack, options.schedule);
  // After an interruption, the work ends with the process, and its error is expected.
  work.catch(() => {});
  const problems = await Promise.race([work, aborted(interrupted)]);
  if (problems === undefined) return INTERRUPTED_STATUS;
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}

/** Resolves when everything that followed is done. Returns the failures. */
async function fireAndFollow(stack: Stack, schedule: string): Promise<string[]> {
  const terminal = createTerminal(process.stdout, process.env);
  const client = new StackClient(stack.endpoint);
  const startMs = Date.now();
  followStack(terminal, stack, () => undefined);
  await fire(client, schedule);
  terminal.print(`Fired ${schedule}.`);
  await stack.pending.idle();
  for (const { functionName, requestId } of stack.lambda.asyncInvocations()) {
    const messages = await client.logOf(functionName, requestId, startMs);
    for (const message of messages ?? []) process.stderr.write(message.endsWith('\n') ? message : `${message}\n`);
  }
  return failuresOf(stack);
}

async function fire(client: StackClient, schedule: string): Promise<void> {
  const ids = await client.scheduleIds();
  if (!ids.includes(schedule)) {
    const list = ids.length === 0 ? 'The template has no schedules.' : `The template has: ${ids.join(', ')}.`;
    throw new UsageError(`fire: the template has no schedule "${schedule}".${didYouMean(schedule, ids)} ${list}`);
  }
  await client.fire(schedule);
}
