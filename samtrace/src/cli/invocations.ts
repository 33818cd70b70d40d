import { AwsError } from '../aws/error.ts';
import type { InvokeResult } from '../services/lambda/service.ts';
import { aborted } from './interrupt.ts';

/** One finished invocation. */
export interface NumberedResult {
  /** From 1. */
  readonly n: number;
  readonly result: InvokeResult;
}

/**
 * Invokes `total` times, at most `concurrency` at once, and reports each result as it arrives. When the signal is
 * aborted, returns without an error, and reports no further results. If Lambda refuses a call because the function is
 * throttled, that is a result as well.
 */
export async function runInvocations(
  invoke: (n: number) => Promise<InvokeResult>,
  options: { total: number; concurrency: number; signal: AbortSignal; onResult(done: NumberedResult): void },
): Promise<void> {
  const { total, concurrency, signal } = options;
  let next = 1;
  const worker = async () => {
    while (next <= total && !signal.aborted) {
      const n = next++;
      const result = await invoke(n).catch(refusal);
      if (signal.aborted) return;
      options.onResult({ n, result });
    }
  };
  const work = Promise.all(Array.from({ length: Math.min(concurrency, total) }, worker));
  // After an interruption, invocations in flight end with the stack, and their errors are expected.
  work.catch(() => {});
  await Promise.race([work, aborted(signal)]);
}

function refusal(error: unknown): InvokeResult {
  if (!(error instanceof AwsError)) throw error;
  return {
    requestId: '-',
    payload: Buffer.from(JSON.stringify({ errorType: error.code, errorMessage: error.message })),
    functionError: 'Unhandled',
    errorType: error.code,
    executedVersion: '$LATEST',
    durationMs: 0,
    coldStart: false,
    logTail: '',
  };
}
