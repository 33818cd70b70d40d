import type { Account } from '../../../aws/arn.ts';
import type { QueryInput } from '../../../aws/query-input.ts';
import type { KnownStack } from '../contract.ts';

export interface Backend {
  readonly account: Account;
  readonly stacks: readonly KnownStack[];
}

/** One call of CloudFormation's API. */
export interface Action {
  /** Returns the XML of the result. */
  run(input: QueryInput, backend: Backend): string;
}
