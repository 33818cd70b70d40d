import { functionArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import type { AwsService } from '../../aws/http.ts';
import type { Backend, DescribedFunction } from './api/backend.ts';
import { functionNotFound } from './api/function-name.ts';
import { lambdaApi } from './api/router.ts';
import { AsyncQueue } from './async-queue.ts';
import type {
  AsyncInvocation,
  FailedDestination,
  FunctionDefinition,
  InvocationEvent,
  InvokeOptions,
  InvokeResult,
  Lambda,
  LambdaOptions,
  TracingMode,
} from './contract.ts';
import { EnvironmentStopped } from './environment.ts';
import { reservedNames } from './environment-variables.ts';
import type { StartedMapping } from './event-source/queue-mapping.ts';
import { LambdaFunction } from './function.ts';
import { ProcessGuard } from './process-guard.ts';
import { bundleRuntime } from './runtime-bundle.ts';
import type { RuntimeClient } from './runtime-process.ts';

export type * from './contract.ts';

export function createLambda(options: LambdaOptions): Lambda {
  return new LambdaService(options);
}

class LambdaService implements Lambda, Backend {
  readonly api: AwsService;
  readonly #options: LambdaOptions;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #listeners = new Set<(event: InvocationEvent) => void>();
  readonly #guard = new ProcessGuard();
  readonly #queue: AsyncQueue;
  #bundle: ReturnType<typeof bundleRuntime> | undefined;
  #stopped = false;

  constructor(options: LambdaOptions) {
    this.#options = options;
    this.#queue = new AsyncQueue(options, (event) => this.#announce(event));
    this.api = lambdaApi(this, options.account);
  }

  createFunction(definition: FunctionDefinition): void {
    const reserved = reservedNames(definition.environment);
    if (reserved.length > 0) {
      throw new AwsError(
        'InvalidParameterValueException',
        'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
          'contains reserved keys that are currently not supported for modification. ' +
          `Reserved keys used in this request: ${reserved.join(', ')}`,
      );
    }
    const fn = new LambdaFunction(definition, this.#options, {
      ...this.#options,
      guard: this.#guard,
      runtimeClient: () => this.#runtimeClient(),
    });
    this.#functions.set(definition.functionName, fn);
  }

  functions(): FunctionDefinition[] {
    return [...this.#functions.values()].map(({ definition }) => definition);
  }

  async invoke(functionName: string, payload: Buffer, options: InvokeOptions = {}): Promise<InvokeResult> {
    const result = await this.#find(functionName)
      .invoke(payload, options)
      .catch((error: unknown) => {
        throw error instanceof EnvironmentStopped ? stopped() : error;
      });
    const { requestId, errorType, durationMs, coldStart } = result;
    this.#announce({
      functionName,
      requestId,
      type: options.isEventSource ? 'event-source' : 'sync',
      attempt: 1,
      status: result.functionError === undefined ? 'ok' : 'error',
      ...(errorType !== undefined && { errorType }),
      durationMs,
      coldStart,
    });
    return result;
  }

  invokeAsync(functionName: string, payload: Buffer, options: Pick<InvokeOptions, 'traceHeader'> = {}): string {
    return this.#queue.accept(this.#find(functionName), payload, options.traceHeader);
  }

  asyncInvocations(): AsyncInvocation[] {
    return this.#queue.list();
  }

  get droppedInvocationCount(): number {
    return this.#queue.droppedCount;
  }

  failedDestinations(): readonly FailedDestination[] {
    return this.#queue.failedDestinations();
  }

  setTracingMode(functionName: string, mode: TracingMode): void {
    this.#find(functionName).setTracingMode(mode);
  }

  onInvocation(listener: (event: InvocationEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  describe(functionName: string): DescribedFunction {
    return this.#find(functionName);
  }

  mayTrace(functionName: string): boolean {
    return this.#options.mayTrace?.(functionName) ?? true;
  }

  eventSourceMappings(): readonly StartedMapping[] {
    return this.#options.eventSourceMappings?.() ?? [];
  }

  pids(): number[] {
    return [...this.#functions.values()].flatMap((fn) => fn.pids());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.cancel();
    await Promise.all([...this.#functions.values()].map((fn) => fn.stop()));
    await this.#queue.idle();
    await this.#guard.stop();
    await (await this.#bundle?.catch(() => undefined))?.remove();
  }

  #find(functionName: string): LambdaFunction {
    if (this.#stopped) throw stopped();
    const fn = this.#functions.get(functionName);
    if (fn !== undefined) return fn;
    const named = this.functions().find(({ logicalId }) => logicalId === functionName);
    throw functionNotFound(functionArn(this.#options.account, functionName), named?.functionName);
  }

  #announce(event: InvocationEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** A bundle that failed is made again for the next environment. */
  #makeBundle(): ReturnType<typeof bundleRuntime> {
    const bundle = bundleRuntime(this.#options.runtimeDirectory);
    bundle.catch(() => {
      this.#bundle = undefined;
    });
    return bundle;
  }

  /** Bundled once, when the first environment starts. */
  async #runtimeClient(): Promise<RuntimeClient> {
    const { runtimeClient } = this.#options;
    if (runtimeClient !== undefined) return { file: runtimeClient, sendsSecret: false };
    this.#bundle ??= this.#makeBundle();
    return { file: (await this.#bundle).file, sendsSecret: true };
  }
}

function stopped(): AwsError {
  return new AwsError('ServiceException', 'The stack has stopped.', { status: 500 });
}
