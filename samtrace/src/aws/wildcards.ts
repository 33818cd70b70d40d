/** `*`: any run of characters. */
export const ANY_RUN = Symbol('*');
/** `?`: any one character. */
export const ANY_ONE = Symbol('?');

/** A literal character, or a wildcard. */
export type Token = string | typeof ANY_RUN | typeof ANY_ONE;

/**
 * Whether `text` matches a pattern of IAM, where `*` is any run of characters, `?` is any one character, and nothing else
 * is special. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  return matchesTokens(tokensOf(pattern), text);
}

export function tokensOf(pattern: string): Token[] {
  // By code unit, because the comparison below is by code unit.
  return pattern.split('').map((character) => (character === '*' ? ANY_RUN : character === '?' ? ANY_ONE : character));
}

/** The time is at most proportional to the product of both lengths, for every pattern. */
export function matchesTokens(pattern: readonly Token[], text: string): boolean {
  let p = 0;
  let star = -1;
  let starText = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] === ANY_RUN) {
      star = p++;
      starText = t;
    } else if (p < pattern.length && (pattern[p] === ANY_ONE || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last `*` matches one more character.
      p = star + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === ANY_RUN) p++;
  return p === pattern.length;
}
