import type { GraphService, TraceShape } from './aws-shapes.ts';
import type { FailureGroup } from './failure.ts';
import type { LogLine } from './log-record.ts';
import type { Status } from './status.ts';
import type { TimeBucket } from './time-buckets.ts';

/** What the server's JSON routes answer and the page reads. Times are epoch milliseconds. */
export interface MapAnswer {
  readonly services: readonly GraphService[];
  /** Length of the time counted; absent for the map of one trace. */
  readonly minutes?: number;
}

export interface TrafficAnswer {
  readonly traces: number;
  readonly failing: number;
  readonly minutes: number;
  /** The traces over that time. */
  readonly buckets: readonly TimeBucket[];
}

export interface TracesAnswer {
  /** Of all traces that match, not only of the rows. */
  readonly total: number;
  readonly failing: number;
  /** At most {@link MAX_TRACE_ROWS}. */
  readonly rows: readonly TraceRow[];
}

/** A longer table helps nobody; the page says how many there are and how to narrow them down. */
export const MAX_TRACE_ROWS = 500;

export interface TraceRow {
  readonly traceId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: Status;
  readonly name: string;
  readonly type: string | undefined;
  readonly httpMethod: string | undefined;
  readonly httpUrl: string | undefined;
  readonly httpStatus: number | undefined;
  /** The exception that made it fail. */
  readonly failure: { readonly type: string; readonly message: string } | undefined;
  /** How many subsegments failed although the trace went well. */
  readonly survived: number;
}

export interface TraceAnswer {
  readonly trace: TraceShape;
}

export interface TraceLogAnswer {
  readonly lines: readonly LogLine[];
  /** Lines that were left out because there are too many. */
  readonly omitted: number;
}

export interface FailuresAnswer {
  readonly groups: readonly FailureGroup[];
  /** Failing traces, the newest, that were looked into. */
  readonly examined: number;
  readonly failing: number;
}

export interface BucketAnswer {
  readonly bucket: string;
  /** Of all objects whose key contains what was asked for, not only of those listed. */
  readonly total: number;
  /** The newest, at most {@link MAX_OBJECTS}. */
  readonly objects: readonly { readonly key: string; readonly size: number; readonly lastModifiedMs: number }[];
}

/** A longer list is narrowed down by a part of the keys. */
export const MAX_OBJECTS = 500;

export interface StoredObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
}

export interface FunctionAnswer {
  readonly functionName: string;
  readonly logicalId: string;
  readonly runtime: string;
  readonly memorySizeMb: number;
  readonly timeoutSeconds: number;
  readonly tracingMode: 'Active' | 'PassThrough';
}

export interface EventFile {
  readonly name: string;
  readonly text: string;
}

export interface InvocationAnswer {
  readonly requestId: string;
  /** The trace that the invocation was told to belong to. */
  readonly traceId: string;
  /** Absent for an asynchronous invocation, which is only accepted. */
  readonly result:
    | {
        readonly payload: string;
        readonly functionError: string | undefined;
        readonly durationMs: number;
        readonly coldStart: boolean;
      }
    | undefined;
}

export interface ErrorAnswer {
  readonly message: string;
  /** AWS's name of the error. */
  readonly code?: string;
}
