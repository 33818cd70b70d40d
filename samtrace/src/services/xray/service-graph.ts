import type { Steps } from '../../base/slices.ts';
import type { Edge, Service } from './shapes.ts';
import { Histogram, StatisticsCounter } from './statistics.ts';
import type { Call, LinkedService, Outcome, TraceServices, Visit } from './visits.ts';

/**
 * The services that GetServiceGraph and GetTraceGraph return for the given traces, whose order does not matter. An
 * undefined trace counts as a step without a trace.
 */
export function* serviceGraph(traces: Iterable<TraceServices | undefined>): Steps<Service[]> {
  const nodes = new Map<string, Node>();
  const linked: Linked[] = [];
  for (const trace of traces) {
    if (trace !== undefined) linked.push(...add(nodes, trace));
    yield;
  }
  // The consumer is on the map only where its own trace is among these.
  for (const { source, link } of linked) {
    const target = nodes.get(keyOf(link.name, link.type));
    if (target) source.link(link, target);
  }
  const ordered = [...nodes.values()].sort(byStartThenName);
  const references = new Map(ordered.map((node, reference) => [node, reference]));
  return ordered.map((node) => node.shape(references));
}

/** A link from a node of one trace to a consumer in another. */
interface Linked {
  readonly source: Node;
  readonly link: LinkedService;
}

function add(nodes: Map<string, Node>, { visits, calls, links }: TraceServices): Linked[] {
  const visited = visits.map((visit) => nodeOf(nodes, visit.name, visit.type));
  for (const [index, visit] of visits.entries()) visited[index]?.visit(visit);
  for (const call of calls) {
    const target = visited[call.to];
    if (!target) continue;
    // Each root has its own client node, with the name of the root.
    const source = call.from === undefined ? nodeOf(nodes, target.name, 'client') : visited[call.from];
    source?.call(call, target);
  }
  return links.flatMap((link) => {
    const source = visited[link.from];
    return source === undefined ? [] : [{ source, link }];
  });
}

class Node {
  readonly name: string;
  readonly type: string | undefined;
  readonly span = new TimeSpan();
  readonly #counter = new StatisticsCounter();
  readonly #durations = new Histogram();
  readonly #edges = new Map<Node, { counter: StatisticsCounter; span: TimeSpan }>();
  readonly #links = new Map<Node, TimeSpan>();
  #root = false;
  #active = false;
  #accountId: string | undefined;

  constructor(name: string, type: string | undefined) {
    this.name = name;
    this.type = type;
  }

  visit(visit: Visit): void {
    this.span.include(visit);
    this.#counter.add(visit);
    if (visit.endTime !== undefined) this.#durations.add(visit.spanEnd - visit.spanStart);
    this.#root ||= visit.root;
    this.#active ||= !visit.inferred;
    this.#accountId ??= visit.accountId;
  }

  call(call: Call, target: Node): void {
    let edge = this.#edges.get(target);
    if (!edge) {
      edge = { counter: new StatisticsCounter(), span: new TimeSpan() };
      this.#edges.set(target, edge);
    }
    edge.counter.add(call);
    edge.span.include(call);
    if (this.type === 'client') this.span.include(call);
  }

  link({ time }: LinkedService, target: Node): void {
    const span = this.#links.get(target) ?? new TimeSpan();
    span.include({ startTime: time, endTime: time });
    this.#links.set(target, span);
  }

  shape(references: ReadonlyMap<Node, number>): Service {
    const isClient = this.type === 'client';
    return {
      ReferenceId: references.get(this) ?? 0,
      Name: this.name,
      Names: [this.name],
      ...(this.#root && { Root: true }),
      ...(this.#accountId !== undefined && { AccountId: this.#accountId }),
      ...(this.type !== undefined && { Type: this.type }),
      State: this.#active ? 'active' : 'unknown',
      ...this.span.shape(),
      Edges: this.#edgeShapes(references),
      // AWS states the client's calls on its edge only.
      SummaryStatistics: isClient ? {} : this.#counter.statistics(),
      DurationHistogram: this.#durations.entries(),
      ResponseTimeHistogram: this.#counter.responseTimes.entries(),
    };
  }

  #edgeShapes(references: ReadonlyMap<Node, number>): Edge[] {
    const calls = Array.from(
      this.#edges,
      ([target, { counter, span }]): Edge => ({
        ReferenceId: references.get(target) ?? 0,
        ...span.shape(),
        SummaryStatistics: counter.statistics(),
        ResponseTimeHistogram: counter.responseTimes.entries(),
        Aliases: [],
      }),
    );
    const links = Array.from(
      this.#links,
      ([target, span]): Edge => ({
        ReferenceId: references.get(target) ?? 0,
        ...span.shape(),
        SummaryStatistics: {},
        ResponseTimeHistogram: [],
        Aliases: [],
        EdgeType: 'link',
        ReceivedEventAgeHistogram: [],
      }),
    );
    return [...calls, ...links].sort((a, b) => a.ReferenceId - b.ReferenceId);
  }
}

class TimeSpan {
  #start = Number.POSITIVE_INFINITY;
  #end = 0;

  get start(): number {
    return this.#start;
  }

  include({ startTime, endTime }: Pick<Outcome, 'startTime' | 'endTime'>): void {
    this.#start = Math.min(this.#start, startTime);
    this.#end = Math.max(this.#end, endTime ?? startTime);
  }

  shape(): { StartTime: number; EndTime: number } {
    return { StartTime: this.#start, EndTime: this.#end };
  }
}

/** A node is its name and type: a function's two nodes have one name. */
function nodeOf(nodes: Map<string, Node>, name: string, type: string | undefined): Node {
  const key = keyOf(name, type);
  const known = nodes.get(key);
  if (known) return known;
  const node = new Node(name, type);
  nodes.set(key, node);
  return node;
}

function keyOf(name: string, type: string | undefined): string {
  return `${type ?? ''}\n${name}`;
}

function byStartThenName(a: Node, b: Node): number {
  const one = [a.type === 'client' ? '' : '1', a.name, a.type ?? ''].join('\n');
  const other = [b.type === 'client' ? '' : '1', b.name, b.type ?? ''].join('\n');
  return a.span.start - b.span.start || (one < other ? -1 : 1);
}
