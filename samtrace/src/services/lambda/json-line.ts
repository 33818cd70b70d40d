import { isAccepted } from './event-time.ts';

/** Lambda's levels in rising order. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** Names of other loggers (inferred: AWS's document lists only Lambda's own). */
const SYNONYMS: Readonly<Record<string, string>> = { WARNING: 'WARN', CRITICAL: 'FATAL' };
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * The level and the time of a line that a function's logger wrote to stdout. A line counts with its own level if it is a
 * JSON object with a valid level and a valid RFC 3339 timestamp; without a valid timestamp, its level is also INFO. A numeric
 * level (pino's default) is not valid (inferred).
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function readJsonLine(line: string, nowMs: number): { readonly level: string; readonly timestamp: number } {
  const unknown = { level: 'INFO', timestamp: nowMs };
  const record = parseObject(line);
  if (record === undefined) return unknown;
  const time = record.timestamp ?? record.time;
  if (typeof time !== 'string' || !RFC_3339.test(time)) return unknown;
  const timestamp = Date.parse(time);
  if (Number.isNaN(timestamp)) return unknown;
  return { level: levelOf(record.level), timestamp: isAccepted(timestamp, nowMs) ? timestamp : nowMs };
}

/** Tells whether a level passes a function's ApplicationLogLevel. */
export function levelFilter(applicationLogLevel: string): (level: string) => boolean {
  const least = LEVELS.indexOf(applicationLogLevel);
  return (level) => LEVELS.indexOf(level) >= least;
}

function levelOf(value: unknown): string {
  const name = typeof value === 'string' ? value.toUpperCase() : '';
  const level = SYNONYMS[name] ?? name;
  return LEVELS.includes(level) ? level : 'INFO';
}

function parseObject(line: string): Record<string, unknown> | undefined {
  // The first character excludes most other lines. JSON.parse would need ten times as long to throw.
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
