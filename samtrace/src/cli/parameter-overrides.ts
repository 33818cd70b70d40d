import { UsageError } from './usage-error.ts';

/**
 * Reads parameter overrides in the forms that SAM accepts: `Key=Value` or `ParameterKey=Key,ParameterValue=Value`, one
 * or several in a text, with values in quotes where they contain spaces. As a convenience, a value may also contain
 * spaces without quotes. `source` names the flag or the file in the UsageError.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html
 */
export function parseParameterOverrides(texts: readonly string[], source: string): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const text of texts) {
    for (const pair of splitPairs(text.trim())) {
      const [, longKey, shortKey, value] = PAIR.exec(pair) ?? [];
      const key = longKey ?? shortKey;
      if (key === undefined || value === undefined) {
        throw new UsageError(`${source} must be Key=Value pairs, but "${pair}" is not one.`);
      }
      overrides[key] = unquoted(value);
    }
  }
  return overrides;
}

/**
 * A key is the name of a parameter, or of a value from outside the template: an SSM parameter (`/app/name`), a secret
 * (`db:SecretString:password`) or an export.
 */
const PAIR = /^(?:ParameterKey=([\w./:-]+),ParameterValue=|([\w./:-]+)=)(.*)$/s;
const NEXT_PAIR = /^\s+[\w./:-]+=/;

/** Splits at the spaces that precede a key and are not in quotes. */
function splitPairs(text: string): string[] {
  const pairs: string[] = [];
  let start = 0;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if ((character === '"' || character === "'") && text[at - 1] === '=') quote = character;
    else if (/\s/.test(character ?? '') && NEXT_PAIR.test(text.slice(at))) {
      pairs.push(text.slice(start, at));
      start = at + (/^\s+/.exec(text.slice(at))?.[0].length ?? 1);
      at = start - 1;
    }
  }
  return text === '' ? [] : [...pairs, text.slice(start)];
}

/** Removes quotes around the value, and the backslash before a space or a quote. */
function unquoted(value: string): string {
  const [, , inner = value] = /^(["'])(.*)\1$/s.exec(value) ?? [];
  return inner.replace(/\\([ "'])/g, '$1');
}
