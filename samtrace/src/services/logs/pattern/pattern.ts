import { matchesJson } from './json-match.ts';
import { parseJsonPattern } from './json-parser.ts';
import { patternError } from './pattern-error.ts';
import { compileRegex } from './regex.ts';
import { matchesTerms, parseTerms } from './terms.ts';

/** Says of a log event's message whether it matches. */
export type Matcher = (message: string) => boolean;

/**
 * A filter pattern, ready to match: empty (everything), `{ … }` on JSON, `%…%` a regular expression, else terms.
 * Throws an InvalidParameterException with AWS's text, and names space-delimited patterns `[ … ]`, which the local stack
 * does not support.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compilePattern(pattern: string): Matcher {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) {
    const expression = parseJsonPattern(text);
    return (message) => matchesJson(expression, message);
  }
  if (text.startsWith('[')) {
    throw patternError('samtrace does not support space-delimited filter patterns: [field, …]');
  }
  if (text.startsWith('%')) {
    if (text.length < 3 || !text.endsWith('%')) throw patternError('Invalid filter pattern (a regex ends with %)');
    return compileRegex(text.slice(1, -1));
  }
  const terms = parseTerms(text);
  return (message) => matchesTerms(terms, message);
}
