/** A statement of an IAM policy document. Where the document allows a value or a list, this is always a list. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** A statement has either `action` or `notAction`, and either `resource` or `notResource`. */
  readonly action?: readonly string[];
  readonly notAction?: readonly string[];
  readonly resource?: readonly string[];
  readonly notResource?: readonly string[];
  /** Operator, key, and accepted values: `{ StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } }`. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface Policy {
  readonly name: string;
  /** A managed policy of AWS, such as AWSLambdaBasicExecutionRole. Its unused permissions are not reported. */
  readonly managed: boolean;
  readonly statements: readonly Statement[];
}

/** An execution role with all policies that are attached to it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly policies: readonly Policy[];
  /** The permissions boundary. It has to allow an action, too. */
  readonly boundary?: readonly Policy[];
  /** Calls that Lambda itself makes with the role, for example `sqs:SendMessage` to an on-failure queue. */
  readonly lambdaCalls?: readonly { readonly action: string; readonly resource: string }[];
}

/** A statement of a resource policy, with its principals. */
export interface ResourceStatement extends Statement {
  /** Services (`events.amazonaws.com`), accounts or ARNs; `*` is every principal. */
  readonly principals: readonly string[];
}

/** The policy of a topic, a queue or a function. */
export interface ResourcePolicy {
  readonly resourceArn: string;
  readonly name: string;
  readonly statements: readonly ResourceStatement[];
}
