import { type LambdaPhase, lambdaPhase } from './lambda-phase.ts';
import { isFailing, type Status } from './status.ts';
import type { Trace } from './trace.ts';
import { entitiesOf } from './trace.ts';
import type { Entity } from './trace-document.ts';
import { isRunning } from './trace-status.ts';

/** One line of the waterfall. */
export interface Row {
  readonly entity: Entity;
  readonly depth: number;
  /** Set for what Lambda itself recorded around the function's work. */
  readonly phase: LambdaPhase | undefined;
  readonly isCollapsed: boolean;
  /** Failing entities that a collapsed row hides. */
  readonly hiddenFailures: number;
}

/** The part of a trace that the timeline shows, epoch milliseconds. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Deeper rows are drawn at this depth: a document may be nested without end, the page is not wide without end. */
const DEEPEST_INDENT = 24;

/** The rows in reading order: parents before children, siblings by start, nothing below a collapsed id. */
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

/** Siblings as a stack: the first comes off first. */
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

/** No request takes longer: what is in progress after so long has been given up. */
const LONGEST_REQUEST_MS = 15 * 60_000;

/** All of a trace; of one that is running up to `nowMs`, the present, where that is known. */
export function wholeTrace(trace: Trace, nowMs = 0): Window {
  const grows = nowMs - trace.startMs < LONGEST_REQUEST_MS && isRunning(trace);
  const endMs = grows ? Math.max(trace.endMs, nowMs) : trace.endMs;
  return { startMs: trace.startMs, endMs: Math.max(endMs, trace.startMs + 0.001) };
}

/**
 * Where an entity's bar lies in the window, in shares of its width, cut at its edges; undefined if it lies outside.
 * One that is in progress runs to `endMs`, the end of all that is shown.
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
  /** Of the window's width. */
  readonly share: number;
}

/** Round times inside the window, as offsets from the start of the trace; about `wanted` of them. */
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

/** So many pixels the text of a time takes at most, with the room around it. */
const TICK_TEXT_PIXELS = 44;

/** On which side of each mark its text stands on a timeline of so many pixels: where it has room, or nowhere. */
export function tickTexts(marks: readonly Tick[], pixels: number): ('after' | 'before' | 'none')[] {
  return marks.map(({ share }, i) => {
    if (share * pixels + TICK_TEXT_PIXELS <= pixels) return 'after';
    const taken = i === 0 ? 0 : (marks[i - 1]?.share ?? 0) * pixels + TICK_TEXT_PIXELS;
    return share * pixels - TICK_TEXT_PIXELS >= taken ? 'before' : 'none';
  });
}

/** A window zoomed by `factor` (below 1: closer) around the share `at` of its width, kept inside the trace. */
export function zoom(window: Window, whole: Window, factor: number, at: number): Window {
  const span = Math.min((window.endMs - window.startMs) * factor, whole.endMs - whole.startMs);
  const smallestMs = 0.01; // X-Ray's times carry microseconds: nothing finer is to be seen
  const width = Math.max(span, Math.min(smallestMs, whole.endMs - whole.startMs));
  const fixed = window.startMs + at * (window.endMs - window.startMs);
  return moveInto(whole, fixed - at * width, width);
}

/** The window between two points, whichever comes first, kept inside the trace. */
export function between(whole: Window, aMs: number, bMs: number): Window {
  return moveInto(whole, Math.min(aMs, bMs), Math.abs(aMs - bMs));
}

function moveInto(whole: Window, startMs: number, width: number): Window {
  const start = Math.min(Math.max(startMs, whole.startMs), whole.endMs - width);
  return { startMs: start, endMs: start + width };
}
