import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { functionArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import type { AwsService } from '../../aws/http.ts';
import type { Backend, UnpackedLayers, UploadedCode } from './api/backend.ts';
import { conflict } from './api/errors.ts';
import { functionNotFound } from './api/function-name.ts';
import { lambdaApi } from './api/router.ts';
import type { AcceptOptions } from './async-event.ts';
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
  NewAlias,
  TracingMode,
  VersionDefinition,
} from './contract.ts';
import { readDeploymentPackage, unpack } from './deployment-package.ts';
import { EnvironmentStopped } from './environment.ts';
import { EnvironmentLimit } from './environment-limit.ts';
import { checkVariables } from './environment-variables.ts';
import type { StartedMapping } from './event-source/started-mapping.ts';
import { LambdaFunction } from './function.ts';
import { FunctionConcurrency } from './function-concurrency.ts';
import { FunctionVersions } from './function-versions.ts';
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
  readonly #functions = new Map<string, FunctionVersions>();
  readonly #listeners = new Set<(event: InvocationEvent) => void>();
  readonly #guard = new ProcessGuard();
  readonly #limit: EnvironmentLimit;
  readonly #queue: AsyncQueue;
  #bundle: ReturnType<typeof bundleRuntime> | undefined;
  #stopped = false;

  constructor(options: LambdaOptions) {
    this.#options = options;
    this.#limit = new EnvironmentLimit(options.maxEnvironments);
    this.#queue = new AsyncQueue(options, (event) => this.#announce(event));
    this.api = lambdaApi(this, options.account);
  }

  createFunction(definition: FunctionDefinition): void {
    checkVariables(definition.environment);
    if (this.#functions.has(definition.functionName)) {
      throw conflict(`Function already exist: ${definition.functionName}`);
    }
    const concurrency = new FunctionConcurrency(definition.reservedConcurrency);
    const environmentOptions = { ...this.#options, guard: this.#guard, runtimeClient: () => this.#runtimeClient() };
    const create = (version: VersionDefinition) =>
      new LambdaFunction(version, this.#options, environmentOptions, concurrency, this.#limit);
    const latest = create({ ...definition, version: '$LATEST' });
    this.#functions.set(definition.functionName, new FunctionVersions(latest, create));
  }

  async deleteFunction(functionName: string): Promise<void> {
    const versions = this.versionsOf(functionName).all();
    this.#functions.delete(functionName);
    await Promise.all(versions.map((version) => version.stop()));
  }

  functions(): FunctionDefinition[] {
    return [...this.#functions.values()].map(({ latest }) => latest.definition);
  }

  async invoke(functionName: string, payload: Buffer, options: InvokeOptions = {}): Promise<InvokeResult> {
    const result = await this.#invoked(functionName, options.executedVersion ?? options.qualifier)
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

  invokeAsync(functionName: string, payload: Buffer, options: AcceptOptions = {}): string {
    return this.#queue.accept(this.#invoked(functionName, options.qualifier), payload, options);
  }

  publishVersion(functionName: string): string {
    return this.versionsOf(functionName).publish().definition.version;
  }

  createAlias(functionName: string, alias: NewAlias): void {
    this.versionsOf(functionName).putAlias(alias);
  }

  asyncInvocations(): AsyncInvocation[] {
    return this.#queue.list();
  }

  get droppedInvocationCount(): number {
    return this.#queue.droppedCount;
  }

  get droppedFailureCount(): number {
    return this.#queue.droppedFailureCount;
  }

  failedDestinations(): readonly FailedDestination[] {
    return this.#queue.failedDestinations();
  }

  setTracingMode(functionName: string, mode: TracingMode): void {
    this.versionsOf(functionName).latest.update({ tracingMode: mode });
  }

  onInvocation(listener: (event: InvocationEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  checkInvoked(functionName: string, qualifier?: string): void {
    this.#invoked(functionName, qualifier);
  }

  versionsOf(functionName: string): FunctionVersions {
    if (this.#stopped) throw stopped();
    const found = this.#functions.get(functionName);
    if (found !== undefined) return found;
    throw functionNotFound(functionArn(this.#options.account, functionName), this.#nameOf(functionName));
  }

  describe(functionName: string, qualifier?: string): LambdaFunction {
    const found = this.versionsOf(functionName).find(qualifier);
    if (found !== undefined) return found;
    throw functionNotFound(`${functionArn(this.#options.account, functionName)}:${qualifier}`);
  }

  async unpack(functionName: string, archive: Buffer): Promise<UploadedCode> {
    const uploaded = readDeploymentPackage(archive);
    const codeDirectory = join(this.#options.uploadDirectory, functionName, randomUUID());
    await unpack(uploaded, codeDirectory);
    return { codeDirectory, code: { sha256: uploaded.sha256, sizeBytes: uploaded.sizeBytes } };
  }

  hasLayer(arn: string): boolean {
    return this.#options.layerVersions?.has(arn) ?? false;
  }

  async unpackLayers(functionName: string, arns: readonly string[]): Promise<UnpackedLayers> {
    const layerDirectory = join(this.#options.uploadDirectory, functionName, `${randomUUID()}-layers`);
    const layers = (await this.#options.layerVersions?.unpack(arns, layerDirectory)) ?? [];
    return { layers, layerDirectory };
  }

  admit(functionName: string, roleArn: string): void {
    this.#options.admit?.(functionName, roleArn);
  }

  roleAllows(functionName: string, action: string, resource: string): boolean {
    return this.#options.roleAllows?.(functionName, action, resource) ?? true;
  }

  eventSourceMappings(): readonly StartedMapping[] {
    return this.#options.eventSourceMappings?.() ?? [];
  }

  pids(): number[] {
    return this.#versions().flatMap((version) => version.pids());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.cancel();
    await Promise.all(this.#versions().map((version) => version.stop()));
    await this.#queue.idle();
    await this.#guard.stop();
    await (await this.#bundle?.catch(() => undefined))?.remove();
    await rm(this.#options.uploadDirectory, { recursive: true, force: true });
  }

  /** The error of an unknown function names the version that Lambda looked for. */
  #invoked(functionName: string, qualifier: string | undefined): LambdaFunction {
    if (this.#stopped || this.#functions.has(functionName)) return this.describe(functionName, qualifier);
    const arn = functionArn(this.#options.account, functionName);
    throw functionNotFound(`${arn}:${qualifier ?? '$LATEST'}`, this.#nameOf(functionName));
  }

  /** The name of the function with a logical ID. */
  #nameOf(logicalId: string): string | undefined {
    return this.functions().find((definition) => definition.logicalId === logicalId)?.functionName;
  }

  #versions(): LambdaFunction[] {
    return [...this.#functions.values()].flatMap((versions) => versions.all());
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
