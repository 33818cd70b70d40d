/**
 * Aborted by Ctrl-C or a polite kill; a second one ends the process at once. Aborted as well when the output can no longer
 * be written: silently when nobody reads it any more (`npm start | head`), else with a line on stderr.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (controller.signal.aborted ? process.exit(130) : controller.abort()));
  }
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (controller.signal.aborted) return;
    if (code !== 'EPIPE') process.stderr.write(`The output cannot be written: ${message}\n`);
    controller.abort();
  });
  // There is no other place to say what cannot be said here.
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

/** Resolves when everything printed so far is written, or cannot be. */
export function outputWritten(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => setImmediate(resolve)));
}
