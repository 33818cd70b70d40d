import { ANY_ONE, ANY_RUN, matchesTokens, type Token, tokensOf } from '../../aws/wildcards.ts';
import type { RequestContext } from './request-context.ts';

/** A text of a policy with its variables filled in. `absent`, `unknown`: a variable has no value, or none that is known here. */
export type Filled = readonly Token[] | 'absent' | 'unknown';

const VARIABLE = /\$\{([^}]*)\}/;

/**
 * Fills in policy variables: `${aws:userid}`, with a default value `${aws:PrincipalTag/team, 'none'}`, and the characters
 * `${*}`, `${?}` and `${$}`. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fill(text: string, context: RequestContext): Filled {
  const tokens: Token[] = [];
  let rest = text;
  for (;;) {
    const match = VARIABLE.exec(rest);
    if (match === null) return [...tokens, ...tokensOf(rest)];
    const [whole, variable = ''] = match;
    tokens.push(...tokensOf(rest.slice(0, match.index)));
    rest = rest.slice(match.index + whole.length);
    const value = valueOfVariable(variable, context);
    if (value === 'absent' || value === 'unknown') return value;
    // A value is literal, even if it contains a wildcard.
    tokens.push(...value.text.split(''));
  }
}

/** The pattern with `*` instead of each unknown variable. */
export function widest(text: string, context: RequestContext): readonly Token[] {
  const known = fill(text, context);
  if (typeof known !== 'string') return known;
  return tokensOf(text.replace(/\$\{[^*?$}][^}]*\}/g, '*').replace(/\$\{([*?$])\}/g, '$1'));
}

export function matches(filled: readonly Token[], text: string): boolean {
  return matchesTokens(filled, text);
}

/** The text of a pattern where wildcards have no meaning. */
export function plainText(filled: readonly Token[]): string {
  return filled.map((token) => (token === ANY_RUN ? '*' : token === ANY_ONE ? '?' : String(token))).join('');
}

/**
 * Matches an ARN part by part: a wildcard does not reach beyond a colon, except in the resource at the end. Missing parts at
 * the end match everything. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(filled: readonly Token[], arn: string): boolean {
  const parts = arnParts(filled, (token) => token === ':');
  const texts = arnParts(arn.split(''), (character) => character === ':').map((part) => part.join(''));
  if (texts.length < 6) return matchesTokens(filled, arn);
  return texts.every((text, index) => {
    const part = parts[index];
    return part === undefined || matchesTokens(part, text);
  });
}

/** At most six parts; the last one has the remaining colons. */
function arnParts<T>(tokens: readonly T[], isColon: (token: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  for (const token of tokens) {
    if (isColon(token) && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function valueOfVariable(variable: string, context: RequestContext): { text: string } | 'absent' | 'unknown' {
  if (variable === '*' || variable === '?' || variable === '$') return { text: variable };
  const [, key = '', defaultValue] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)')?\s*$/.exec(variable) ?? [];
  const values = context(key);
  if (values === 'unknown') return 'unknown';
  if (values !== 'absent' && values.length === 1) return { text: values[0] ?? '' };
  return defaultValue === undefined ? 'absent' : { text: defaultValue };
}
