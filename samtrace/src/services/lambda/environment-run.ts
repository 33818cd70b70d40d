import type { StreamSink } from './contract.ts';
import type { Answer, Span } from './event-run.ts';
import type { Failure } from './failures.ts';
import type { Tracing } from './platform-records.ts';

/** One invocation, as an environment gets it. */
export interface EnvironmentRequest {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly invokedFunctionArn: string;
  /** The header that the runtime gets. */
  readonly traceHeader: string;
  readonly clientContext?: string;
  readonly stream?: StreamSink;
  /** For the platform's records. */
  readonly tracing?: Tracing;
}

/** The result of one invocation, for its caller and for its segments. The span does not include the init phase. */
export interface Outcome extends Answer, Span {
  readonly errorType?: string;
  readonly coldStart: boolean;
  readonly logTail: string;
  /** The init phase of a cold start and, if it failed, the second init within the invocation. */
  readonly inits: readonly Init[];
  readonly invocation?: Span;
  readonly overhead?: Span;
}

export interface Init extends Span {
  readonly failure?: Failure;
}
