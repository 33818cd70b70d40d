import { setTimeout as delay } from 'node:timers/promises';
import { findRunningStack } from '../stack/directory-lock.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import type { ProjectOptions } from './options.ts';
import { projectStackOptions, STACK_DIRECTORY } from './start-options.ts';
import { UsageError } from './usage-error.ts';

const POLL_INTERVAL_MS = 100;

/** The stack that a subcommand calls. */
export interface TargetStack {
  readonly endpoint: string;
  /** The functions' names by their logical IDs. */
  readonly functions: Readonly<Record<string, string>>;
}

/** The stack that runs in this project, or undefined. Waits while it starts. */
export async function runningStack(options: ProjectOptions): Promise<(TargetStack & { pid: number }) | undefined> {
  let running = await findRunningStack(STACK_DIRECTORY);
  while (running !== undefined && running.endpoint === undefined) {
    await delay(POLL_INTERVAL_MS);
    running = await findRunningStack(STACK_DIRECTORY);
  }
  if (running?.endpoint === undefined) return undefined;
  const { pid, endpoint, functions = {} } = running;
  if (Object.keys(options.parameterOverrides).length > 0) {
    throw new UsageError(`--parameter-overrides has no effect on the stack that runs (process ${pid}). Stop it first.`);
  }
  return { pid, endpoint, functions };
}

/** Starts a stack for one call. `cleanup` stops it. */
export async function startedStack(
  options: ProjectOptions,
  cleanup: AsyncDisposableStack,
): Promise<TargetStack & { stack: Stack }> {
  const stack = await startStack({ ...projectStackOptions(options), port: 0 });
  cleanup.defer(() => stack.stop());
  const functions = stack.template.functions.map(({ logicalId, functionName }) => [logicalId, functionName] as const);
  return { stack, endpoint: stack.endpoint, functions: Object.fromEntries(functions) };
}
