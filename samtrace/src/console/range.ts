import { TIME_RANGES } from './model/url-state.ts';
import type { ConsoleXRay } from './ports.ts';
import { throughExpression } from './through.ts';

export interface TimeWindow {
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly filterExpression?: string;
}

/**
 * The time, and the filter expression, that a request's `range`, `q` and `through` ask for. Throws X-Ray's own error for
 * a bad expression.
 */
export function windowOf(query: URLSearchParams, nowMs: number, xray: ConsoleXRay): TimeWindow {
  const range = query.get('range') ?? '';
  const minutes = Object.hasOwn(TIME_RANGES, range) ? TIME_RANGES[range as keyof typeof TIME_RANGES].minutes : 60;
  const typed = query.get('q')?.trim() ?? '';
  if (typed !== '') {
    // Asked about no time at all, so that the position in the error is the one in what was typed.
    xray.traceSummaries({ startTimeMs: nowMs, endTimeMs: nowMs, filterExpression: typed });
  }
  const window = {
    startTimeMs: minutes === undefined ? 0 : nowMs - minutes * 60_000,
    // A trace that begins in this very moment is in.
    endTimeMs: nowMs + 1000,
  };
  return narrowed(narrowed(window, typed), throughExpression(query.getAll('through')) ?? '');
}

/** The window with one more expression that has to hold. */
export function narrowed(window: TimeWindow, expression: string): TimeWindow {
  if (expression === '') return window;
  const { filterExpression } = window;
  return { ...window, filterExpression: filterExpression ? `(${filterExpression}) AND (${expression})` : expression };
}
