import type { Account } from '../../aws/arn.ts';
import type { MessageAttribute } from '../../aws/delivery.ts';
import type { AwsService } from '../../aws/http.ts';
import type { LogEvent } from '../../aws/log-event.ts';
import type { Pending } from '../../aws/pending.ts';
import type { SegmentDocument } from '../../aws/segment-document.ts';
import type { TraceLink } from '../../aws/trace-link.ts';
import type { CodeFacts } from './deployment-package.ts';
import type { StartedMapping } from './event-source/started-mapping.ts';

export type TracingMode = 'Active' | 'PassThrough';

/** The configuration of a function, with the place of its code. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly functionName: string;
  readonly description: string;
  readonly runtime: string;
  /** As the template has it; its code runs on this machine's own. */
  readonly architecture: 'arm64' | 'x86_64';
  readonly handler: string;
  /** LAMBDA_TASK_ROOT: the built code. */
  readonly codeDirectory: string;
  /** Of code that was uploaded as an archive. */
  readonly code?: CodeFacts;
  /** Stands for /opt: the content of the function's layers. */
  readonly layerDirectory?: string;
  /** In the order in which they were unpacked into `layerDirectory`. */
  readonly layers?: readonly FunctionLayer[];
  /** The folder that the code was built from, for messages. */
  readonly sourceDirectory?: string;
  readonly memorySizeMb: number;
  /** The size of /tmp, which is not enforced; 512 if absent. */
  readonly ephemeralStorageMb?: number;
  readonly timeoutSeconds: number;
  readonly tracingMode: TracingMode;
  /** The template's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logging: LoggingConfig;
  readonly roleArn: string;
  /** Invocations at one time; absent means without limit, 0 that all are throttled. */
  readonly reservedConcurrency?: number;
  /**
   * The port on which the function's process waits for a debugger before it runs. Then the function has one environment
   * at a time, its timeouts are off, and the environment is not frozen between invocations.
   */
  readonly inspectorPort?: number;
  /** A queue or topic for asynchronous events that the function could not process. */
  readonly deadLetterArn?: string;
  /** The key for the variables. Nothing is encrypted. */
  readonly kmsKeyArn?: string;
  /** The network of the function, which has no effect. */
  readonly vpcConfig?: VpcConfig;
  readonly eventInvoke: {
    readonly maximumRetryAttempts: number;
    readonly maximumEventAgeSeconds: number;
    /** The ARN of a queue, a topic, a function, or an event bus. */
    readonly onSuccessArn?: string;
    readonly onFailureArn?: string;
  };
}

/** A layer version that a function uses. */
export interface FunctionLayer {
  readonly arn: string;
  readonly sizeBytes: number;
}

/** The layer versions that a call can add to a function. */
export interface LayerVersions {
  has(arn: string): boolean;
  /** Unpacks layer versions in order into a new folder. Throws InvalidParameterValueException if that is not possible. */
  unpack(arns: readonly string[], directory: string): Promise<readonly FunctionLayer[]>;
}

/** A function's configuration in one version: the one that can be changed, `$LATEST`, or a published one. */
export interface VersionDefinition extends FunctionDefinition {
  readonly version: string;
}

/** A name for a version. */
export interface NewAlias {
  readonly name: string;
  readonly description?: string;
  /** A published version, or `$LATEST`. */
  readonly version: string;
  /** A second version, and the share of the invocations that it gets. */
  readonly second?: { readonly version: string; readonly weight: number };
}

export interface VpcConfig {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly ipv6AllowedForDualStack: boolean;
}

export interface LoggingConfig {
  readonly format: 'JSON' | 'Text';
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL; acts on JSON logs only, as on AWS. */
  readonly applicationLogLevel: string;
  /** DEBUG, INFO or WARN; acts on JSON logs only. */
  readonly systemLogLevel: string;
  readonly logGroup: string;
}

export interface LambdaOptions {
  readonly account: Account;
  readonly pending: Pending;
  /** Creates the sampler of a function, which decides about requests without a decision in their header. */
  newSampler(): { sample(): boolean };
  /** Shortens the waits between the attempts of an asynchronous invocation: with 0.01, 60 s become 0.6 s. */
  readonly retryDelayScale: number;
  /** The stack's own variables: endpoint, credentials, `AWS_XRAY_DAEMON_ADDRESS`. */
  platformEnvironment(functionName: string): Record<string, string>;
  log(groupName: string, streamName: string, events: readonly LogEvent[]): void;
  createLogStream(groupName: string, streamName: string): void;
  recordSegment(document: SegmentDocument): void;
  /** Rejects if the destination does not accept it. */
  sendToDestination(delivery: DestinationDelivery): Promise<void>;
  /** For the API's answers; none when absent. */
  eventSourceMappings?(): readonly StartedMapping[];
  /** How many bytes of finished asynchronous invocations and of failed destinations are remembered; 8 MB if absent. */
  readonly maxResultBytes?: number;
  /** How many execution environments may exist; as many as fit into half of this machine's memory if absent. */
  readonly maxEnvironments?: number;
  /** Whether the function's role allows an action; If absent, it allows every action. */
  roleAllows?(functionName: string, action: string, resource: string): boolean;
  /** Absolute. Uploaded code is unpacked into it. The service removes it when it stops. */
  readonly uploadDirectory: string;
  /** Of the template; none if absent. */
  readonly layerVersions?: LayerVersions;
  /** Gives a function that was created by a call its credentials. Throws for a role that does not exist. */
  admit?(functionName: string, roleArn: string): void;
  /** Absolute. The stack's own: our runtime client is bundled into it. */
  readonly runtimeDirectory: string;
  /** Runs this module in the environments instead of samtrace's runtime client. The conformance tests use AWS's client. */
  readonly runtimeClient?: string;
}

/** The record of an invocation for a destination, or its event for the dead-letter queue. */
export interface DestinationDelivery {
  readonly destinationArn: string;
  readonly body: string;
  readonly traceHeader: string;
  readonly functionArn: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface InvokeOptions {
  /** `X-Amzn-Trace-Id` of the caller. */
  readonly traceHeader?: string;
  /** Lambda makes one when absent; synchronous invocations only. */
  readonly requestId?: string;
  /** Lambda itself invokes the function, with messages of a queue. */
  readonly isEventSource?: boolean;
  /** The traces of the senders of the request's messages. */
  readonly links?: readonly TraceLink[];
  /** JSON text; synchronous invocations only. */
  readonly clientContext?: string;
  /** Gets a streamed answer; the payload of the result is empty then. A function that does not stream has a payload. */
  readonly stream?: StreamSink;
  /** A version or an alias; `$LATEST` if absent. */
  readonly qualifier?: string;
  /** The version to run, if the caller has already resolved the alias. */
  readonly executedVersion?: string;
}

/** Takes the parts of a streamed answer as the function writes them. */
export interface StreamSink {
  /**
   * The parts of an answer have the same content type. A streamed answer has at least one part, which may be empty. Resolves
   * when the next part can be taken.
   */
  write(contentType: string | undefined, chunk: Buffer): Promise<void>;
}

export interface InvokeResult {
  readonly requestId: string;
  /** Present if the request is sampled. */
  readonly traceId?: string;
  /** The answer of the handler, or the error payload if `functionError` is present. */
  readonly payload: Buffer;
  readonly functionError?: 'Unhandled';
  /** The payload's `errorType`, of a function error. */
  readonly errorType?: string;
  /** `$LATEST`, or the number of the version that ran. */
  readonly executedVersion: string;
  readonly durationMs: number;
  readonly coldStart: boolean;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
}

export interface AsyncInvocation {
  readonly requestId: string;
  readonly functionName: string;
  /** How often the function has run for it. */
  readonly attempts: number;
  readonly status: 'pending' | 'ok' | 'error';
  /** From the payload of the last failed attempt. */
  readonly errorType?: string;
  readonly errorMessage?: string;
  /** Why the record of the invocation did not reach its destination. */
  readonly destinationError?: string;
}

/**
 * A record of an invocation that did not reach its destination. After a failure, the event is lost, as on AWS, where only the metric
 * DestinationDeliveryFailures counts it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export interface FailedDestination {
  readonly requestId: string;
  readonly functionName: string;
  readonly destinationArn: string;
  readonly reason: string;
}

/** One attempt of an invocation has ended. */
export interface InvocationEvent {
  readonly functionName: string;
  readonly requestId: string;
  /** `event-source`: Lambda read the event from a queue. */
  readonly type: 'sync' | 'async' | 'event-source';
  /** From 1. */
  readonly attempt: number;
  readonly status: 'ok' | 'error';
  readonly errorType?: string;
  /** Set for asynchronous invocations only, because no caller gets their payload. */
  readonly errorMessage?: string;
  readonly durationMs: number;
  readonly coldStart: boolean;
}

/** The Lambda service of the local account. */
export interface Lambda {
  readonly api: AwsService;
  /** Throws InvalidParameterValueException for variables that Lambda sets itself, and ResourceConflictException. */
  createFunction(definition: FunctionDefinition): void;
  functions(): FunctionDefinition[];
  /**
   * A synchronous invocation; a failed function is a normal result. Rejects with ResourceNotFoundException, and with
   * TooManyRequestsException when the reserved concurrency is used up.
   */
  invoke(functionName: string, payload: Buffer, options?: InvokeOptions): Promise<InvokeResult>;
  /** Accepts an asynchronous invocation and returns its request ID. */
  invokeAsync(
    functionName: string,
    payload: Buffer,
    options?: Pick<InvokeOptions, 'traceHeader' | 'qualifier'>,
  ): string;
  /** The asynchronous invocations, oldest first: all unfinished ones, and the finished ones up to a number of bytes. */
  asyncInvocations(): AsyncInvocation[];
  /** The number of finished asynchronous invocations that were removed from the list. */
  readonly droppedInvocationCount: number;
  /** The number of {@link failedDestinations} that were removed from the list. */
  readonly droppedFailureCount: number;
  /** The records for destinations that were lost, oldest first. */
  failedDestinations(): readonly FailedDestination[];
  /** Publishes `$LATEST` as a version, and returns its number. */
  publishVersion(functionName: string): string;
  createAlias(functionName: string, alias: NewAlias): void;
  /** Changes `$LATEST`. Takes effect in the next environment, which the next invocation gets. */
  setTracingMode(functionName: string, mode: TracingMode): void;
  /** Called after each attempt, once its log and its segments are complete. Returns the unsubscribe. */
  onInvocation(listener: (event: InvocationEvent) => void): () => void;
  /** The functions' processes that live now. */
  pids(): number[];
  /** Kills every environment and cancels every retry. Invocations in flight reject. */
  stop(): Promise<void>;
}
