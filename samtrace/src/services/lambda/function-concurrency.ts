import { AwsError } from '../../aws/error.ts';

/** Counts the invocations of all versions of a function, which share its reserved concurrency. */
export class FunctionConcurrency {
  readonly #reserved: number | undefined;
  #inUse = 0;

  constructor(reserved: number | undefined) {
    this.#reserved = reserved;
  }

  /** Throws TooManyRequestsException if the reserved concurrency is used up. */
  acquire(): void {
    if (this.#reserved !== undefined && this.#inUse >= this.#reserved) throw throttled();
    this.#inUse += 1;
  }

  release(): void {
    this.#inUse -= 1;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
  });
}
