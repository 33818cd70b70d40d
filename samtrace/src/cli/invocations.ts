import { AwsError } from '../aws/error.ts';
import type { InvokeResult } from '../services/lambda/service.ts';
import { aborted } from './interrupt.ts';

/** One finished invocation, with its number, from 1. */
export interface NumberedResult {
  n: number;
  result: InvokeResult;
}

/**
 * Invokes `total` times, at most `concurrency` at once, and reports each as it ends. Stops early, without an error, when
 * the signal is aborted. The results come back by number. A call that Lambda refuses, since the function is throttled, is a
 * result like any other.
 */
export async function runInvocations(
  invoke: (n: number) => Promise<InvokeResult>,
  options: { total: number; concurrency: number; signal: AbortSignal; onResult(done: NumberedResult): void },
): Promise<NumberedResult[]> {
  const done: NumberedResult[] = [];
  let next = 1;
  const worker = async () => {
    while (next <= options.total && !options.signal.aborted) {
      const n = next++;
      const finished = { n, result: await invoke(n).catch(refusal) };
      done.push(finished);
      options.onResult(finished);
    }
  };
  const work = Promise.all(Array.from({ length: Math.min(options.concurrency, options.total) }, worker));
  // After Ctrl-C nobody waits for what is in flight: it ends with the stack.
  work.catch(() => {});
  await Promise.race([work, aborted(options.signal)]);
  return done.sort((a, b) => a.n - b.n);
}

function refusal(error: unknown): InvokeResult {
  if (!(error instanceof AwsError)) throw error;
  return {
    requestId: '-',
    payload: Buffer.from(JSON.stringify({ errorType: error.code, errorMessage: error.message })),
    functionError: 'Unhandled',
    errorType: error.code,
    durationMs: 0,
    coldStart: false,
    logTail: '',
  };
}
