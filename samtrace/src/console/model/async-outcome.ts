import { lambdaPhase } from './lambda-phase.ts';
import { isFailing, type Status } from './status.ts';
import type { Trace } from './trace.ts';

/** What became of an event that was sent asynchronously. */
export interface AsyncOutcome {
  /** Of the last attempt. */
  readonly status: Status;
  readonly attempts: number;
  readonly failed: number;
}

/** As far as the attempts tell that Lambda recorded: undefined before the first one is over. */
export function asyncOutcome({ roots }: Trace): AsyncOutcome | undefined {
  const attempts = roots.flatMap((root) =>
    root.children.filter((child) => lambdaPhase(child, root) === 'attempt' && child.endMs !== undefined),
  );
  const last = attempts.at(-1);
  if (!last) return undefined;
  const failed = attempts.filter(({ status }) => isFailing(status)).length;
  return { status: last.status, attempts: attempts.length, failed };
}
