/**
 * Reads one line of a log. The keys below are those of Lambda's runtimes and of common loggers: add
 * yours here. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
import { asObject, isObject, type JsonObject, parseObject } from '../shared/json.ts';

/** A line of a log. */
export interface LogEvent {
  /** Epoch milliseconds. */
  timestamp: number;

  message: string;
}

export interface LogRecord {
  /** Epoch milliseconds. */
  timestamp: number;

  /** The line as it is in the log. */
  message: string;

  /**
   * `lambda` for Lambda's own records, `function` for what the function logs, `text` for a line
   * that is not JSON.
   */
  source: 'lambda' | 'function' | 'text';

  /** Lambda's name for its own record, such as `platform.report`; empty for others. */
  type: string;

  /** The content of Lambda's own record, or everything that the function logged; empty for text. */
  fields: JsonObject;

  /** Every request ID in the record. A logger may have written another service's ID. */
  requestIds: string[];

  /** Whether the level means that something failed. */
  isError: boolean;
}

const LEVEL_KEYS = ['level', 'log_level', 'Level', 'LogLevel'];

/** In upper case. `CRITICAL` is Python's and .NET's, `PANIC` and `DPANIC` are used in Go. */
const ERROR_LEVELS = new Set(['ERROR', 'FATAL', 'CRITICAL', 'PANIC', 'DPANIC']);

/** pino and bunyan write numbers: 50 is an error, 60 is fatal. */
const LOWEST_ERROR_NUMBER = 50;

/** Keys that only Lambda's request ID uses are listed first. */
const REQUEST_ID_KEYS = [
  'AWSRequestId', // Java
  'awsRequestId', // pino-lambda
  'aws_request_id',
  'function_request_id', // Powertools
  'FunctionRequestId', // Powertools for .NET
  'requestId', // Node.js, Python and .NET runtimes
];

const TEXT_KEYS = ['message', 'msg', 'Message', 'event'];

/** Never throws, whatever the line is. */
export function readRecord({ timestamp, message }: LogEvent): LogRecord {
  const line = { timestamp, message, type: '', isError: false };
  const json = parseObject(message);
  if (json === undefined) {
    return { ...line, source: 'text', fields: {}, requestIds: idsInText(message) };
  }

  const { type, record } = json;
  if (typeof type === 'string' && type.startsWith('platform.') && isObject(record)) {
    const requestIds = requestIdsIn([record.requestId]);
    return { ...line, source: 'lambda', type, fields: record, requestIds };
  }

  // Rust's tracing has the ID in the span.
  const candidates = [...REQUEST_ID_KEYS.map((key) => json[key]), asObject(json.span).requestId];
  const requestIds = requestIdsIn(candidates);
  return { ...line, source: 'function', fields: json, requestIds, isError: hasErrorLevel(json) };
}

/** Whether this is the record that Lambda writes when an invocation ends. */
export function isPlatformReport(record: LogRecord): boolean {
  return record.type === 'platform.report';
}

/** Whether the filter pattern in template.yml selects this record. */
export function indicatesFailure(record: LogRecord): boolean {
  const { status = 'success' } = record.fields;
  return record.isError || (isPlatformReport(record) && status !== 'success');
}

/** The text of a record; undefined if it has none. */
export function textOf({ source, fields, message }: LogRecord): string | undefined {
  if (source === 'text') {
    return message;
  }
  const places = [...TEXT_KEYS.map((key) => fields[key]), asObject(fields.fields).message];
  return places.find((place): place is string => typeof place === 'string' && place !== '');
}

/** The level in upper case, such as `ERROR`; empty if the record has none. */
export function levelOf(record: LogRecord): string {
  const level = LEVEL_KEYS.map((key) => record.fields[key]).find((value) => value !== undefined);
  return typeof level === 'string' || typeof level === 'number' ? String(level).toUpperCase() : '';
}

function hasErrorLevel(json: JsonObject): boolean {
  const levels = LEVEL_KEYS.map((key) => json[key]).filter((value) => value !== undefined);
  if (levels.length === 0) {
    // Ruby's runtime writes errors without a level.
    return typeof json.errorType === 'string';
  }
  return levels.some(isErrorLevel);
}

function isErrorLevel(level: unknown): boolean {
  return typeof level === 'number'
    ? level >= LOWEST_ERROR_NUMBER
    : typeof level === 'string' && ERROR_LEVELS.has(level.toUpperCase());
}

/** Request IDs become part of keys and filter expressions, so only harmless ones are accepted. */
function requestIdsIn(candidates: unknown[]): string[] {
  return candidates.filter(
    (id): id is string => typeof id === 'string' && /^\w[\w-]{7,63}$/.test(id),
  );
}

/**
 * Lambda's notice of a crash is text: `RequestId: <id> Error: Runtime exited with error: exit
 * status 1`.
 */
function idsInText(text: string): string[] {
  const [, id] = /^RequestId: (\S{1,64}) /.exec(text) ?? [];
  return requestIdsIn([id]);
}
