import type { Window } from './waterfall.ts';

/** The state of the trace view, which is part of the address of a trace. */
export interface TraceView {
  /** The selected segment or subsegment. */
  readonly entityId?: string | undefined;
  /** The part of the trace that the timeline shows, in milliseconds from its start. If absent, the timeline shows all of it. */
  readonly zoom?: { readonly fromMs: number; readonly toMs: number } | undefined;
  /** The collapsed segments and subsegments. */
  readonly folded?: readonly string[] | undefined;
  /** Whether Lambda's own log records are hidden. */
  readonly hidesPlatformLog?: boolean | undefined;
}

const ZOOM = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/;

export function readTraceView(query: URLSearchParams): TraceView {
  const entityId = query.get('at') ?? undefined;
  const [, from, to] = ZOOM.exec(query.get('zoom') ?? '') ?? [];
  const zoom = { fromMs: Number(from), toMs: Number(to) };
  return {
    ...(entityId !== undefined && { entityId }),
    ...(zoom.fromMs < zoom.toMs && { zoom }),
    ...(query.has('fold') && { folded: query.getAll('fold') }),
    ...(query.has('own-log') && { hidesPlatformLog: true }),
  };
}

export function writeTraceView(view: TraceView, query: URLSearchParams): void {
  if (view.entityId !== undefined) query.set('at', view.entityId);
  if (view.zoom) query.set('zoom', `${view.zoom.fromMs}-${view.zoom.toMs}`);
  for (const id of view.folded ?? []) query.append('fold', id);
  if (view.hidesPlatformLog) query.set('own-log', '');
}

/** The time window of a view. Undefined for the complete trace, or if the window is outside of the trace. */
export function windowOfView({ zoom }: TraceView, whole: Window): Window | undefined {
  if (!zoom) return undefined;
  const startMs = whole.startMs + zoom.fromMs;
  const endMs = Math.min(whole.endMs, whole.startMs + zoom.toMs);
  return startMs < endMs ? { startMs, endMs } : undefined;
}

/** The inverse of {@link windowOfView}, with the precision of X-Ray's times, which is a microsecond. */
export function zoomOf(window: Window | undefined, whole: Window): TraceView['zoom'] {
  if (!window) return undefined;
  const offset = (ms: number) => Math.round((ms - whole.startMs) * 1000) / 1000;
  return { fromMs: offset(window.startMs), toMs: offset(window.endMs) };
}
