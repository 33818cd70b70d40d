import type { GraphService, TraceShape, TraceSummaryShape } from './model/aws-shapes.ts';
import type { LateDocuments, QueueMessage } from './model/contract.ts';

/** The parts of the services that the console uses. The interfaces of the services fit. */
export interface ConsoleXRay {
  batchGetTraces(ids: readonly string[]): readonly TraceShape[];
  /** Newest first. Throws an AwsError if X-Ray would refuse the expression. */
  traceSummaries(query: {
    startTimeMs: number;
    endTimeMs: number;
    filterExpression?: string;
  }): readonly TraceSummaryShape[];
  /** The same, in slices, so that a query over many traces does not block other work. */
  traceSummariesInSlices(query: {
    startTimeMs: number;
    endTimeMs: number;
    filterExpression?: string;
  }): Promise<readonly TraceSummaryShape[]>;
  serviceGraphInSlices(range: {
    startTimeMs: number;
    endTimeMs: number;
    filterExpression?: string;
  }): Promise<readonly GraphService[]>;
  /** The service graph of these traces only. */
  traceGraph(ids: readonly string[]): readonly GraphService[];
  /** The documents of a trace that arrived late. Undefined if there are none. */
  lateDocuments(traceId: string): LateDocuments | undefined;
  onTrace(listener: (traceId: string) => void): () => void;
}

export interface ConsoleLogs {
  filterLogEvents(query: {
    logGroupName: string;
    logStreamNames?: string[];
    startTime?: number;
    endTime?: number;
    filterPattern?: string;
  }): readonly { logStreamName: string; timestamp: number; message: string }[];
  logGroupNames(): string[];
  onAppend(listener: () => void): () => void;
}

export interface ConsoleLambda {
  functions(): readonly {
    functionName: string;
    logicalId: string;
    runtime: string;
    memorySizeMb: number;
    timeoutSeconds: number;
    tracingMode: TracingMode;
    logging: { logGroup: string };
  }[];
  invoke(
    functionName: string,
    payload: Buffer,
    options: { traceHeader: string },
  ): Promise<{
    requestId: string;
    payload: Buffer;
    functionError?: string;
    errorType?: string;
    durationMs: number;
    coldStart: boolean;
  }>;
  invokeAsync(functionName: string, payload: Buffer, options: { traceHeader: string }): string;
  setTracingMode(functionName: string, mode: TracingMode): void;
  onInvocation(listener: () => void): () => void;
}

export interface ConsoleApis {
  apis(): readonly {
    logicalId: string;
    kind: 'REST' | 'HTTP' | 'URL';
    url: string;
    stages: readonly string[];
    tracingEnabled: boolean;
    routes: readonly { method: string; path: string }[];
  }[];
}

export interface ConsoleQueues {
  queues(): readonly { logicalId: string; name: string; attributes: Readonly<Record<string, string>> }[];
  /** Returns the ID of the message. Rejects with an AwsError if SQS refuses the message. */
  sendMessage(queueName: string, message: QueueMessage): Promise<string>;
}

export type TracingMode = 'Active' | 'PassThrough';

export interface ConsoleObjects {
  listBuckets(): string[];
  /** By key. There may be very many, so they come one after the other. */
  listObjects(bucket: string): AsyncIterable<{ key: string; size: number; lastModifiedMs: number }>;
  getObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string } | undefined>;
}

/** Messages that AWS would send to people, and what no service could deliver. */
export interface ConsoleMessages {
  /** Oldest first. */
  emails(): readonly { to: string; from: string; subject: string; text: string; topicArn: string; sentMs: number }[];
  undelivered(): readonly { sender: { sourceArn: string }; targetArn: string; reason: string }[];
  onEmail(listener: () => void): () => void;
}

/** An event that AWS sends on a schedule. samtrace sends it on request. */
export interface ConsoleSchedule {
  readonly logicalId: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArns: readonly string[];
  fire(): void;
}

/** The data that was removed because newer data needed the memory, and the data that is not on disk yet. */
export interface ConsoleDropped {
  readonly traces: number;
  readonly logEvents: number;
  readonly invocations: number;
  /** Reports about deliveries that failed after all attempts. */
  readonly lostDeliveries: number;
  /** Changes that wait for the disk, or could not be saved; 0 without a data directory. */
  readonly unsaved: number;
}
