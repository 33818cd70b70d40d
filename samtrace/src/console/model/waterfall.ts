import { type LambdaPhase, lambdaPhase } from './lambda-phase.ts';
import { isFailing, type Status } from './status.ts';
import type { Trace } from './trace.ts';
import { entitiesOf } from './trace.ts';
import type { Entity } from './trace-document.ts';
import { isRunning } from './trace-status.ts';

/** A row of the waterfall. */
export interface Row {
  readonly entity: Entity;
  readonly depth: number;
  /** Set for the subsegments that Lambda itself records. */
  readonly phase: LambdaPhase | undefined;
  readonly isCollapsed: boolean;
  /** The number of failed entities below a collapsed row. */
  readonly hiddenFailures: number;
}

/** The part of a trace that the timeline shows, in epoch milliseconds. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Deeper rows have the indent of this depth, because documents can be nested deeper than the page is wide. */
const DEEPEST_INDENT = 24;

/** The rows in reading order: parents before children, siblings by start, nothing below a collapsed entity. */
export function waterfallRows(trace: Trace, collapsed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const open = stack(trace.roots, 0, undefined);
  for (let next = open.pop(); next; next = open.pop()) {
    const { entity, depth, parent } = next;
    const isCollapsed = entity.children.length > 0 && collapsed.has(entity.id);
    const phase = lambdaPhase(entity, parent);
    rows.push({ entity, depth, phase, isCollapsed, hiddenFailures: isCollapsed ? failuresBelow(entity) : 0 });
    if (!isCollapsed) open.push(...stack(entity.children, depth + 1, entity));
  }
  return rows;
}

/** Siblings as a stack, with the first one on top. */
function stack(
  siblings: readonly Entity[],
  depth: number,
  parent: Entity | undefined,
): { entity: Entity; depth: number; parent: Entity | undefined }[] {
  return siblings.map((entity) => ({ entity, depth: Math.min(depth, DEEPEST_INDENT), parent })).reverse();
}

function failuresBelow(entity: Entity): number {
  let count = 0;
  for (const below of entitiesOf(entity.children)) if (isFailing(below.status)) count += 1;
  return count;
}

/** The longest possible request. An entity that is in progress for longer was abandoned. */
const LONGEST_REQUEST_MS = 15 * 60_000;

/** The window of a complete trace. If the trace is running, it ends at `nowMs`, if that is given. */
export function wholeTrace(trace: Trace, nowMs = 0): Window {
  const grows = nowMs - trace.startMs < LONGEST_REQUEST_MS && isRunning(trace);
  const endMs = grows ? Math.max(trace.endMs, nowMs) : trace.endMs;
  return { startMs: trace.startMs, endMs: Math.max(endMs, trace.startMs + 0.001) };
}

/**
 * The position of an entity's bar in the window, in shares of the width of the window. Undefined if it is outside. The bar of an
 * entity that is in progress ends at `endMs`.
 */
export function barIn(
  window: Window,
  entity: Entity,
  endMs: number,
): { left: number; width: number; status: Status } | undefined {
  const span = window.endMs - window.startMs;
  const left = (entity.startMs - window.startMs) / span;
  const right = ((entity.endMs ?? endMs) - window.startMs) / span;
  if (right < 0 || left > 1) return undefined;
  const from = Math.max(0, left);
  return { left: from, width: Math.min(1, right) - from, status: entity.status };
}

export interface Tick {
  /** From the start of the trace. */
  readonly ms: number;
  /** A share of the width of the window. */
  readonly share: number;
}

/** About `wanted` round times inside the window, as offsets from the start of the trace. */
export function ticks(window: Window, traceStartMs: number, wanted: number): Tick[] {
  const span = window.endMs - window.startMs;
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const from = window.startMs - traceStartMs;
  const marks: Tick[] = [];
  for (let i = Math.ceil(from / step); i * step <= from + span; i += 1) {
    marks.push({ ms: i * step, share: (i * step - from) / span });
  }
  return marks;
}

/** The maximum width of the text of a time, with the room around it. */
const TICK_TEXT_PIXELS = 44;

/** The side of each mark for its text on a timeline of `pixels` width, or `none` if there is no room. */
export function tickTexts(marks: readonly Tick[], pixels: number): ('after' | 'before' | 'none')[] {
  return marks.map(({ share }, i) => {
    if (share * pixels + TICK_TEXT_PIXELS <= pixels) return 'after';
    const taken = i === 0 ? 0 : (marks[i - 1]?.share ?? 0) * pixels + TICK_TEXT_PIXELS;
    return share * pixels - TICK_TEXT_PIXELS >= taken ? 'before' : 'none';
  });
}

/** The window, zoomed by `factor` (below 1: zoom in) around the share `at` of its width, inside the trace. */
export function zoom(window: Window, whole: Window, factor: number, at: number): Window {
  const span = Math.min((window.endMs - window.startMs) * factor, whole.endMs - whole.startMs);
  const smallestMs = 0.01; // X-Ray's times have microseconds.
  const width = Math.max(span, Math.min(smallestMs, whole.endMs - whole.startMs));
  const fixed = window.startMs + at * (window.endMs - window.startMs);
  return moveInto(whole, fixed - at * width, width);
}

/** The window between two points in any order, inside the trace. */
export function between(whole: Window, aMs: number, bMs: number): Window {
  return moveInto(whole, Math.min(aMs, bMs), Math.abs(aMs - bMs));
}

function moveInto(whole: Window, startMs: number, width: number): Window {
  const start = Math.min(Math.max(startMs, whole.startMs), whole.endMs - width);
  return { startMs: start, endMs: start + width };
}
