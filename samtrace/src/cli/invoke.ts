import { setTimeout as delay } from 'node:timers/promises';
import { findRunningStack } from '../stack/directory-lock.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import { readEvent } from './event.ts';
import { functionNameOf } from './function-names.ts';
import { aborted, INTERRUPTED_STATUS, onInterrupt } from './interrupt.ts';
import type { InvokeOptions } from './options.ts';
import { eventFilesText, findTemplate } from './project.ts';
import { type Invocation, StackClient } from './stack-client.ts';
import { projectStackOptions, STACK_DIRECTORY } from './start-options.ts';
import { UsageError } from './usage-error.ts';

const POLL_INTERVAL_MS = 100;

/**
 * `samtrace invoke`: prints the function's answer on stdout and its log on stderr. Returns 1 if the function failed. Uses
 * the stack that runs in this project, or starts one for the call.
 */
export async function invokeCommand(options: InvokeOptions): Promise<number> {
  // An empty payload is an empty event, as in AWS.
  const payload = options.event === undefined ? Buffer.alloc(0) : readEvent(options.event).payload(1);
  const interrupted = onInterrupt();
  await using cleanup = new AsyncDisposableStack();
  const target = (await runningTarget(options)) ?? (await startedTarget(options, cleanup));
  const functionName = functionNameOf(options.function, target.functions, 'invoke');
  if (options.event === undefined) note(`The event is empty. ${eventFilesText(findTemplateOrNone(options))}`);
  const work = invokeAndPrint(new StackClient(target.endpoint), functionName, payload);
  // After an interruption, the call ends with the process, and its error is expected.
  work.catch(() => {});
  const failed = await Promise.race([work, aborted(interrupted)]);
  if (failed === undefined) return INTERRUPTED_STATUS;
  return failed ? 1 : 0;
}

interface Target {
  readonly endpoint: string;
  /** The functions' names by their logical IDs. */
  readonly functions: Readonly<Record<string, string>>;
}

async function runningTarget(options: InvokeOptions): Promise<Target | undefined> {
  let running = await findRunningStack(STACK_DIRECTORY);
  // It is still starting.
  while (running !== undefined && running.endpoint === undefined) {
    await delay(POLL_INTERVAL_MS);
    running = await findRunningStack(STACK_DIRECTORY);
  }
  if (running?.endpoint === undefined) return undefined;
  const { pid, endpoint, functions = {} } = running;
  if (Object.keys(options.parameterOverrides).length > 0) {
    throw new UsageError(`--parameter-overrides has no effect on the stack that runs (process ${pid}). Stop it first.`);
  }
  return { endpoint, functions };
}

async function startedTarget(options: InvokeOptions, cleanup: AsyncDisposableStack): Promise<Target> {
  const stack: Stack = await startStack({ ...projectStackOptions(options), port: 0 });
  cleanup.defer(() => stack.stop());
  const functions = stack.template.functions.map(({ logicalId, functionName }) => [logicalId, functionName] as const);
  return { endpoint: stack.endpoint, functions: Object.fromEntries(functions) };
}

/** Returns true if the function failed. */
async function invokeAndPrint(client: StackClient, functionName: string, payload: Buffer): Promise<boolean> {
  const startMs = Date.now();
  const invocation = await client.invoke(functionName, payload);
  process.stderr.write(await logText(client, functionName, invocation, startMs));
  process.stdout.write(`${invocation.payload.toString('utf8')}\n`);
  return invocation.failed;
}

async function logText(client: StackClient, functionName: string, invocation: Invocation, startMs: number) {
  const messages = await client.logOf(functionName, invocation.requestId, startMs);
  if (messages === undefined) return invocation.logTail;
  return messages.map((message) => (message.endsWith('\n') ? message : `${message}\n`)).join('');
}

/** A running stack can be invoked from a directory without a template. */
function findTemplateOrNone(options: InvokeOptions): string {
  try {
    return findTemplate(options.template);
  } catch {
    return 'template.yaml';
  }
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
