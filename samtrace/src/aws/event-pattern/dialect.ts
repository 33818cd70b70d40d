/** The operators in the patterns of a service. */
export interface Dialect {
  readonly operators: ReadonlySet<string>;
  /** The operators that `anything-but` can contain. */
  readonly insideAnythingBut: ReadonlySet<string>;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export const EVENTBRIDGE: Dialect = {
  operators: new Set([
    'anything-but',
    'cidr',
    'equals-ignore-case',
    'exists',
    'numeric',
    'prefix',
    'suffix',
    'wildcard',
  ]),
  insideAnythingBut: new Set(['equals-ignore-case', 'prefix', 'suffix', 'wildcard']),
};

/** https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html */
export const SNS: Dialect = {
  operators: new Set(['anything-but', 'cidr', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix']),
  insideAnythingBut: new Set(['prefix']),
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax */
export const EVENT_SOURCE_MAPPING: Dialect = {
  operators: new Set(['anything-but', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix']),
  insideAnythingBut: new Set(['prefix']),
};
