/**
 * The filter expression language as a tree.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | Comparison
  | { readonly kind: 'service'; readonly selector: Selector; readonly filter?: Expression }
  | { readonly kind: 'edge'; readonly source: Selector; readonly target: Selector; readonly filter?: Expression }
  | {
      readonly kind: 'rootcause';
      readonly cause: RootCauseKind;
      readonly level: RootCauseLevel;
      readonly filter: Expression;
    }
  | { readonly kind: 'rootcause-json'; readonly paths: readonly RootCausePath[]; readonly negated: boolean };

/** `duration > 5`. Without a test: a boolean keyword is true, any other is present. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: Field;
  readonly test?: Test;
}

export type Field =
  | { readonly kind: 'keyword'; readonly name: Keyword }
  | { readonly kind: 'annotation'; readonly key: string };

export type Value = string | number | boolean;

export interface Test {
  readonly operator: Operator;
  readonly value: Value;
}

export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH'] as const;
export type Operator = (typeof OPERATORS)[number];

/** The members of `id(name: …, type: …, account.id: …)` or of a plain name. Absent members match every service. */
export interface Selector {
  readonly name?: string;
  readonly type?: string;
  readonly accountId?: string;
}

export const ROOT_CAUSE_KINDS = ['fault', 'error', 'responsetime'] as const;
export type RootCauseKind = (typeof ROOT_CAUSE_KINDS)[number];
export const ROOT_CAUSE_LEVELS = ['service', 'entity', 'exception'] as const;
export type RootCauseLevel = (typeof ROOT_CAUSE_LEVELS)[number];

/** The names along a root cause: each service with the entities in it. */
export type RootCausePath = readonly { readonly name: string; readonly entities: readonly string[] }[];

export const KEYWORDS = {
  ok: 'boolean',
  error: 'boolean',
  throttle: 'boolean',
  fault: 'boolean',
  partial: 'boolean',
  inferred: 'boolean',
  first: 'boolean',
  last: 'boolean',
  remote: 'boolean',
  root: 'boolean',
  responsetime: 'number',
  duration: 'number',
  'http.status': 'number',
  index: 'number',
  coverage: 'number',
  'http.url': 'string',
  'http.method': 'string',
  'http.useragent': 'string',
  'http.clientip': 'string',
  user: 'string',
  name: 'string',
  type: 'string',
  message: 'string',
  availabilityzone: 'string',
  'instance.id': 'string',
  'resource.arn': 'string',
} as const satisfies Record<string, 'boolean' | 'number' | 'string'>;

export type Keyword = keyof typeof KEYWORDS;

export function isKeyword(word: string): word is Keyword {
  return Object.hasOwn(KEYWORDS, word);
}
