import { isJsonObject, type JsonObject } from '../../aws/json.ts';

/** A log event, as the page shows it. */
export interface LogRecord {
  readonly timeMs: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** The level in the record. `platform` for Lambda's own records, undefined for plain text. */
  readonly level: string | undefined;
  readonly tone: 'error' | 'warn' | 'plain' | 'quiet';
  /** The line that the page shows. */
  readonly text: string;
  /** The complete record, if it is JSON. */
  readonly fields: JsonObject | undefined;
  readonly requestId: string | undefined;
}

/** A log event with its log group and log stream. */
export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/**
 * Reads records in Lambda's JSON log format: application records `{timestamp, level, requestId, message}` and platform records
 * `{time, type, record}`. Everything else is plain text.
 */
export function readLogLine(line: LogLine): LogRecord {
  const place = { timeMs: line.timestamp, logGroup: line.logGroup, logStream: line.logStream };
  const fields = parse(line.message);
  if (!fields)
    return { ...place, level: undefined, tone: 'plain', text: line.message.trimEnd(), fields, requestId: undefined };
  if (typeof fields.type === 'string' && isJsonObject(fields.record)) {
    const requestId = stringOf(fields.record.requestId);
    const status = fields.record.status;
    const isBad = typeof status === 'string' && status !== 'success';
    return {
      ...place,
      level: 'platform',
      tone: isBad ? 'error' : 'quiet',
      text: platformText(fields.type, fields.record),
      fields,
      requestId,
    };
  }
  const level = stringOf(fields.level);
  return {
    ...place,
    level,
    tone: toneOf(level),
    text: messageText(fields),
    fields,
    requestId: stringOf(fields.requestId),
  };
}

function toneOf(level: string | undefined): LogRecord['tone'] {
  if (level === 'ERROR' || level === 'FATAL') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'DEBUG' || level === 'TRACE' ? 'quiet' : 'plain';
}

/**
 * `message` is an object if the application logged an object. An uncaught error is `{errorType, errorMessage, …}`.
 * `{message: "Stored", key: "a/b"}` becomes `Stored  key=a/b`.
 */
function messageText(fields: JsonObject): string {
  const { message } = fields;
  if (typeof message === 'string') return message.trimEnd();
  if (isJsonObject(message) && typeof message.errorType === 'string') {
    return `${message.errorType}: ${stringOf(message.errorMessage) ?? ''}`;
  }
  if (isJsonObject(message) && typeof message.message === 'string') {
    const { message: text, ...rest } = message;
    return [text, ...Object.entries(rest).map(([key, value]) => `${key}=${plain(value)}`)].join('  ');
  }
  return JSON.stringify(message ?? fields);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `platform.report  success · 12.3 ms · 84 MB of 256 MB`. */
function platformText(type: string, record: JsonObject): string {
  const metrics = isJsonObject(record.metrics) ? record.metrics : {};
  const facts = [
    stringOf(record.status),
    stringOf(record.errorType),
    stringOf(record.phase) && `phase ${record.phase}`,
    typeof metrics.durationMs === 'number' && `${metrics.durationMs} ms`,
    typeof metrics.initDurationMs === 'number' && `init ${metrics.initDurationMs} ms`,
    typeof metrics.maxMemoryUsedMB === 'number' && `${metrics.maxMemoryUsedMB} of ${metrics.memorySizeMB} MB`,
  ].filter((fact) => typeof fact === 'string' && fact !== '');
  return [type, facts.join(' · ')].filter((part) => part !== '').join('  ');
}

function parse(message: string): JsonObject | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // The line starts like JSON, but is not JSON.
  }
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
