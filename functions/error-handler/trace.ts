/** The trace of a failed request. */
import type * as Api from '@aws-sdk/client-xray';
import { asNumber, asObject, asObjects, asString, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';
import { poll, type Waiting } from './poll.ts';
import { readRecord } from './records.ts';

/** As the X-Ray console downloads a trace, with what is to be said of it. */
export interface RequestTrace {
  /** `unsampled`: X-Ray was told not to keep it. `missing`: it was not there by the deadline. */
  outcome: 'found' | 'partial' | 'unsampled' | 'missing';
  /** Why it is not found. */
  reason?: string;
  Id?: string | undefined;
  /** Times in documents are epoch seconds. */
  Segments: { Id?: string | undefined; Document: JsonObject }[];
}

export interface XRay {
  batchGetTraces(request: Api.BatchGetTracesRequest): Promise<Api.BatchGetTracesResult>;
  getTraceSummaries(request: Api.GetTraceSummariesRequest): Promise<Api.GetTraceSummariesResult>;
}

/** A request whose trace is wanted. */
export interface Wanted {
  requestId: string;
  events: LogEvent[];
  /** How often Lambda has tried the request: each attempt has a segment of the function. */
  attempts: number;
  /** A process was ended: subsegments that were open then are never sent, and their children lack a parent. */
  killed: boolean;
  /** What is stored of the trace. */
  known: RequestTrace | undefined;
}

/** What BatchGetTraces takes. */
const IDS_IN_A_CALL = 5;
const MINUTE_MS = 60_000;
const NO_ID = 'No record names a trace, and X-Ray has none with the annotation request_id.';
const NOT_THERE =
  'X-Ray did not have it by the deadline. (Where CloudWatch Transaction Search is on, BatchGetTraces finds nothing.)';

/**
 * The requests with their traces, and what kept X-Ray from answering. The requests share the looks at X-Ray, and nobody
 * waits for a trace that is unsampled, or known to be whole.
 */
export async function gatherTraces<Request extends Wanted>(requests: Request[], xray: XRay, waiting: Waiting) {
  const links = new Map(requests.map((request) => [request, linkIn(request.events)]));
  const read = new Map<string, RequestTrace['Segments']>();
  const judged = (request: Request) => judge(request, links.get(request), read);
  const pending = () => requests.filter((request) => /partial|missing/.test(judged(request).outcome));
  let failure: unknown;
  try {
    const look = async () => {
      for (const request of pending()) links.set(request, links.get(request) ?? (await search(request, xray)));
      const ids = [...new Set(pending().flatMap((request) => links.get(request)?.traceId ?? []))];
      while (ids.length > 0) {
        for (const [id, segments] of await readTraces(ids.splice(0, IDS_IN_A_CALL), xray)) read.set(id, segments);
      }
      return pending().length === 0;
    };
    if (pending().length > 0) await poll(waiting, look);
  } catch (error) {
    failure = error;
  }
  const isCut = (request: Request) => failure !== undefined && pending().includes(request);
  const traced = requests.map((request) => {
    const trace = judged(request);
    return { ...request, trace: isCut(request) ? { ...trace, reason: String(failure) } : trace };
  });
  return { traced, failure };
}

function judge(
  request: Wanted,
  link: TraceLink | undefined,
  read: Map<string, RequestTrace['Segments']>,
): RequestTrace {
  const { known } = request;
  if (known?.outcome === 'found' && whatIsMissing(known.Segments, request) === undefined) return known;
  if (link === undefined) return { outcome: 'missing', reason: NO_ID, Segments: [] };
  const Id = link.traceId;
  if (!link.sampled) return { outcome: 'unsampled', reason: 'The trace header says Sampled=0.', Id, Segments: [] };
  const Segments = read.get(Id);
  if (Segments === undefined) return { outcome: 'missing', reason: NOT_THERE, Id, Segments: [] };
  const reason = whatIsMissing(Segments, request);
  return reason === undefined ? { outcome: 'found', Id, Segments } : { outcome: 'partial', reason, Id, Segments };
}

interface TraceLink {
  traceId: string;
  sampled: boolean;
}

/** From the header that the function logged as `traceHeader`, or else from Lambda's records. Sampled=0 must be said. */
function linkIn(events: LogEvent[]): TraceLink | undefined {
  const records = events.map(readRecord);
  const logged = records.map(({ fields }) => asObject(fields.message).traceHeader);
  const noted = records.map(({ fields }) => asObject(fields.tracing).value);
  const headers = [...logged, ...noted].map((header) => asString(header) ?? '');
  const header = headers.find((text) => TRACE_ID.test(text));
  const [, traceId] = TRACE_ID.exec(header ?? '') ?? [];
  return traceId === undefined ? undefined : { traceId, sampled: !header?.includes('Sampled=0') };
}

const TRACE_ID = /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/;

async function readTraces(TraceIds: string[], xray: XRay): Promise<[string, RequestTrace['Segments']][]> {
  const pages = await readPages((from) => xray.batchGetTraces({ TraceIds, ...from }));
  const traces = Map.groupBy(
    pages.flatMap(({ Traces = [] }) => Traces),
    ({ Id = '' }) => Id,
  );
  return [...traces].map(([id, parts]) => {
    const segments = parts.flatMap(({ Segments = [] }) => Segments);
    return [id, segments.map(({ Id, Document = '' }) => ({ Id, Document: parseObject(Document) ?? {} }))];
  });
}

/** By the annotation `request_id`, around the time of the request. */
async function search({ requestId, events }: Wanted, xray: XRay): Promise<TraceLink | undefined> {
  const times = events.map(({ timestamp }) => timestamp);
  const query = {
    TimeRangeType: 'Event',
    StartTime: new Date(Math.min(...times) - MINUTE_MS),
    EndTime: new Date(Math.max(...times) + MINUTE_MS),
    FilterExpression: `annotation.request_id = "${requestId}"`,
  } as const;
  const pages = await readPages((from) => xray.getTraceSummaries({ ...query, ...from }));
  const [traceId] = pages.flatMap(({ TraceSummaries = [] }) => TraceSummaries.flatMap(({ Id = [] }) => Id));
  return traceId === undefined ? undefined : { traceId, sampled: true };
}

/** All pages of an answer. One may be empty although others follow. */
async function readPages<Page extends { NextToken?: string | undefined }>(
  ask: (from: { NextToken?: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages = [await ask({})];
  for (let next = pages[0]?.NextToken; next !== undefined; next = pages.at(-1)?.NextToken) {
    pages.push(await ask({ NextToken: next }));
  }
  return pages;
}

/**
 * What a trace lacks, or undefined when it is whole: Lambda's segments of the request and of every attempt have ended,
 * and every parent is there. Subsegments are not looked for by name: Lambda has changed what it calls its own.
 */
export function whatIsMissing(segments: RequestTrace['Segments'], wanted: Wanted): string | undefined {
  const documents = segments.map(({ Document }) => Document);
  const isOpen = ({ in_progress, end_time }: JsonObject) => in_progress === true || end_time === undefined;
  const service = documents.filter((document) => isServiceSegment(document, wanted.requestId));
  if (service.length === 0 || service.some(isOpen)) return 'The AWS::Lambda segment has not ended.';
  const ended = functionSegments(segments, wanted.requestId).filter((segment) => !isOpen(segment)).length;
  if (ended < wanted.attempts) return `${ended} of ${wanted.attempts} AWS::Lambda::Function segments have ended.`;
  if (wanted.killed) return undefined;
  const ids = new Set(documents.flatMap(withSubsegments).map(({ id }) => id));
  // The parent of an AWS::Lambda segment is its caller's, who need not send any.
  const orphan = documents.find(
    ({ origin, parent_id }) => origin !== 'AWS::Lambda' && parent_id && !ids.has(parent_id),
  );
  return orphan && `The parent of ${asString(orphan.name)}, ${asString(orphan.parent_id)}, is not there.`;
}

/** The function's segments of a request, one for each attempt, oldest first. */
export function functionSegments(segments: RequestTrace['Segments'], requestId: string): JsonObject[] {
  const documents = segments.map(({ Document }) => Document);
  // The parent is Lambda's segment or, where Lambda was invoked asynchronously, its subsegment for the attempt.
  const service = documents.filter((document) => isServiceSegment(document, requestId));
  const parents = new Set(service.flatMap(withSubsegments).map(({ id }) => id));
  return documents
    .filter(({ origin, parent_id }) => origin === 'AWS::Lambda::Function' && parents.has(parent_id))
    .sort((a, b) => (asNumber(a.start_time) ?? 0) - (asNumber(b.start_time) ?? 0));
}

function isServiceSegment({ origin, aws }: JsonObject, requestId: string): boolean {
  return origin === 'AWS::Lambda' && asObject(aws).request_id === requestId;
}

export function withSubsegments(entity: JsonObject): JsonObject[] {
  return [entity, ...asObjects(entity.subsegments).flatMap(withSubsegments)];
}

/** The fuller of two readings: a trace only grows. */
export function mergeTraces(stored: RequestTrace | undefined, read: RequestTrace): RequestTrace {
  const worth = (trace: RequestTrace) =>
    trace.Segments.length * 10 + ['missing', 'unsampled', 'partial', 'found'].indexOf(trace.outcome);
  return stored !== undefined && worth(stored) >= worth(read) ? stored : read;
}

export function isRequestTrace(value: unknown): value is RequestTrace {
  return (
    isObject(value) &&
    typeof value.outcome === 'string' &&
    asObjects(value.Segments).every(({ Document }) => isObject(Document))
  );
}
