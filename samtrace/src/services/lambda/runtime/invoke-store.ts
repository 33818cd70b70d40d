const REQUEST_ID = Symbol.for('_AWS_LAMBDA_REQUEST_ID');
const X_RAY_TRACE_ID = Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID');
const TENANT_ID = Symbol.for('_AWS_LAMBDA_TENANT_ID');

type Store = Record<PropertyKey, unknown>;

/**
 * `globalThis.awslambda.InvokeStore`, through which the AWS SDK, Powertools and others read the current invocation. An
 * environment works on one invocation at a time, so a field is enough.
 */
export class InvokeStore {
  #current: Store | undefined;

  enter(requestId: string, traceHeader: string | undefined): void {
    this.#current = { [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: traceHeader };
  }

  run<T>(context: Store, work: () => T): T {
    this.#current = context;
    return work();
  }

  getContext(): Store | undefined {
    return this.#current;
  }

  hasContext(): boolean {
    return this.#current !== undefined;
  }

  get(key: PropertyKey): unknown {
    return this.#current?.[key];
  }

  set(key: PropertyKey, value: unknown): void {
    if (key === REQUEST_ID || key === X_RAY_TRACE_ID || key === TENANT_ID) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    this.#current = { ...this.#current, [key]: value };
  }

  getRequestId(): string {
    return (this.get(REQUEST_ID) as string | undefined) ?? '-';
  }

  getXRayTraceId(): string | undefined {
    return this.get(X_RAY_TRACE_ID) as string | undefined;
  }

  getTenantId(): string | undefined {
    return this.get(TENANT_ID) as string | undefined;
  }
}
