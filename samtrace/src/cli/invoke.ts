import { readEvent } from './event.ts';
import { functionNameOf } from './function-names.ts';
import { aborted, INTERRUPTED_STATUS, onInterrupt } from './interrupt.ts';
import type { InvokeOptions } from './options.ts';
import { eventFilesText, findTemplate } from './project.ts';
import { type Invocation, StackClient } from './stack-client.ts';
import { runningStack, startedStack } from './target-stack.ts';

/**
 * `samtrace invoke`: prints the function's answer on stdout and its log on stderr. Returns 1 if the function failed. Uses
 * the stack that runs in this project, or starts one for the call.
 */
export async function invokeCommand(options: InvokeOptions): Promise<number> {
  // An empty payload is an empty event, as in AWS.
  const payload = options.event === undefined ? Buffer.alloc(0) : readEvent(options.event).payload(1);
  const interrupted = onInterrupt();
  await using cleanup = new AsyncDisposableStack();
  const target = (await runningStack(options)) ?? (await startedStack(options, cleanup));
  const functionName = functionNameOf(options.function, target.functions, 'invoke');
  if (options.event === undefined) note(`The event is empty. ${eventFilesText(findTemplateOrNone(options))}`);
  const work = invokeAndPrint(new StackClient(target.endpoint), functionName, payload);
  // After an interruption, the call ends with the process, and its error is expected.
  work.catch(() => {});
  const failed = await Promise.race([work, aborted(interrupted)]);
  if (failed === undefined) return INTERRUPTED_STATUS;
  return failed ? 1 : 0;
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
