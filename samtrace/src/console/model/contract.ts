import type { GraphService, TraceShape } from './aws-shapes.ts';
import type { FailureGroup } from './failure.ts';
import type { LogLine } from './log-record.ts';
import type { Status } from './status.ts';
import type { TimeBucket } from './time-buckets.ts';

/** The answers of the server's JSON routes to the page. Times are epoch milliseconds. */
export interface MapAnswer {
  readonly services: readonly GraphService[];
  /** The length of the time range. Absent for the map of one trace. */
  readonly minutes?: number;
}

export interface TrafficAnswer {
  readonly traces: number;
  readonly failing: number;
  readonly minutes: number;
  /** The traces in that time. */
  readonly buckets: readonly TimeBucket[];
}

export interface TracesAnswer {
  /** The number of all matching traces, not only of the rows. */
  readonly total: number;
  readonly failing: number;
  /** At most {@link MAX_TRACE_ROWS}. */
  readonly rows: readonly TraceRow[];
}

/** The table has at most this many rows. The page says how many traces match, and how to filter them. */
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
  /** The number of failed subsegments, if the trace succeeded. */
  readonly survived: number;
}

export interface TraceAnswer {
  readonly trace: TraceShape;
  /** Present if documents arrived after the trace had been complete for a while. */
  readonly late?: LateDocuments;
}

export interface LateDocuments {
  readonly count: number;
  /** From the end of a document to its arrival. */
  readonly longestDelayMs: number;
}

export interface TraceLogAnswer {
  readonly lines: readonly LogLine[];
  /** The number of lines that are left out. */
  readonly omitted: number;
}

export interface FailuresAnswer {
  readonly groups: readonly FailureGroup[];
  /** The number of failing traces that were read, the newest ones. */
  readonly examined: number;
  readonly failing: number;
}

export interface BucketAnswer {
  readonly bucket: string;
  /** The number of all objects with a matching key, not only of those listed. */
  readonly total: number;
  /** The newest, at most {@link MAX_OBJECTS}. */
  readonly objects: readonly { readonly key: string; readonly size: number; readonly lastModifiedMs: number }[];
}

/** At most this many objects are listed. The page can filter by a part of the key. */
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
  /** The trace ID in the trace header of the invocation. */
  readonly traceId: string;
  /** Absent for an asynchronous invocation. */
  readonly result:
    | {
        readonly payload: string;
        readonly functionError: string | undefined;
        readonly durationMs: number;
        readonly coldStart: boolean;
      }
    | undefined;
}

export interface ApiAnswer {
  readonly logicalId: string;
  readonly kind: 'REST' | 'HTTP' | 'URL';
  /** Without a stage. */
  readonly url: string;
  readonly stages: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** The answer of an API to a request of the page. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** At most its first 256 kB. */
  readonly body: string;
  /** Bytes of the whole body. */
  readonly size: number;
  readonly durationMs: number;
  /** The trace of the request, from its trace header. */
  readonly traceId: string;
}

export interface QueueAnswer {
  readonly logicalId: string;
  readonly name: string;
  readonly isFifo: boolean;
  /** A message for a FIFO queue without it needs a deduplication ID. */
  readonly hasContentBasedDeduplication: boolean;
}

/** A message for a queue, as the page sends it. */
export interface QueueMessage {
  readonly body: string;
  /** For FIFO queues. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

/** SQS's answer to a message. */
export interface MessageAnswer {
  readonly messageId: string;
}

/** Newest first, at most {@link MAX_MESSAGES} of each. */
export interface MessagesAnswer {
  readonly emails: readonly EmailAnswer[];
  readonly undelivered: readonly UndeliveredAnswer[];
}

/** The number of all messages that could not be delivered. */
export interface UndeliveredCountAnswer {
  readonly count: number;
}

export const MAX_MESSAGES = 200;

export interface EmailAnswer {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly topicArn: string;
  readonly sentMs: number;
}

export interface UndeliveredAnswer {
  readonly sourceArn: string;
  readonly targetArn: string;
  readonly reason: string;
}

/** How much was removed because newer data needed the memory. */
export interface DroppedAnswer {
  readonly traces: number;
  readonly logEvents: number;
  readonly invocations: number;
  /** Reports about deliveries that failed after all attempts. */
  readonly lostDeliveries: number;
  /** Changes that are not on disk (yet). */
  readonly unsaved: number;
}

export interface ScheduleAnswer {
  readonly logicalId: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArns: readonly string[];
}

export interface ErrorAnswer {
  readonly message: string;
  /** AWS's name of the error. */
  readonly code?: string;
}
