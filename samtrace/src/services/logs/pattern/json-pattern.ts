/** A parsed JSON pattern. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'condition'; readonly selector: Selector; readonly test: Test };

export type Selector = readonly Step[];

/** A property, an element, all elements (`[*]`), or all properties (`.*`). */
export type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'every element' }
  | { readonly kind: 'every property' };

export type Comparison = '=' | '!=' | '<' | '>' | '<=' | '>=';

export type Test =
  | { readonly kind: 'is'; readonly value: null | boolean }
  | { readonly kind: 'not exists' }
  | { readonly kind: 'number'; readonly comparison: Comparison; readonly value: number; readonly text: string }
  | { readonly kind: 'text'; readonly negated: boolean; readonly matches: (text: string) => boolean };
