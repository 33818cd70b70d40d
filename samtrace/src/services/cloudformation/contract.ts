import type { Account } from '../../aws/arn.ts';

export interface CloudFormationOptions {
  readonly account: Account;
  readonly now: () => number;
}

/** A stack that has been created. */
export interface CreatedStack {
  readonly name: string;
  /** The API finds the stack by this name, too. */
  readonly otherName?: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: readonly CreatedResource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputDescriptions: Readonly<Record<string, string>>;
}

export interface CreatedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A stack as the actions of the API see it. */
export interface KnownStack extends CreatedStack {
  /** Its ARN. */
  readonly id: string;
  readonly createdMs: number;
}
