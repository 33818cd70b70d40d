import { randomUUID } from 'node:crypto';
import { functionArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { newSegmentId } from '../../aws/trace-header.ts';
import { factsOfBuiltCode } from './built-code.ts';
import { preciseNowMs } from './clock.ts';
import type { InvokeOptions, InvokeResult, LambdaOptions, VersionDefinition } from './contract.ts';
import { changedDefinition, type DefinitionChange } from './definition-change.ts';
import type { CodeFacts } from './deployment-package.ts';
import type { EnvironmentOptions } from './environment.ts';
import type { EnvironmentLimit } from './environment-limit.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { Outcome } from './environment-run.ts';
import type { FunctionConcurrency } from './function-concurrency.ts';
import { newRequestId } from './request-id.ts';
import { functionSegment, type ServiceSegment, serviceSegment } from './segments.ts';
import { Semaphore } from './semaphore.ts';
import { newAttemptIds, planTrace, recordTracing, runtimeHeader, type TracePlan } from './trace-plan.ts';

export interface AttemptRequest {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly plan: TracePlan;
  /** The segment or subsegment under which the function's segment hangs. */
  readonly parentId: string;
  readonly options: InvokeOptions;
}

/** One version of a function: its configuration, its environments, and the segments of its attempts. */
export class LambdaFunction {
  readonly #options: LambdaOptions;
  readonly #pool: EnvironmentPool;
  readonly #sampler: ReturnType<LambdaOptions['newSampler']>;
  readonly #atWork = new Set<Promise<unknown>>();
  /** A debugger has one port, so an inspected function has one environment, for which invocations wait. */
  readonly #inspected: Semaphore | undefined;
  #definition: VersionDefinition;
  #code: CodeFacts | undefined;
  #lastModified = new Date();
  #revisionId: string = randomUUID();

  constructor(
    definition: VersionDefinition,
    options: LambdaOptions,
    environmentOptions: EnvironmentOptions,
    concurrency: FunctionConcurrency,
    limit: EnvironmentLimit,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#sampler = options.newSampler();
    this.#inspected = definition.inspectorPort === undefined ? undefined : new Semaphore(1);
    this.#pool = new EnvironmentPool(definition, environmentOptions, concurrency, limit);
  }

  get definition(): VersionDefinition {
    return this.#definition;
  }

  get lastModified(): Date {
    return this.#lastModified;
  }

  get revisionId(): string {
    return this.#revisionId;
  }

  /** Measured on demand. */
  get code(): CodeFacts {
    this.#code ??= this.#definition.code ?? factsOfBuiltCode(this.#definition.codeDirectory);
    return this.#code;
  }

  /** The ARN with the version, or with the alias that led to it. */
  qualifiedArn(qualifier: string = this.#definition.version): string {
    return `${functionArn(this.#options.account, this.#definition.functionName)}:${qualifier}`;
  }

  /** The next invocation gets an environment with the new configuration. */
  update(change: DefinitionChange): void {
    this.#definition = changedDefinition(this.#definition, change);
    this.#code = undefined;
    this.#lastModified = new Date();
    this.#revisionId = randomUUID();
    this.#pool.reconfigure(this.#definition);
  }

  /** Decides over the trace of a request that has just arrived. */
  plan(traceHeader: string | undefined): TracePlan {
    return planTrace(this.#definition.tracingMode, traceHeader, () => this.#sampler.sample(), Date.now());
  }

  /** A synchronous invocation. Throws TooManyRequestsException when it is throttled. */
  async invoke(payload: Buffer, options: InvokeOptions): Promise<InvokeResult> {
    const startMs = preciseNowMs();
    const requestId = options.requestId ?? newRequestId();
    const id = newSegmentId();
    const plan = this.plan(options.traceHeader);
    const record = (status: 200 | 429, failed: boolean) =>
      this.recordService(plan, {
        id,
        requestId,
        status,
        failed,
        startMs,
        endMs: preciseNowMs(),
        ...(options.links && { links: options.links }),
      });
    try {
      const outcome = await this.attempt({ requestId, payload, plan, parentId: id, options });
      record(200, outcome.functionError !== undefined);
      const { functionError, errorType, coldStart, logTail } = outcome;
      return {
        requestId,
        ...(plan.sampled && { traceId: plan.traceId }),
        payload: outcome.payload,
        ...(functionError && { functionError }),
        ...(errorType !== undefined && { errorType }),
        executedVersion: this.#definition.version,
        durationMs: outcome.endMs - outcome.startMs,
        coldStart,
        logTail,
      };
    } catch (error) {
      if (isThrottle(error)) record(429, true);
      throw error;
    }
  }

  /** Runs the function once and records its segment. Throws TooManyRequestsException when it is throttled. */
  async attempt(request: AttemptRequest): Promise<Outcome> {
    const release = await this.#inspected?.acquire();
    try {
      return await this.#attempt(request);
    } finally {
      release?.();
    }
  }

  async #attempt({ requestId, payload, plan, parentId, options }: AttemptRequest): Promise<Outcome> {
    const ids = newAttemptIds(parentId);
    const tracing = recordTracing(plan, ids);
    const environment = this.#pool.acquire();
    const work = environment.invoke({
      requestId,
      payload,
      invokedFunctionArn:
        options.qualifier === undefined
          ? functionArn(this.#options.account, this.#definition.functionName)
          : this.qualifiedArn(options.qualifier),
      traceHeader: runtimeHeader(plan, ids),
      ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
      ...(options.stream && { stream: options.stream }),
      ...(tracing && { tracing }),
    });
    this.#atWork.add(work);
    try {
      const outcome = await work;
      if (plan.recorded) {
        const { account } = this.#options;
        this.#options.recordSegment(functionSegment(plan, account, this.#definition, ids, outcome));
      }
      return outcome;
    } finally {
      this.#atWork.delete(work);
      this.#pool.release(environment);
    }
  }

  /** The segment of Lambda itself, if this request's are recorded. */
  recordService(plan: TracePlan, service: Omit<ServiceSegment, 'functionName'>): void {
    if (!plan.recorded) return;
    const { functionName } = this.#definition;
    this.#options.recordSegment(serviceSegment(plan, this.#options.account, { ...service, functionName }));
  }

  /** Resolves when no process of the function is left. */
  async stop(): Promise<void> {
    await this.#pool.stop();
    await Promise.allSettled(this.#atWork);
    await this.#pool.stop();
  }

  pids(): number[] {
    return this.#pool.pids();
  }
}

function isThrottle(error: unknown): boolean {
  return error instanceof AwsError && error.status === 429;
}
