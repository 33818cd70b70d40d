import type { Account } from '../../../aws/arn.ts';
import type { AwsRequest, AwsResponse } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import type { FunctionReference } from './function-name.ts';

/** A call about one function. */
export interface Call {
  readonly backend: Backend;
  readonly account: Account;
  readonly fn: FunctionReference;
  readonly request: AwsRequest;
  /** The last part of the path, if the call is about an alias. */
  readonly aliasName: string;
}

export interface Action {
  /** In IAM, behind `lambda:`. */
  readonly permission: string;
  run(call: Call): AwsResponse | Promise<AwsResponse>;
}
