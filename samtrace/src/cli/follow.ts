import type { Stack } from '../stack/stack.ts';
import { emailLines } from './email-lines.ts';
import { logicalIdOf } from './logical-ids.ts';
import { asyncLine, createStoredLines } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Prints asynchronous invocations, emails and stored objects as they happen. The function that it returns ends this. */
export function followStack(
  terminal: Terminal,
  stack: Stack,
  labelOf: (requestId: string) => string | undefined,
): () => void {
  const storedLine = createStoredLines(labelOf);
  const unsubscribe = [
    stack.lambda.onInvocation((event) => {
      if (event.type !== 'sync') terminal.print(asyncLine(event, logicalIdOf(stack, event.functionName)));
    }),
    stack.sns.onEmail((email) => {
      for (const line of emailLines(email)) terminal.print(line);
    }),
    stack.s3.onStored((object) => {
      const line = storedLine(object);
      if (line !== undefined) terminal.print(line);
    }),
  ];
  return () => {
    for (const stop of unsubscribe) stop();
  };
}
