import type { JsonObject } from '../../aws/json.ts';

/** The time and the place of a log event. */
export interface LogPlace {
  readonly timeMs: number;
  readonly logGroup: string;
  readonly logStream: string;
}

/** A log event, as the page shows it. */
export interface LogRecord extends LogPlace, RecordContent {
  /** The complete record, if it is JSON. */
  readonly fields: JsonObject | undefined;
}

/** The content of a record, in either log format. */
export interface RecordContent {
  /** The level in the record. `platform` for Lambda's own records, undefined for plain text. */
  readonly level: string | undefined;
  readonly tone: 'error' | 'warn' | 'plain' | 'quiet';
  /** The line that the page shows. */
  readonly text: string;
  readonly requestId: string | undefined;
  /** Lambda's first and last record of a request. */
  readonly boundary: 'start' | 'report' | undefined;
}

/** A log event with its log group and log stream. */
export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/** The tone of a record with this level. */
export function toneOf(level: string | undefined): RecordContent['tone'] {
  if (level === 'ERROR' || level === 'FATAL') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'DEBUG' || level === 'TRACE' ? 'quiet' : 'plain';
}
