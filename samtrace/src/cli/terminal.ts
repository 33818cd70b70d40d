import { wrap } from './wrap.ts';

/** The part of a stream such as `process.stdout` that a terminal needs. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Writes lines for a person to read, and one line of progress that is replaced. */
export interface Terminal {
  print(line?: string): void;
  /** Shows or replaces the line of progress. In a pipe or in CI, it is printed as a new line at most every 10 seconds. */
  progress(line: string): void;
  /** Nothing is printed from now on. */
  close(): void;
}

const LINE_INTERVAL_MS = 10_000;
const REPLACE_INTERVAL_MS = 100;
/** Longer lines are hard to read. */
const MAX_COLUMNS = 120;

export function createTerminal(stream: TerminalStream, environment: NodeJS.ProcessEnv, now = Date.now): Terminal {
  // A log of CI keeps every line, so a replaced line would appear there many times.
  const interactive = stream.isTTY === true && environment.CI === undefined && environment.TERM !== 'dumb';
  let hasProgress = false;
  let shownMs = now();
  let closed = false;

  const clearProgress = () => {
    if (hasProgress) stream.write('\r\u001b[K');
    hasProgress = false;
  };
  return {
    print(line = '') {
      if (closed) return;
      clearProgress();
      const columns = stream.isTTY === true ? Math.min(stream.columns ?? 80, MAX_COLUMNS) : undefined;
      for (const part of wrap(line, columns, true)) stream.write(`${part}\n`);
    },
    progress(line) {
      if (closed || now() - shownMs < (interactive ? REPLACE_INTERVAL_MS : LINE_INTERVAL_MS)) return;
      shownMs = now();
      if (!interactive) return void stream.write(`${line}\n`);
      clearProgress();
      stream.write(line.slice(0, (stream.columns ?? 80) - 1));
      hasProgress = true;
    },
    close() {
      if (!closed) clearProgress();
      closed = true;
    },
  };
}

/** Prints nothing, for `--json`. */
export const SILENT: Terminal = { print() {}, progress() {}, close() {} };
