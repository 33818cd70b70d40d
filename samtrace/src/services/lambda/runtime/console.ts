import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { errorBody } from './errors.ts';

/** Lambda's levels in rising order, with their numbers in telemetry frames. */
const LEVELS = { TRACE: 4, DEBUG: 8, INFO: 12, WARN: 16, ERROR: 20, FATAL: 24 } as const;
type Level = keyof typeof LEVELS;

const METHODS: Readonly<Record<string, Level>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

export interface ConsoleOptions {
  format: 'JSON' | 'Text';
  /** Records below it are not written; an unknown or absent level lets everything through. */
  minimumLevel: string | undefined;
  /** Where frames go: the file descriptor that Lambda names in `_LAMBDA_TELEMETRY_LOG_FD`. */
  descriptor: number;
  requestId(): string;
}

/** Makes `console` write Lambda's log records. Returns how an uncaught error of the function is logged. */
export function patchConsole(options: ConsoleOptions): (title: string, thrown: unknown) => void {
  const minimum = LEVELS[(options.minimumLevel ?? '').toUpperCase() as Level] ?? LEVELS.TRACE;
  const target: Record<string, unknown> = console as unknown as Record<string, unknown>;
  for (const [method, level] of Object.entries(METHODS)) {
    target[method] = (message?: unknown, ...parameters: unknown[]) => {
      if (LEVELS[level] < minimum) return;
      const now = new Date();
      const text =
        options.format === 'JSON'
          ? jsonRecord(now, level, options.requestId(), message, parameters)
          : `${[now.toISOString(), options.requestId(), level, format(message, ...parameters)].join('\t')}\n`;
      writeFrame(options, level, now, text);
    };
  }
  return (title, thrown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (options.format === 'JSON') console.error(error);
    else console.error(title, `\t${textError(error)}`);
  };
}

/**
 * Big-endian: u32 frame type, i32 length of the message in bytes, i64 microseconds since the epoch, the message. The type
 * has the format and, in its low bits, the level. Frames are written synchronously, so that no frame is lost when the process
 * ends.
 */
function writeFrame(options: ConsoleOptions, level: Level, now: Date, message: string): void {
  const body = Buffer.from(message, 'utf8');
  const frame = Buffer.alloc(16 + body.length);
  frame.writeUInt32BE(((options.format === 'JSON' ? 0xa55a0002 : 0xa55a0003) | LEVELS[level]) >>> 0, 0);
  frame.writeInt32BE(body.length, 4);
  frame.writeBigInt64BE(BigInt(now.getTime()) * 1000n, 8);
  body.copy(frame, 16);
  for (let written = 0; written < frame.length; ) written += writeSync(options.descriptor, frame, written);
}

/** A single argument is logged unchanged. Several are formatted, and the first Error is also logged as an error. */
function jsonRecord(now: Date, level: Level, requestId: string, message: unknown, parameters: unknown[]): string {
  const record: Record<string, unknown> = { timestamp: now.toISOString(), level, requestId, message };
  if (parameters.length === 0) {
    try {
      return JSON.stringify(record, (_key, value) => (value instanceof Error ? jsonError(value) : value));
    } catch {
      return JSON.stringify({ ...record, message: format(message) }); // circular, or a BigInt
    }
  }
  record.message = format(message, ...parameters);
  const error = parameters.find((parameter) => parameter instanceof Error);
  if (error !== undefined) Object.assign(record, describe(error));
  return JSON.stringify(record);
}

function jsonError(error: Error): Record<string, unknown> {
  return { ...describe(error), ...error };
}

function describe(error: Error): Record<string, unknown> {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

/** The text format calls an error by its `name` and writes its own properties between message and stack. */
function textError(error: Error): string {
  const written = (value: unknown) =>
    value instanceof Error
      ? {
          errorType: value.name,
          errorMessage: value.message,
          code: (value as NodeJS.ErrnoException).code,
          ...value,
          stack: value.stack?.split('\n'),
        }
      : value;
  try {
    return JSON.stringify(error, (_key, value) => written(value));
  } catch {
    return JSON.stringify(errorBody(error)); // own properties that are circular, or a BigInt
  }
}
