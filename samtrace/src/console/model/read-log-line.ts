import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import { readJsonRecord } from './json-record.ts';
import type { LogLine, LogRecord } from './log-record.ts';
import { readTextRecord } from './text-record.ts';

/** Reads a record of a Lambda function's log, in the JSON or in the text log format. */
export function readLogLine({ timestamp, message, logGroup, logStream }: LogLine): LogRecord {
  const fields = parse(message);
  const content = fields === undefined ? readTextRecord(message) : readJsonRecord(fields);
  return { timeMs: timestamp, logGroup, logStream, fields, ...content };
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
