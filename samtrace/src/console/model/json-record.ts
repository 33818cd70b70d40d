import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import { type RecordContent, toneOf } from './log-record.ts';

/** Application records are `{timestamp, level, requestId, message}`, platform records `{time, type, record}`. */
export function readJsonRecord(fields: JsonObject): RecordContent {
  if (typeof fields.type === 'string' && isJsonObject(fields.record)) {
    const { status } = fields.record;
    const isBad = typeof status === 'string' && status !== 'success';
    return {
      level: 'platform',
      tone: isBad ? 'error' : 'quiet',
      text: platformText(fields.type, fields.record),
      requestId: stringOf(fields.record.requestId),
      boundary: BOUNDARIES.get(fields.type),
    };
  }
  const level = stringOf(fields.level);
  return {
    level,
    tone: toneOf(level),
    text: messageText(fields),
    requestId: stringOf(fields.requestId),
    boundary: undefined,
  };
}

const BOUNDARIES: ReadonlyMap<string, RecordContent['boundary']> = new Map([
  ['platform.start', 'start'],
  ['platform.report', 'report'],
]);

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

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
