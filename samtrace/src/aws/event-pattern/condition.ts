/** A value at the end of a path: JSON without objects and lists. */
export type Leaf = string | number | boolean | null;

/** One entry of a field's list in a pattern. */
export type Condition =
  | { readonly kind: 'value'; matches(value: Leaf): boolean }
  /** `{"exists": false}`: matches if the event has no value at the path. */
  | { readonly kind: 'absent' };

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** A condition on strings. Other values do not match. */
export function stringCondition(matches: (text: string) => boolean): Condition {
  return { kind: 'value', matches: (value) => typeof value === 'string' && matches(value) };
}
