import type { GraphEdge, GraphService, HistogramEntry, Statistics } from './aws-shapes.ts';
import { type NodeKind, nodeKind } from './node-kind.ts';

/** The number of calls by result. Every call counts once. */
export interface Counts {
  readonly ok: number;
  readonly error: number;
  readonly throttle: number;
  readonly fault: number;
  readonly total: number;
}

/** The common part of a node and an edge. */
export interface Traffic {
  readonly counts: Counts;
  /** Absent for the client: X-Ray has no statistics for it. */
  readonly averageMs: number | undefined;
  /** Absent on the map of one trace. */
  readonly perMinute: number | undefined;
  readonly latencies: readonly { readonly ms: number; readonly count: number }[];
}

export interface MapNode extends Traffic {
  /** Type and name, which identify a node. Used in permalinks. */
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly kind: NodeKind;
}

export interface MapEdge extends Traffic {
  readonly key: string;
  readonly from: MapNode;
  readonly to: MapNode;
  /** The traces of both sides are linked, and there is no call, so there are no numbers. */
  readonly isLink: boolean;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

const NO_CALLS: Counts = { ok: 0, error: 0, throttle: 0, fault: 0, total: 0 };

/**
 * The service map from the Services of GetServiceGraph. Services without a reference ID, and edges to missing services, cannot
 * be drawn and are left out.
 *
 * @param minutes the length of the time range of the calls; undefined for the map of one trace
 */
export function serviceMap(services: readonly GraphService[], minutes: number | undefined): ServiceMap {
  const nodes = new Map<number, MapNode>();
  for (const service of services) {
    if (service.ReferenceId !== undefined) nodes.set(service.ReferenceId, mapNode(service, minutes));
  }
  const edges: MapEdge[] = [];
  for (const service of services) {
    const from = nodes.get(service.ReferenceId ?? -1);
    for (const edge of service.Edges ?? []) {
      const to = nodes.get(edge.ReferenceId ?? -1);
      if (from && to) edges.push(mapEdge(from, to, edge, minutes));
    }
  }
  return { nodes: [...nodes.values()], edges };
}

export function failures(counts: Counts): number {
  return counts.error + counts.throttle + counts.fault;
}

/** The status that defines the color of an edge. */
export function worst(counts: Counts): 'fault' | 'error' | 'throttle' | 'ok' {
  if (counts.fault > 0) return 'fault';
  if (counts.error > 0) return 'error';
  return counts.throttle > 0 ? 'throttle' : 'ok';
}

function mapNode(service: GraphService, minutes: number | undefined): MapNode {
  const name = service.Name ?? '(no name)';
  const type = service.Type ?? 'unknown';
  const kind = nodeKind(type);
  // The client sends no segment and has no statistics. The statistics of its calls apply.
  const isClient = kind === 'client';
  const statistics = isClient
    ? (service.Edges ?? []).map((edge) => edge.SummaryStatistics)
    : [service.SummaryStatistics];
  const own = traffic(statistics, service.ResponseTimeHistogram, minutes);
  return { key: `${type}/${name}`, name, type, kind, ...own, averageMs: isClient ? undefined : own.averageMs };
}

function mapEdge(from: MapNode, to: MapNode, edge: GraphEdge, minutes: number | undefined): MapEdge {
  return {
    key: `${from.key}\n${to.key}`,
    from,
    to,
    isLink: edge.EdgeType === 'link',
    ...traffic([edge.SummaryStatistics], edge.ResponseTimeHistogram, minutes),
  };
}

function traffic(
  statistics: readonly (Statistics | undefined)[],
  histogram: readonly HistogramEntry[] | undefined,
  minutes: number | undefined,
): Traffic {
  let counts = NO_CALLS;
  let seconds = 0;
  for (const one of statistics) {
    counts = {
      ok: counts.ok + (one?.OkCount ?? 0),
      error: counts.error + (one?.ErrorStatistics?.OtherCount ?? 0),
      throttle: counts.throttle + (one?.ErrorStatistics?.ThrottleCount ?? 0),
      fault: counts.fault + (one?.FaultStatistics?.TotalCount ?? 0),
      total: counts.total + (one?.TotalCount ?? 0),
    };
    seconds += one?.TotalResponseTime ?? 0;
  }
  return {
    counts,
    averageMs: counts.total === 0 ? undefined : (seconds * 1000) / counts.total,
    perMinute: minutes === undefined ? undefined : counts.total / minutes,
    latencies: (histogram ?? []).map((entry) => ({ ms: (entry.Value ?? 0) * 1000, count: entry.Count ?? 0 })),
  };
}
