/**
 * Splits a log stream by request.
 *
 * An execution environment serves one request at a time, and writes to one log stream. So a
 * request's log is a contiguous slice of the stream: from Lambda's `platform.start` record, with
 * the init before it, to the next init or start. The request ID is the one in Lambda's own records.
 */
import { isReport, type LogRecord } from './log-record.ts';

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
  const cut = cutAtStarts(stream);
  const slices: Slice[] = cut.map((slice) => ({ ...slice, records: [] }));
  const firstById = new Map(slices.toReversed().map((slice) => [slice.requestId, slice]));
  const latestById = new Map<string | undefined, Slice>();

  for (const [position, { requestId, records }] of cut.entries()) {
    const slice = slices[position];
    if (slice === undefined) {
      continue;
    }
    latestById.set(requestId, slice);
    for (const record of records) {
      const owner = namesOther(record, requestId) ? ownerOf(record, latestById, firstById) : slice;
      (owner ?? slice).records.push(record);
    }
  }
  markOverlaps(slices);
  return slices;
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
    } else if (isReport(record)) {
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
  const isRepeated = record.fields.phase === 'invoke' && !current.records.some(isReport);
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
function namesOther({ requestIds }: LogRecord, requestId: string | undefined): boolean {
  return requestIds.length > 0 && !(requestId !== undefined && requestIds.includes(requestId));
}

/** An asynchronous retry has the same request ID: the latest attempt so far is meant. */
function ownerOf(
  { requestIds }: LogRecord,
  latestById: Map<string | undefined, Slice>,
  firstById: Map<string | undefined, Slice>,
): Slice | undefined {
  const known = requestIds.find((id) => firstById.has(id));
  if (known === undefined) {
    return undefined;
  }
  return latestById.get(known) ?? firstById.get(known);
}

/** Requests overlap if one starts before the report of the one before. */
function markOverlaps(slices: Slice[]): void {
  for (const [index, slice] of slices.entries()) {
    const next = slices[index + 1];
    const reportedAt = slice.records.find(isReport)?.timestamp;
    if (next?.startedAt !== undefined && reportedAt !== undefined && reportedAt > next.startedAt) {
      slice.overlaps = true;
      next.overlaps = true;
    }
  }
}
