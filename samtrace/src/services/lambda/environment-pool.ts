import type { VersionDefinition } from './contract.ts';
import { Environment, type EnvironmentOptions } from './environment.ts';
import type { EnvironmentLimit } from './environment-limit.ts';
import type { FunctionConcurrency } from './function-concurrency.ts';

/** The environments of one version of a function. */
export class EnvironmentPool {
  readonly #options: EnvironmentOptions;
  readonly #concurrency: FunctionConcurrency;
  readonly #limit: EnvironmentLimit;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  #definition: VersionDefinition;
  /** The environments of the current configuration. Older ones are not used again. */
  #current = new WeakSet<Environment>();
  readonly #ending = new Set<Promise<void>>();

  constructor(
    definition: VersionDefinition,
    options: EnvironmentOptions,
    concurrency: FunctionConcurrency,
    limit: EnvironmentLimit,
  ) {
    this.#definition = definition;
    this.#limit = limit;
    this.#concurrency = concurrency;
    this.#options = options;
  }

  /**
   * A warm environment, the one used last, or a new one. Throws TooManyRequestsException when the function's reserved
   * concurrency is used up, or when there are as many busy environments as there may be.
   */
  acquire(): Environment {
    this.#concurrency.acquire();
    try {
      const environment = this.#takeIdle() ?? this.#create();
      this.#busy.add(environment);
      return environment;
    } catch (error) {
      this.#concurrency.release();
      throw error;
    }
  }

  release(environment: Environment): void {
    this.#busy.delete(environment);
    this.#concurrency.release();
    if (!environment.ready || !this.#current.has(environment)) {
      this.#end(environment);
      return;
    }
    this.#idle.push(environment);
    this.#limit.idle(environment, () => this.#endIdle(environment));
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
      if (environment === undefined) return undefined;
      this.#limit.busy(environment);
      if (environment.ready) return environment;
      this.#end(environment);
    }
  }

  #create(): Environment {
    this.#limit.makeRoom();
    const environment = new Environment(this.#definition, this.#options);
    this.#limit.created(environment);
    this.#current.add(environment);
    return environment;
  }

  #endIdle(environment: Environment): void {
    this.#idle.splice(this.#idle.indexOf(environment), 1);
    this.#end(environment);
  }

  #end(environment: Environment): void {
    this.#limit.ended(environment);
    const ending = environment.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
