/** What the log of a request says about its trace. */
import { asObject, asString } from '../shared/json.ts';
import { classify, type FailureClass } from './classify.ts';
import type { LogRecord } from './log-record.ts';
import type { RequestLog } from './request-log.ts';

export interface ExpectedTrace {
  /** Empty if the log does not name a request. */
  requestId: string;

  /** Epoch milliseconds. */
  startedAt: number;

  endedAt: number;

  /** Undefined if the log does not name the trace. */
  traceId: string | undefined;

  /** Whether the trace header says `Sampled=0`. */
  isUnsampled: boolean;

  /** The ID of the function's segment, if Lambda logged it. */
  segmentId: string | undefined;

  /** The ID of the segment or subsegment that the function's own subsegments are below. */
  parentId: string | undefined;

  /** Whether Lambda logged a trace, but no segment of its own: the tracing mode is PassThrough. */
  isPassThrough: boolean;

  failureClass: FailureClass;
}

export function readExpectedTrace({
  records,
  requestId = '',
  startedAt,
}: RequestLog): ExpectedTrace {
  // Lambda's own records name the trace of a sampled request.
  const lambdaTracing = records
    .filter(({ source }) => source === 'lambda')
    .map(({ fields }) => asObject(fields.tracing))
    .find(({ value }) => typeof value === 'string');
  const header = asString(lambdaTracing?.value) ?? loggedHeader(records) ?? '';

  const [, traceId] = /(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(header) ?? [];
  const [, parentId] = /Parent=([0-9a-f]{16})/.exec(header) ?? [];
  const segmentId = asString(lambdaTracing?.spanId);
  return {
    requestId,
    startedAt,
    endedAt: records.at(-1)?.timestamp ?? startedAt,
    traceId,
    isUnsampled: header.includes('Sampled=0'),
    segmentId,
    parentId,
    isPassThrough: lambdaTracing !== undefined && segmentId === undefined,
    failureClass: classify(records, undefined).class,
  };
}

/** The trace header, or the trace ID, as a function or its logger wrote it. */
function loggedHeader(records: LogRecord[]): string | undefined {
  for (const { fields } of records) {
    const places = [
      asObject(fields.message).traceHeader, // console.info({ traceHeader })
      fields.traceHeader,
      fields.xray_trace_id, // Powertools
      asObject(fields.span).xrayTraceId, // Rust
    ];
    const header = places.find((place) => typeof place === 'string' && place.includes('1-'));
    if (typeof header === 'string') {
      return header;
    }
  }
  return undefined;
}
