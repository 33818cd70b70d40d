/**
 * Splits a log stream by request.
 *
 * An execution environment serves one request at a time, and writes to one log stream. So a
 * request's log is a contiguous slice of the stream: from Lambda's `platform.start` record, with
 * the init before it, to the next init or start. The request ID is the one in Lambda's own records.
 */
import { isPlatformReport, type LogRecord } from './log-record.ts';

/** The records of one attempt of one request, in the order of the stream. */
export interface Slice {
  /** Undefined for an init that no request has followed yet. */
  requestId: string | undefined;

  /** The time of `platform.start` in epoch milliseconds; undefined if the record is not there. */
  startedAt: number | undefined;

  records: LogRecord[];

  /** Whether another request was served at the same time. */
  overlaps: boolean;
}

/** Whether Lambda has logged where requests start. With `SystemLogLevel: WARN`, it does not. */
export function hasStarts(stream: LogRecord[]): boolean {
  return stream.some((record) => record.type === 'platform.start' || isInit(record));
}

export function splitByRequest(stream: LogRecord[]): Slice[] {
  const slices = cutAtStarts(stream);
  const recordsOf = new Map<Slice, LogRecord[]>(slices.map((slice) => [slice, []]));
  // By request ID. An asynchronous retry has the same one: the latest attempt so far is meant, or
  // the first one to come if none has started.
  const attempts = new Map(slices.toReversed().map((slice) => [slice.requestId, slice]));

  for (const slice of slices) {
    attempts.set(slice.requestId, slice);
    for (const record of slice.records) {
      recordsOf.get(ownerOf(record, slice, attempts))?.push(record);
    }
  }
  return withOverlaps(slices.map((slice) => ({ ...slice, records: recordsOf.get(slice) ?? [] })));
}

/** Without Lambda's starts, records that name the same request belong together. */
export function groupByRequestId(records: LogRecord[]): Slice[] {
  const slices = new Map<string | undefined, Slice>();
  let current: string | undefined;
  for (const record of records) {
    current = record.requestIds[0] ?? current;
    const slice = slices.get(current) ?? emptySlice(current);
    slice.records.push(record);
    slices.set(current, slice);
  }
  return [...slices.values()];
}

function cutAtStarts(stream: LogRecord[]): Slice[] {
  const slices: Slice[] = [];
  for (const record of stream) {
    let current = slices.at(-1);
    if (current === undefined || beginsSlice(record, current)) {
      current = emptySlice(undefined);
      slices.push(current);
    }
    current.records.push(record);

    if (record.type === 'platform.start') {
      current.startedAt = record.timestamp;
      current.requestId = record.requestIds[0];
    } else if (isPlatformReport(record)) {
      current.requestId ??= record.requestIds[0];
    }
  }
  return slices;
}

function emptySlice(requestId: string | undefined): Slice {
  return { requestId, startedAt: undefined, records: [], overlaps: false };
}

function beginsSlice(record: LogRecord, current: Slice): boolean {
  // An init that failed is followed by another one, and by the start of the request.
  const hasRequest = current.requestId !== undefined;
  if (record.type === 'platform.start') {
    return hasRequest;
  }
  // In the phase "invoke", Lambda repeats a failed init for the request that is being served.
  const isRepeated = record.fields.phase === 'invoke' && !current.records.some(isPlatformReport);
  return isInit(record) && hasRequest && !isRepeated;
}

function isInit(record: LogRecord): boolean {
  return record.type === 'platform.initStart' || record.type === 'platform.restoreStart';
}

/**
 * A record belongs where it is in the stream, unless it names another request that Lambda has named
 * too. (An application can choose the timestamps by which CloudWatch Logs sorts, and two records
 * can have the same.)
 */
function ownerOf(
  { requestIds }: LogRecord,
  slice: Slice,
  attempts: Map<string | undefined, Slice>,
): Slice {
  if (slice.requestId !== undefined && requestIds.includes(slice.requestId)) {
    return slice;
  }
  const named = requestIds.map((id) => attempts.get(id)).find((attempt) => attempt !== undefined);
  return named ?? slice;
}

/** Requests overlap if one starts before all earlier ones have ended. */
function withOverlaps(slices: Slice[]): Slice[] {
  let lastReportAt = 0;
  return slices.map((slice, index) => {
    const { startedAt = lastReportAt, records } = slice;
    const reportedAt = records.find(isPlatformReport)?.timestamp ?? 0;
    const nextStart = slices[index + 1]?.startedAt ?? reportedAt;
    const overlaps = startedAt < lastReportAt || reportedAt > nextStart;
    lastReportAt = Math.max(lastReportAt, reportedAt);
    return { ...slice, overlaps };
  });
}
