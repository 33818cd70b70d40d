/** One statement of an IAM policy document; where a document may give one value or a list, this is always a list. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Either this or `notAction` is there; likewise `resource` or `notResource`. */
  readonly action?: readonly string[];
  readonly notAction?: readonly string[];
  readonly resource?: readonly string[];
  readonly notResource?: readonly string[];
  /** Operator, then key, then the accepted values: `{ StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } }`. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface Policy {
  readonly name: string;
  /** Written by AWS, such as AWSLambdaBasicExecutionRole: its unused permissions are nobody's mistake. */
  readonly managed: boolean;
  readonly statements: readonly Statement[];
}

/** An execution role with everything that is attached to it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly policies: readonly Policy[];
  /** The permissions boundary: an action must be allowed here, too. */
  readonly boundary?: readonly Policy[];
  /** What Lambda itself may have to call with the role, such as `sqs:SendMessage` to an on-failure queue. */
  readonly lambdaCalls?: readonly { readonly action: string; readonly resource: string }[];
}

/** A statement of a resource's policy: it also says whom it is about. */
export interface ResourceStatement extends Statement {
  /** Services (`events.amazonaws.com`), accounts or ARNs; `*` is everybody. */
  readonly principals: readonly string[];
}

/** The policy of a topic, a queue or a function. */
export interface ResourcePolicy {
  readonly resourceArn: string;
  readonly name: string;
  readonly statements: readonly ResourceStatement[];
}
