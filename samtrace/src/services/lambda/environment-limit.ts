import { totalmem } from 'node:os';
import { AwsError } from '../../aws/error.ts';
import type { Environment } from './environment.ts';

/** An environment of a small function has about 45 MB resident. */
const ENVIRONMENT_BYTES = 64 * 1024 * 1024;
const LEAST = 16;
/** The default of an account: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST = 1_000;

/** As many environments as fit into half of this machine's memory. */
const DEFAULT_MAX_ENVIRONMENTS = Math.min(MOST, Math.max(LEAST, Math.floor(totalmem() / 2 / ENVIRONMENT_BYTES)));

/**
 * The execution environments of all functions. Over the limit, the environment that has been idle for the longest time makes
 * room. If none is idle, the invocation is throttled, as on AWS above the concurrency of the account.
 */
export class EnvironmentLimit {
  readonly #most: number;
  readonly #living = new Set<Environment>();
  /** How to end each idle environment, the longest idle first. */
  readonly #idle = new Map<Environment, () => void>();
  #hasWarned = false;

  constructor(most = DEFAULT_MAX_ENVIRONMENTS) {
    this.#most = most;
  }

  /** Makes room for one more environment. Throws TooManyRequestsException. */
  makeRoom(): void {
    if (this.#living.size < this.#most) return;
    const [longestIdle] = this.#idle;
    if (longestIdle === undefined) throw this.#throttled();
    const [environment, end] = longestIdle;
    this.ended(environment);
    end();
  }

  created(environment: Environment): void {
    this.#living.add(environment);
  }

  /** `end` is called if another environment needs the room. */
  idle(environment: Environment, end: () => void): void {
    this.#idle.set(environment, end);
  }

  busy(environment: Environment): void {
    this.#idle.delete(environment);
  }

  ended(environment: Environment): void {
    this.#living.delete(environment);
    this.#idle.delete(environment);
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
  #throttled(): AwsError {
    if (!this.#hasWarned) {
      const reason = 'as many as fit into half of the memory of this machine';
      process.emitWarning(
        `${this.#most} execution environments are busy, ${reason}. Further invocations are throttled.`,
        'LambdaWarning',
      );
    }
    this.#hasWarned = true;
    return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
      status: 429,
      members: { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User' },
    });
  }
}
