import { TIME_RANGES } from './model/url-state.ts';
import type { ConsoleXRay } from './ports.ts';
import { throughExpression } from './through.ts';

export interface TimeWindow {
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly filterExpression?: string;
}

/**
 * The time range and the filter expression in the parameters `range`, `q`, and `through` of a request. Throws X-Ray's error
 * if the expression is invalid.
 */
export function windowOf(query: URLSearchParams, nowMs: number, xray: ConsoleXRay): TimeWindow {
  const range = query.get('range') ?? '';
  const minutes = Object.hasOwn(TIME_RANGES, range) ? TIME_RANGES[range as keyof typeof TIME_RANGES].minutes : 60;
  const typed = query.get('q')?.trim() ?? '';
  if (typed !== '') {
    // A query for an empty time range. The position in the error then refers to what the user typed.
    xray.traceSummaries({ startTimeMs: nowMs, endTimeMs: nowMs, filterExpression: typed });
  }
  const window = {
    startTimeMs: minutes === undefined ? 0 : nowMs - minutes * 60_000,
    // Includes a trace that begins now.
    endTimeMs: nowMs + 1000,
  };
  return narrowed(narrowed(window, typed), throughExpression(query.getAll('through')) ?? '');
}

/** The window with an additional expression. Both have to match. */
export function narrowed(window: TimeWindow, expression: string): TimeWindow {
  if (expression === '') return window;
  const { filterExpression } = window;
  return { ...window, filterExpression: filterExpression ? `(${filterExpression}) AND (${expression})` : expression };
}
