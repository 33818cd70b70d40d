import { AwsError } from '../../aws/error.ts';
import type { FunctionDefinition } from './contract.ts';
import { Environment, type EnvironmentOptions } from './environment.ts';

/** The environments of one function. */
export class EnvironmentPool {
  readonly #options: EnvironmentOptions;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  #definition: FunctionDefinition;
  /** The environments of the current configuration. Older ones are not used again. */
  #current = new WeakSet<Environment>();
  readonly #ending = new Set<Promise<void>>();

  constructor(definition: FunctionDefinition, options: EnvironmentOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  /**
   * A warm environment, the one used last, or a new one. Throws TooManyRequestsException when the function's reserved
   * concurrency is used up.
   */
  acquire(): Environment {
    const { reservedConcurrency } = this.#definition;
    if (reservedConcurrency !== undefined && this.#busy.size >= reservedConcurrency) throw throttled();
    const environment = this.#takeIdle() ?? this.#create();
    this.#busy.add(environment);
    return environment;
  }

  release(environment: Environment): void {
    this.#busy.delete(environment);
    if (environment.ready && this.#current.has(environment)) this.#idle.push(environment);
    else this.#end(environment);
  }

  /** The next invocation gets an environment with this configuration. */
  reconfigure(definition: FunctionDefinition): void {
    this.#definition = definition;
    this.#current = new WeakSet();
    for (const environment of this.#idle.splice(0)) this.#end(environment);
  }

  /** Kills every environment, busy or idle. */
  async stop(): Promise<void> {
    for (const environment of [...this.#idle.splice(0), ...this.#busy]) this.#end(environment);
    await Promise.all(this.#ending);
  }

  /** The IDs of the running processes. */
  pids(): number[] {
    return [...this.#idle, ...this.#busy].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  #takeIdle(): Environment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (environment === undefined || environment.ready) return environment;
      this.#end(environment);
    }
  }

  #create(): Environment {
    const environment = new Environment(this.#definition, this.#options);
    this.#current.add(environment);
    return environment;
  }

  #end(environment: Environment): void {
    const ending = environment.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
  });
}
