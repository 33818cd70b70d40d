import type { Stack } from '../stack/stack.ts';
import { logicalIdOf } from './logical-ids.ts';
import type { ServeOptions } from './options.ts';
import { reasonLine } from './progress.ts';

/** If a service fails, every invocation can fail for the same reason. More lines than this would only repeat it. */
const MAX_LINES_OF_A_KIND = 10;

/** Why `--once` ends with status 1, a line for each problem: work that is not finished, or an event that was lost. */
export function problemsOf(stack: Stack, options: ServeOptions, invoked: number): string[] {
  return [...unfinished(stack, options, invoked), ...failuresOf(stack)];
}

/** The asynchronous invocations that failed and the events that were lost, a line for each. */
export function failuresOf(stack: Stack): string[] {
  const failed = stack.lambda.asyncInvocations().filter(({ status }) => status === 'error');
  return [
    ...shortened(failed, ({ functionName, requestId, errorType = 'error', errorMessage }) => {
      const reason = errorMessage === undefined ? '' : `: ${reasonLine(errorMessage)}`;
      return `${logicalIdOf(stack, functionName)} failed for ${requestId}: ${errorType}${reason}`;
    }),
    ...shortened(stack.lambda.failedDestinations(), ({ functionName, requestId, destinationArn, reason }) => {
      const record = `The record of ${logicalIdOf(stack, functionName)} for ${requestId}`;
      return `${record} did not reach ${destinationArn}: ${reasonLine(reason)}`;
    }),
    ...shortened(
      stack.undelivered(),
      ({ sender, targetArn, reason }) =>
        `An event of ${sender.sourceArn} could not be delivered to ${targetArn}: ${reasonLine(reason)}`,
    ),
    ...shortened(
      stack.logs.failedDeliveries(),
      ({ destinationArn, reason }) => `A log delivery to ${destinationArn} failed: ${reasonLine(reason)}`,
    ),
  ];
}

function unfinished(stack: Stack, options: ServeOptions, invoked: number): string[] {
  const expected = options.run === undefined ? 0 : options.invocations;
  const missing = expected - invoked;
  const pending = stack.pending.list();
  const parts = [...(missing > 0 ? [`${missing} of ${expected} invocations`] : []), ...shortened(pending, String)];
  return parts.length === 0 ? [] : [`Not finished after ${options.deadlineSeconds} s: ${parts.join('; ')}`];
}

function shortened<T>(items: readonly T[], lineOf: (item: T) => string): string[] {
  const lines = items.slice(0, MAX_LINES_OF_A_KIND).map(lineOf);
  return items.length <= MAX_LINES_OF_A_KIND ? lines : [...lines, `and ${items.length - lines.length} more`];
}
