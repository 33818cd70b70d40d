import type { GraphEdge, GraphService, Statistics, TraceShape } from '../../src/console/model/aws-shapes.ts';
import { readTrace, type Trace } from '../../src/console/model/trace.ts';

/** All traces of these tests begin here: 2026-11-22 12:00:00 UTC, in epoch seconds. */
export const START = 1795348800;
export const TRACE_ID = '1-6b02d5c0-000000000000000000000001';

type Document = Record<string, unknown>;

/** A finished segment of half a second; `at` moves its start by seconds. */
export function segment(id: string, fields: Document & { at?: number } = {}): Document {
  const { at = 0, ...rest } = fields;
  return { id, name: id, trace_id: TRACE_ID, start_time: START + at, end_time: START + at + 0.5, ...rest };
}

/** A subsegment of 0.1 s, to be embedded. */
export function subsegment(id: string, fields: Document & { at?: number } = {}): Document {
  const { at = 0, ...rest } = fields;
  return { id, name: id, start_time: START + at, end_time: START + at + 0.1, ...rest };
}

export function shapeOf(...documents: unknown[]): TraceShape {
  return {
    Id: TRACE_ID,
    Segments: documents.map((document, i) => ({ Id: String(i), Document: JSON.stringify(document) })),
  };
}

export function traceOf(...documents: unknown[]): Trace {
  return readTrace(shapeOf(...documents));
}

/** An exception as Lambda's runtime records it, thrown at `functions/roll/dice.ts:7`. */
export function exception(fields: Document = {}): Document {
  return {
    id: 'e1',
    type: 'DoublesRolledError',
    message: 'You rolled doubles.',
    stack: [
      { label: 'emit', path: 'node:events', line: 5 },
      { label: 'run', path: '/var/task/node_modules/cls-hooked/context.js', line: 97 },
      { label: 'roll', path: '/var/task/functions/roll/dice.ts', line: 7 },
      { label: 'handler', path: '/var/task/functions/roll/index.ts', line: 3 },
    ],
    ...fields,
  };
}

export function statistics(
  counts: { ok?: number; error?: number; throttle?: number; fault?: number; seconds?: number } = {},
): Statistics {
  const { ok = 0, error = 0, throttle = 0, fault = 0, seconds = 0 } = counts;
  return {
    OkCount: ok,
    ErrorStatistics: { OtherCount: error, ThrottleCount: throttle },
    FaultStatistics: { TotalCount: fault },
    TotalCount: ok + error + throttle + fault,
    TotalResponseTime: seconds,
  };
}

/** A service of GetServiceGraph; `calls` are the reference ids of the called services. */
export function service(id: number, fields: Partial<GraphService> & { calls?: number[] } = {}): GraphService {
  const { calls = [], ...rest } = fields;
  return { ReferenceId: id, Name: `service-${id}`, Type: 'AWS::Lambda', Edges: calls.map((to) => edge(to)), ...rest };
}

export function edge(to: number, fields: Partial<GraphEdge> = {}): GraphEdge {
  return { ReferenceId: to, SummaryStatistics: statistics({ ok: 1, seconds: 0.1 }), ...fields };
}
