import { type LambdaPhase, lambdaPhase } from './lambda-phase.ts';
import { type LinkedTrace, linksOf } from './linked-traces.ts';
import { isFailing, type Status } from './status.ts';
import type { Trace } from './trace.ts';
import { entitiesOf } from './trace.ts';
import type { Entity } from './trace-document.ts';
import { isRunning } from './trace-status.ts';

/** A row of the waterfall: a segment, a subsegment, or a link to another trace. */
export interface Row {
  readonly id: string;
  /** For a link, the entity that has it. */
  readonly entity: Entity;
  readonly link?: LinkedTrace;
  readonly depth: number;
  /** Set for the subsegments that Lambda itself records. */
  readonly phase: LambdaPhase | undefined;
  readonly isFoldable: boolean;
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

/**
 * The rows in reading order: parents before children, siblings by start, nothing below a collapsed entity. The senders of the
 * messages that an entity received are its first rows, and the consumers of those that it sent are the last.
 */
export function waterfallRows(trace: Trace, collapsed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const open: (Open | LinkRow)[] = stack(trace.roots, 0, undefined);
  for (let next = open.pop(); next; next = open.pop()) {
    if ('link' in next) {
      rows.push(next);
      continue;
    }
    const { entity, depth, parent } = next;
    const links = linksOf(entity, trace.id);
    const isFoldable = entity.children.length + links.length > 0;
    const isCollapsed = isFoldable && collapsed.has(entity.id);
    const phase = lambdaPhase(entity, parent);
    const hiddenFailures = isCollapsed ? failuresBelow(entity) : 0;
    rows.push({ id: entity.id, entity, depth, phase, isFoldable, isCollapsed, hiddenFailures });
    if (isCollapsed) continue;
    const below = Math.min(depth + 1, DEEPEST_INDENT);
    const linkRows = (wanted: readonly LinkedTrace[]): LinkRow[] => wanted.map((link) => linkRow(entity, link, below));
    open.push(...linkRows(links.filter(({ role }) => role !== 'sender')).reverse());
    open.push(...stack(entity.children, depth + 1, entity));
    open.push(...linkRows(links.filter(({ role }) => role === 'sender')).reverse());
  }
  return rows;
}

type LinkRow = Row & { readonly link: LinkedTrace };

function linkRow(entity: Entity, link: LinkedTrace, depth: number): LinkRow {
  const none = { phase: undefined, isFoldable: false, isCollapsed: false, hiddenFailures: 0 };
  return { id: `${entity.id} ${link.traceId}`, entity, link, depth, ...none };
}

/** An entity whose row comes next. */
interface Open {
  readonly entity: Entity;
  readonly depth: number;
  readonly parent: Entity | undefined;
}

/** Siblings as a stack, with the first one on top. */
function stack(siblings: readonly Entity[], depth: number, parent: Entity | undefined): Open[] {
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
  entity: Pick<Entity, 'startMs' | 'endMs' | 'status'>,
  endMs: number,
): { left: number; width: number; status: Status } | undefined {
  const span = window.endMs - window.startMs;
  const left = (entity.startMs - window.startMs) / span;
  const right = ((entity.endMs ?? endMs) - window.startMs) / span;
  if (right < 0 || left > 1) return undefined;
  const from = Math.max(0, left);
  return { left: from, width: Math.min(1, right) - from, status: entity.status };
}

/** The time that a sent message waited in its queue. Undefined if it is not in the link. */
export function waitOf({ entity, link }: Row): { startMs: number; endMs: number } | undefined {
  if (link?.role !== 'consumer' || link.receivedMs === undefined) return undefined;
  // The consumer may have the message before the sender has the answer of the queue.
  return { startMs: Math.min(entity.endMs ?? entity.startMs, link.receivedMs), endMs: link.receivedMs };
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
