/**
 * Whether `text` matches a pattern of IAM's, where `*` is any run of characters and `?` any one, and nothing else is
 * special. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * Takes time in proportion to both lengths, whatever the pattern.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let starText = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      starText = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last star takes one character more.
      p = star + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
