import type { Edge, Service } from '../services/xray/service.ts';

/** The service map: who called whom, how often, and with what result. */
export interface ServiceMap {
  readonly nodes: readonly ServiceMapNode[];
  /** Sorted by `from` and `to`. */
  readonly edges: readonly ServiceMapEdge[];
}

export interface ServiceMapNode extends ServiceMapCounts {
  /** `<type> <name>`, for example `AWS::Lambda::Function CheckoutFunction`. */
  readonly label: string;
  /** For example `AWS::S3::Bucket`, or `client`. */
  readonly type: string;
  /** The logical ID of the resource, or the name in X-Ray if the template does not declare it. */
  readonly name: string;
}

export interface ServiceMapEdge extends ServiceMapCounts {
  /** The label of the node that calls. */
  readonly from: string;
  /** The label of the node that is called. */
  readonly to: string;
  /** To the consumer of a queue, whose trace is another one. Such an edge has no counts. */
  readonly isLink?: true;
}

export interface ServiceMapCounts {
  readonly requests: number;
  /** Answers with a status of 400 to 499, without throttled requests; and failures of Lambda functions. */
  readonly errors: number;
  readonly throttles: number;
  /** Answers with a status of 500 to 599. */
  readonly faults: number;
}

/** @param logicalIdOf the logical ID of a resource, by its name in X-Ray */
export function createServiceMap(
  services: readonly Service[],
  logicalIdOf: (name: string) => string | undefined,
): ServiceMap {
  const byReference = new Map(services.map((service) => [service.ReferenceId, toNode(service, logicalIdOf)]));
  const labelOf = (reference: number): string => byReference.get(reference)?.label ?? 'unknown';

  const edges = services.flatMap((service) =>
    service.Edges.map((edge) => ({
      from: labelOf(service.ReferenceId),
      to: labelOf(edge.ReferenceId),
      ...countsOf(edge),
      ...(edge.EdgeType === 'link' && { isLink: true as const }),
    })),
  );
  return { nodes: [...byReference.values()], edges: edges.sort(byLabels) };
}

function toNode(service: Service, logicalIdOf: (name: string) => string | undefined): ServiceMapNode {
  const type = service.Type ?? 'unknown';
  const name = logicalIdOf(service.Name) ?? service.Name;
  return { label: `${type} ${name}`, type, name, ...countsOf(service) };
}

function countsOf({ SummaryStatistics: statistics }: Service | Edge): ServiceMapCounts {
  return {
    requests: statistics.TotalCount ?? 0,
    errors: statistics.ErrorStatistics?.OtherCount ?? 0,
    throttles: statistics.ErrorStatistics?.ThrottleCount ?? 0,
    faults: statistics.FaultStatistics?.TotalCount ?? 0,
  };
}

function byLabels(a: ServiceMapEdge, b: ServiceMapEdge): number {
  return a.from.localeCompare(b.from) || a.to.localeCompare(b.to);
}
