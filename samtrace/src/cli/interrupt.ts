import { watchParent } from './parent-watch.ts';

/** The exit status after an interruption, as of a program that SIGINT has ended. */
export const INTERRUPTED_STATUS = 130;

/**
 * Aborted by Ctrl-C (SIGINT), SIGTERM, SIGHUP, or the end of the npm process that started this one. A second signal ends
 * the process at once. Aborted as well when the output cannot be written any more, for example after `samtrace | head`.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED_STATUS);
      controller.abort();
    });
  }
  watchParent(process.env, () => controller.abort());
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (controller.signal.aborted) return;
    if (code !== 'EPIPE') process.stderr.write(`The output cannot be written: ${message}\n`);
    controller.abort();
  });
  // stderr cannot be written, so the error cannot be reported.
  process.stderr.on('error', () => {});
  return controller.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves when everything printed so far is written, or cannot be written. */
export function outputWritten(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => setImmediate(resolve)));
}
