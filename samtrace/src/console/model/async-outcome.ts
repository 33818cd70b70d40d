import { lambdaPhase } from './lambda-phase.ts';
import { isFailing, type Status } from './status.ts';
import type { Trace } from './trace.ts';

/** The result of an asynchronous invocation. */
export interface AsyncOutcome {
  /** The status of the last attempt. */
  readonly status: Status;
  readonly attempts: number;
  readonly failed: number;
}

/** Read from the attempts that Lambda recorded. Undefined until the first attempt has ended. */
export function asyncOutcome({ roots }: Trace): AsyncOutcome | undefined {
  const attempts = roots.flatMap((root) =>
    root.children.filter((child) => lambdaPhase(child, root) === 'attempt' && child.endMs !== undefined),
  );
  const last = attempts.at(-1);
  if (!last) return undefined;
  const failed = attempts.filter(({ status }) => isFailing(status)).length;
  return { status: last.status, attempts: attempts.length, failed };
}
