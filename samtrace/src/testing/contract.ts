import type { FaultRule } from '../gateway/faults.ts';
import type { ServiceMap } from './service-map.ts';
import type { Trace } from './trace.ts';

export interface StackOptions {
  /** The SAM or CloudFormation template. Its relative paths start at its own folder. */
  readonly template: string;
  /** As `sam deploy --parameter-overrides`. */
  readonly parameterOverrides?: Readonly<Record<string, string>>;
  /** Where the stack builds the functions and stores objects. Default: a temporary folder that `stop` removes. */
  readonly directory?: string;
  /** Keeps traces, logs, objects, messages, and items for the next stack that uses the same folder. Default: nothing is kept. */
  readonly dataDirectory?: string;
  /** The port of the endpoint and the page. Default: any free port. */
  readonly port?: number;
  /** The first port of the APIs, each of which takes the next free one. Default: any free ports. */
  readonly apiPort?: number;
  /** The port of the X-Ray daemon. Default: any free port. */
  readonly daemonPort?: number;
  /** Calls of the functions that fail from the start. See {@link Stack.faults}. */
  readonly faults?: readonly FaultRule[];
  /**
   * `all` (default) traces every request of a function with active tracing. `lambda` samples as Lambda does: one request
   * per second and 5% of the others.
   */
  readonly sampling?: 'all' | 'lambda';
  /**
   * Whether the account uses CloudWatch Transaction Search. Then `BatchGetTraces` finds 1% of the traces, and
   * `StartTraceRetrieval` finds all. {@link Stack.trace} always finds all. Default: false, unless the template has an
   * `AWS::XRay::TransactionSearchConfig`.
   */
  readonly transactionSearch?: boolean;
  /** How long X-Ray takes to show a segment document after it has arrived. Default: 0. */
  readonly traceDelayMs?: number;
  /**
   * Lambda waits 1 and 2 minutes before it retries an asynchronous invocation. These waits are multiplied with this number.
   * Default: 0.01.
   */
  readonly retryDelayScale?: number;
}

/** A running application. Logical IDs are the names of the resources in the template. */
export interface Stack extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: the page, and the endpoint of all services for `AWS_ENDPOINT_URL` and SDK clients. */
  readonly endpoint: string;
  /**
   * `http://127.0.0.1:<port>`: accepts OpenTelemetry spans at `/v1/traces`. The value of `OTEL_EXPORTER_OTLP_ENDPOINT` for a
   * program outside the stack.
   */
  readonly otlpEndpoint: string;
  /** The outputs of the template. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The REST APIs, the HTTP APIs and the function URLs of the template. */
  readonly apis: readonly Api[];
  /** Makes calls of the functions fail. */
  readonly faults: FaultSwitch;

  /**
   * The name that the resource has in AWS: the name of a function, log group, bucket, or table, and the URL of a queue.
   *
   * @throws Error if the template has no such resource, or samtrace does not run it
   */
  physicalId(logicalId: string): string;

  /**
   * The address of an API or of a function URL, without a slash at its end. A function with one URL has the address of
   * that URL. Paths work with the stage, as on AWS, and without it.
   *
   *     const response = await fetch(`${stack.url('ServerlessRestApi')}/orders/7`);
   *
   * @throws Error if the template has no such API
   */
  url(logicalId: string): string;

  /**
   * Invokes a function and waits for its answer. A function that fails is a normal result: see {@link Invocation.error}.
   * Rejects if Lambda does not run the function, for example because it has no concurrency left.
   */
  invoke(logicalId: string, event?: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** Invokes a function asynchronously, as the invocation type `Event` does. Returns the request ID. */
  invokeAsync(logicalId: string, event?: unknown, options?: InvokeOptions): string;
  /** All asynchronous invocations, oldest first: those of this test, and those of subscriptions and other event sources. */
  asyncInvocations(): AsyncInvocation[];
  /**
   * Resolves when nothing is pending: no log delivery, no asynchronous invocation, no retry, no destination, and no segment
   * document on its way to X-Ray.
   */
  settled(): Promise<void>;

  /**
   * The trace of a request, as X-Ray shows it now. Call {@link settled} first.
   *
   * @param id a request ID or a trace ID
   * @throws Error if X-Ray has no such trace, for example because the request was not sampled
   */
  trace(id: string): Trace;
  /** The service map of all traces. */
  serviceMap(): ServiceMap;
  /**
   * The log of a function or a log group, oldest line first.
   *
   * @param filterPattern a filter pattern of CloudWatch Logs, for example `{ $.level = "ERROR" }`
   */
  logs(logicalId: string, filterPattern?: string): LogLine[];
  /** The objects of one bucket, or of all buckets, sorted by bucket and key. */
  objects(bucketLogicalId?: string): Promise<StoredObject[]>;
  /** The messages in a queue. They stay in the queue, and their receive count does not change. */
  messages(queueLogicalId: string): Promise<QueueMessage[]>;
  /**
   * The items of a table, in no particular order, as the document client of the AWS SDK returns them: numbers, strings,
   * lists, and objects. A set is a Set, and a binary value is a Buffer.
   */
  items(tableLogicalId: string): Promise<TableItem[]>;
  /** Every message to an email address that subscribes to a topic, oldest first. Nothing is sent. */
  emails(): Email[];
  /** Failed deliveries between services, oldest first. Deliveries to a dead-letter queue are not listed. */
  undelivered(): Undelivered[];
  /**
   * Lets something happen that has a schedule on AWS: a rule, a schedule, or the `Schedule` or `ScheduleV2` event of a
   * function, whose logical ID is that of the function followed by the name of the event.
   *
   * @throws Error if the template has no such schedule
   */
  fire(logicalId: string): void;

  /** Ends all processes, closes all ports, and removes the temporary folder. The same as leaving the scope of `await using`. */
  stop(): Promise<void>;
}

export interface Api {
  /** `ServerlessRestApi` and `ServerlessHttpApi` for the implicit APIs of SAM, and `<function>Url` for a function URL of SAM. */
  readonly logicalId: string;
  readonly kind: 'REST' | 'HTTP' | 'URL';
  readonly url: string;
  readonly stages: readonly string[];
  readonly routes: readonly ApiRoute[];
}

export interface ApiRoute {
  /** Such as `GET`, or `ANY`. */
  readonly method: string;
  /** Such as `/orders/{id}`, `/{proxy+}`, or `$default`. */
  readonly path: string;
}

export interface InvokeOptions {
  /** The caller's `X-Amzn-Trace-Id`, for example `Root=1-…;Parent=…;Sampled=1`. */
  readonly traceHeader?: string;
}

export interface Invocation {
  readonly requestId: string;
  /** Absent if the request was not sampled. */
  readonly traceId?: string;
  /** The answer of the function, parsed. Undefined if the function failed. */
  readonly answer: unknown;
  /** Present if the function failed. */
  readonly error?: InvocationError;
  /** The log lines of this request, including those of the init phase if it was a cold start. */
  readonly log: readonly LogLine[];
  readonly durationMs: number;
  readonly coldStart: boolean;
}

export interface InvocationError {
  /** For example `OutOfStockError`, or `Sandbox.Timedout`. */
  readonly type: string;
  readonly message: string;
  /** One line for each frame. Empty if the runtime reported none. */
  readonly stackTrace: readonly string[];
}

export interface AsyncInvocation {
  readonly requestId: string;
  /** The logical ID of the function. */
  readonly function: string;
  /** How often the function has run for this event. */
  readonly attempts: number;
  readonly status: 'pending' | 'ok' | 'error';
  /** The error of the last attempt that failed. */
  readonly errorType?: string;
  readonly errorMessage?: string;
}

export interface LogLine {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
  readonly logStream: string;
}

export interface StoredObject {
  /** The logical ID of the bucket, or its name if the template does not declare it. */
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly body: Buffer;
  text(): string;
  /** @throws SyntaxError if the body is not JSON */
  json(): unknown;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** @throws SyntaxError if the body is not JSON */
  json(): unknown;
}

/** An item of a table: its attributes by their names. */
export type TableItem = Readonly<Record<string, unknown>>;

/** A message that Amazon SNS would send to an email address. */
export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The logical ID of the topic, or its ARN if the template does not declare it. */
  readonly topic: string;
}

/** A notification, an event or a record that was given up. */
export interface Undelivered {
  /** The logical ID of the resource that should have got it, or its ARN if the template does not declare it. */
  readonly target: string;
  /** For example, the policy that does not allow the delivery. */
  readonly reason: string;
}

/** Makes calls of the functions to AWS fail. Calls of the test itself never fail. */
export interface FaultSwitch {
  /** How many calls have failed. */
  readonly count: number;
  /**
   * Replaces all rules. Without an argument, no call fails any more.
   *
   * @throws FaultError if a rule names an unknown service or action
   */
  set(rules?: readonly FaultRule[]): void;
}
