import type { Account } from '../../../aws/arn.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import type { Arrival } from '../contract.ts';
import type { EventStore } from '../event-store.ts';
import type { Input } from './input.ts';

/** The data for the calls of the API. */
export interface Backend {
  readonly account: Account;
  readonly now: () => number;
  readonly store: EventStore;
  /** Takes an event in on a bus. */
  accept(busName: string, arrival: Arrival): void;
}

/** A call with its input read: which ARNs it touches, and the work, whose value is the answer's body. */
export interface Call {
  readonly resources: readonly string[];
  run(): object;
}

/** One operation of the API. Throws ValidationException for an input that breaks its rules. */
export type Action = (input: Input, backend: Backend, request: AwsRequest) => Call;
