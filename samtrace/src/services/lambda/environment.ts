import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { functionArn } from '../../aws/arn.ts';
import { AwsError, messageOf } from '../../aws/error.ts';
import { preciseNowMs } from './clock.ts';
import type { LambdaOptions, VersionDefinition } from './contract.ts';
import { EnvironmentLog } from './environment-log.ts';
import type { EnvironmentRequest, Init, Outcome } from './environment-run.ts';
import { parseError } from './error-cause.ts';
import { type EventRun, failedRun, runEvent } from './event-run.ts';
import { exited, type Failure, initFailed, timedOut } from './failures.ts';
import { type Phase, runtimeVersion } from './platform-records.ts';
import type { ProcessGuard } from './process-guard.ts';
import type { RuntimeMessage } from './runtime-api.ts';
import { type Exit, type RuntimeClient, RuntimeProcess } from './runtime-process.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_LIMIT_MS = 10_000;
/** While a debugger may have stopped the function: the longest time that a timer of Node.js can wait, 24 days. */
const INSPECTED_LIMIT_MS = 2 ** 31 - 1;
/** Lambda's longest timeout, as the remaining time of an inspected function. */
const INSPECTED_TIMEOUT_MS = 15 * 60 * 1000;
/** A runtime that has reported an init error ends by itself, after its last words. */
const LAST_WORDS_MS = 2_000;

export interface EnvironmentOptions
  extends Pick<LambdaOptions, 'account' | 'platformEnvironment' | 'log' | 'createLogStream'> {
  /** The module that every process runs. */
  runtimeClient(): Promise<RuntimeClient>;
  readonly guard: ProcessGuard;
  /** The time limit of the init phase. On Lambda, it is 10 s. */
  readonly initLimitMs?: number;
}

/** The environment was stopped while it worked, because the stack stops. */
export class EnvironmentStopped extends Error {
  override readonly name = 'EnvironmentStopped';
}

/**
 * One execution environment: a process (two, when its first init fails) and a log stream. It works on one invocation at a
 * time; the first starts the process. An environment whose process has ended is not used again.
 */
export class Environment {
  readonly #definition: VersionDefinition;
  readonly #options: EnvironmentOptions;
  readonly #log: EnvironmentLog;
  #process: RuntimeProcess | undefined;
  #ready = false;
  #stopped = false;

  constructor(definition: VersionDefinition, options: EnvironmentOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#log = new EnvironmentLog(definition, options);
  }

  /** True while the runtime waits for an event. */
  get ready(): boolean {
    return this.#ready && this.#process?.alive === true;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves after the complete output of the invocation, with its report, is in the log. */
  async invoke(request: EnvironmentRequest): Promise<Outcome> {
    const isInspected = this.#definition.inspectorPort !== undefined;
    const initLimitMs = isInspected ? INSPECTED_LIMIT_MS : (this.#options.initLimitMs ?? INIT_LIMIT_MS);
    const coldStart = this.#process === undefined;
    const inits: Init[] = coldStart ? [await this.#initialize('init', initLimitMs, request.requestId)] : [];
    const startMs = preciseNowMs();
    const timeoutMs = isInspected ? INSPECTED_TIMEOUT_MS : this.#definition.timeoutSeconds * 1000;
    if (inits[0]?.failure) {
      inits.push(await this.#initialize('invoke', isInspected ? INSPECTED_LIMIT_MS : timeoutMs, request.requestId));
    }
    this.#log.start(request, functionArn(this.#options.account, this.#definition.functionName));
    const initFailure = inits.at(-1)?.failure;
    const run = initFailure === undefined ? await this.#run(request, startMs + timeoutMs) : failedRun(initFailure);
    this.#assertNotStopped();
    const endMs = preciseNowMs();
    this.#log.end(request, run, { startMs, endMs }, inits, this.#process?.peakMemoryBytes);
    // A frozen process would not answer the debugger.
    if (this.#ready && !isInspected) this.#process?.freeze();
    const { errorType } = run.answer.functionError === undefined ? {} : parseError(run.answer.payload);
    return {
      ...run.answer,
      ...(errorType !== undefined && { errorType }),
      ...(run.invocation && { invocation: run.invocation }),
      ...(run.overhead && { overhead: run.overhead }),
      ...{ startMs, endMs, inits, coldStart, logTail: this.#log.tail },
    };
  }

  /** Kills the process; an invocation in flight rejects with {@link EnvironmentStopped}. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready = false;
    await this.#process?.kill();
  }

  async #initialize(phase: Phase, limitMs: number, requestId: string): Promise<Init> {
    const { functionName, memorySizeMb, version } = this.#definition;
    this.#log.initStart({
      initializationType: 'on-demand',
      phase,
      ...runtimeVersion(this.#options.account.region),
      functionName,
      functionVersion: version,
      instanceId: this.#log.streamName,
      instanceMaxMemory: memorySizeMb * 1024 * 1024,
    });
    const runtimeClient = await this.#options.runtimeClient();
    const startMs = preciseNowMs();
    this.#process = await this.#startProcess(runtimeClient);
    const message = await this.#process.take(limitMs);
    const endMs = preciseNowMs();
    this.#ready = message?.kind === 'next';
    if (message?.kind === 'init-error') await this.#process.take(LAST_WORDS_MS);
    if (!this.#ready) await this.#process.kill();
    this.#assertNotStopped();
    const failure = this.#initFailure(message, requestId);
    this.#log.initEnd(phase, failure, endMs - startMs);
    return { startMs, endMs, ...(failure && { failure }) };
  }

  async #startProcess(runtimeClient: RuntimeClient): Promise<RuntimeProcess> {
    const { account, guard, platformEnvironment } = this.#options;
    const starting = RuntimeProcess.start({
      account,
      guard,
      runtimeClient,
      platformEnvironment: platformEnvironment(this.#definition.functionName),
      definition: this.#definition,
      logStreamName: this.#log.streamName,
      onRecords: (events) => this.#log.records(events),
      onRawLines: (lines) => this.#log.rawLines(lines),
    });
    const process = await starting.catch((error: unknown) => {
      const message = `Lambda could not start an environment of ${this.#definition.functionName}: ${messageOf(error)}`;
      throw new AwsError('ServiceException', message, { status: 500 });
    });
    if (this.#stopped) await process.kill();
    return process;
  }

  #initFailure(message: RuntimeMessage | Exit | undefined, requestId: string): Failure | undefined {
    if (message?.kind === 'next') return undefined;
    if (message?.kind === 'init-error') return initFailed(message.body, message.errorType);
    if (message?.kind === 'exit') return exited(requestId, message);
    return timedOut(requestId, this.#definition.timeoutSeconds);
  }

  async #run(request: EnvironmentRequest, deadlineMs: number): Promise<EventRun> {
    const process = this.#process;
    if (process === undefined) throw new Error('An environment runs events only after its init.');
    this.#ready = false;
    const headers = {
      'Lambda-Runtime-Deadline-Ms': String(Math.floor(deadlineMs)),
      'Lambda-Runtime-Invoked-Function-Arn': request.invokedFunctionArn,
      'Lambda-Runtime-Trace-Id': request.traceHeader,
      ...(request.clientContext !== undefined && { 'Lambda-Runtime-Client-Context': request.clientContext }),
    };
    const delivery = { requestId: request.requestId, headers, payload: request.payload };
    const { inspectorPort, timeoutSeconds } = this.#definition;
    const endMs = inspectorPort === undefined ? deadlineMs : deadlineMs + INSPECTED_LIMIT_MS - INSPECTED_TIMEOUT_MS;
    const run = await runEvent(process, delivery, { deadlineMs: endMs, seconds: timeoutSeconds }, request.stream);
    this.#ready = run.failure === undefined && !this.#stopped;
    // The runtime wrote its records before it requested the next event. After one turn, they have been read.
    await eventLoopTurn();
    process.flushOutput();
    return run;
  }

  #assertNotStopped(): void {
    if (this.#stopped) throw new EnvironmentStopped(`${this.#definition.functionName} was stopped at work.`);
  }
}
