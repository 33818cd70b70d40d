import { parseObject } from '../shared/json.ts';
import { type Deadline, lookUntil } from './deadline.ts';
import { type Expected, isTrace, type Trace, type TraceLink, whatIsMissing } from './trace.ts';

/** X-Ray. */
export interface Traces {
  /** The traces that X-Ray has by now; at most 5 ids. */
  read(traceIds: readonly string[]): Promise<Trace[]>;
  /** The id of the trace with the annotation `request_id`. Times are epoch milliseconds. */
  findByRequestId(request: { requestId: string; fromMs: number; untilMs: number }): Promise<string | undefined>;
}

/** What is known of a request's trace. */
export interface RequestTrace {
  /** `unsampled`: never kept, by decision. `missing`: not there at the deadline. */
  readonly outcome: 'found' | 'partial' | 'unsampled' | 'missing';
  /** Why it is not found. */
  readonly reason?: string;
  readonly traceId?: string;
  /** None or one, as BatchGetTraces answers. */
  readonly Traces: readonly Trace[];
}

/** The better of two readings of a trace: a trace only grows. */
export function mergeTraces(stored: RequestTrace | undefined, read: RequestTrace): RequestTrace {
  if (stored === undefined) return read;
  return worthOf(stored) >= worthOf(read) ? stored : read;
}

/** A stored trace. Undefined for anything else. */
export function parseRequestTrace(body: string | undefined): RequestTrace | undefined {
  const { outcome, reason, traceId, Traces } = parseObject(body ?? '') ?? {};
  if (outcome !== 'found' && outcome !== 'partial' && outcome !== 'unsampled' && outcome !== 'missing')
    return undefined;
  if (!Array.isArray(Traces) || !Traces.every(isTrace)) return undefined;
  return {
    outcome,
    ...(typeof reason === 'string' && { reason }),
    ...(typeof traceId === 'string' && { traceId }),
    Traces,
  };
}

/** A request whose trace is wanted. */
export interface Wanted extends Expected {
  readonly link: TraceLink | undefined;
  /** What is stored of it. */
  readonly known: RequestTrace | undefined;
  /** When the request ran, epoch milliseconds: where to search if no record names its trace. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What BatchGetTraces takes. */
const IDS_IN_A_CALL = 5;

/**
 * The requests, each with its trace; and, when X-Ray refused to answer, its error. All requests share the looks at
 * X-Ray, and nobody waits for a trace that is known to be whole or unsampled.
 */
export async function gatherTraces<Request extends Wanted>(
  requests: readonly Request[],
  xray: Traces,
  deadline: Deadline,
): Promise<{ traced: (Request & { trace: RequestTrace })[]; failure?: unknown }> {
  const traced = requests.map((request) => ({ ...request, trace: judge(request, request.link?.traceId, []) }));
  const unfinished = () => traced.filter(({ trace }) => trace.outcome === 'missing' || trace.outcome === 'partial');

  const look = async (): Promise<boolean> => {
    const pending = unfinished();
    const ids = await Promise.all(pending.map((request) => request.link?.traceId ?? xray.findByRequestId(request)));
    const read = await readTraces(
      xray,
      ids.filter((id) => id !== undefined),
    );
    pending.forEach((request, index) => {
      request.trace = judge(request, ids[index], read);
    });
    return unfinished().length === 0;
  };

  try {
    if (unfinished().length > 0) await lookUntil(deadline, look);
    return { traced };
  } catch (failure) {
    for (const request of unfinished())
      request.trace = { ...request.trace, reason: `X-Ray did not answer: ${failure}` };
    return { traced, failure };
  }
}

async function readTraces(xray: Traces, ids: readonly string[]): Promise<Trace[]> {
  const unique = [...new Set(ids)];
  const calls = [];
  while (unique.length > 0) calls.push(xray.read(unique.splice(0, IDS_IN_A_CALL)));
  return (await Promise.all(calls)).flat();
}

/** What is known of a request's trace after X-Ray has been asked for it. */
function judge(request: Wanted, traceId: string | undefined, read: readonly Trace[]): RequestTrace {
  const { known, link } = request;
  if (known?.Traces.some((trace) => whatIsMissing(trace, request) === undefined)) return known;
  if (link?.sampled === false) {
    return { outcome: 'unsampled', reason: 'The trace header says Sampled=0.', traceId: link.traceId, Traces: [] };
  }
  if (traceId === undefined) return { outcome: 'missing', reason: NO_ID, Traces: [] };
  const trace = read.find(({ Id }) => Id === traceId);
  if (trace === undefined) return { outcome: 'missing', reason: NOT_THERE, traceId, Traces: [] };
  const reason = whatIsMissing(trace, request);
  if (reason !== undefined) return { outcome: 'partial', reason, traceId, Traces: [trace] };
  return { outcome: 'found', traceId, Traces: [trace] };
}

const NO_ID = 'No record names a trace, and X-Ray has none with the annotation request_id.';
const NOT_THERE =
  'X-Ray did not have the trace by the deadline. (Where CloudWatch Transaction Search is on, BatchGetTraces finds none.)';

/** By what is there, and then by what is said of it. */
function worthOf({ outcome, Traces }: RequestTrace): number {
  const segments = Traces[0]?.Segments.length ?? 0;
  return segments * 10 + ['missing', 'unsampled', 'partial', 'found'].indexOf(outcome);
}
