/** Prepares the records of a log for storage: without secrets, and not too long. */
import { shorten } from '../shared/json.ts';
import { type LogRecord, readRecord } from './log-record.ts';
import { redactJson } from './redact.ts';

const MAX_LOG_CHARACTERS = 1024 * 1024;

const MAX_LINE_CHARACTERS = 100_000;

/**
 * Masks secrets, cuts long lines, and leaves out the oldest records until the log is short enough:
 * first the function's non-error records, then its errors, and Lambda's records last.
 */
export function toStoredRecords(records: LogRecord[]): { records: LogRecord[]; omitted: number } {
  const clean = records.map(toStoredRecord);
  const important = dropOldest(clean, (record) => !isImportant(record));
  const essential = dropOldest(important, ({ source }) => source !== 'lambda');
  const kept = dropOldest(essential, () => true);
  return { records: kept, omitted: records.length - kept.length };
}

function toStoredRecord(record: LogRecord): LogRecord {
  const message = redactJson(record.message);
  const clean = message === record.message ? record : readRecord({ ...record, message });
  return { ...clean, message: shorten(clean.message, MAX_LINE_CHARACTERS) };
}

function isImportant({ source, isError, message }: LogRecord): boolean {
  return source === 'lambda' || isError || message.includes('"traceHeader"');
}

function dropOldest(records: LogRecord[], mayDrop: (record: LogRecord) => boolean): LogRecord[] {
  let surplus = -MAX_LOG_CHARACTERS;
  for (const { message } of records) {
    surplus += message.length;
  }

  const kept: LogRecord[] = [];
  for (const record of records) {
    if (surplus > 0 && mayDrop(record)) {
      surplus -= record.message.length;
    } else {
      kept.push(record);
    }
  }
  return kept;
}
