import type { VersionDefinition } from './contract.ts';
import { Environment, type EnvironmentOptions } from './environment.ts';
import type { FunctionConcurrency } from './function-concurrency.ts';

/** The environments of one version of a function. */
export class EnvironmentPool {
  readonly #options: EnvironmentOptions;
  readonly #concurrency: FunctionConcurrency;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  #definition: VersionDefinition;
  /** The environments of the current configuration. Older ones are not used again. */
  #current = new WeakSet<Environment>();
  readonly #ending = new Set<Promise<void>>();

  constructor(definition: VersionDefinition, options: EnvironmentOptions, concurrency: FunctionConcurrency) {
    this.#definition = definition;
    this.#concurrency = concurrency;
    this.#options = options;
  }

  /**
   * A warm environment, the one used last, or a new one. Throws TooManyRequestsException when the function's reserved
   * concurrency is used up.
   */
  acquire(): Environment {
    this.#concurrency.acquire();
    const environment = this.#takeIdle() ?? this.#create();
    this.#busy.add(environment);
    return environment;
  }

  release(environment: Environment): void {
    this.#busy.delete(environment);
    this.#concurrency.release();
    if (environment.ready && this.#current.has(environment)) this.#idle.push(environment);
    else this.#end(environment);
  }

  /** The next invocation gets an environment with this configuration. */
  reconfigure(definition: VersionDefinition): void {
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
