import { describe, expect, it } from '@jest/globals';
import { regularExpressions } from './support/source-files.ts';

/**
 * Every regular expression in functions/. Logs are hostile input, so none may take more than linear time.
 *
 * recheck 4.5.0 (https://makenowjust-labs.github.io/recheck/) calls each of them safe. Check a new one with it before you
 * add it here. It is no dependency, because its binaries take 50 MB.
 */
const CHECKED = String.raw`
/(1-[0-9a-f]{8}-[0-9a-f]{24})/
/(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g
/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g
/(?<![\w.-])([a-z][\w.-]*)\\*["']?[ \t]*(?:=>|[:=])/gi
/-?[\d.]*/y
/:\/\/[^\s/@]+@/g
/Parent=([0-9a-f]{16})/
/[ \t]*/y
/[&<>"']/g
/[/\\]/
/[:Z]/g
/[\r\n]+/
/[\w-]+/g
/[^\r\n]*/y
/[^\s,;&"'\`(){}[\]]*/y
/[^\w.$-]/g
/[^a-z0-9]/g
/\\*/y
/\b([Bb]earer|[Bb]asic)[ \t]+(?=\S*?(?:\d|=|[a-z][A-Z]))[\w.~+/=-]+/g
/\d/
/\r?\n/
/\s*/y
/^ *File "([^"]+)", line \d+, in (\S+)/
/^(?:RequestId: \S+ )?\w*Error: (.*)/
/^(START|REPORT) RequestId: /
/^RequestId: (\S{1,64}) /
/^[\w.$]+$/
/^\w[\w-]{7,63}$/
`
  .trim()
  .replaceAll('\\`', '`')
  .split('\n');

describe('the regular expressions of functions/', () => {
  it('have all been checked to take linear time', () => {
    expect(regularExpressions()).toEqual(CHECKED);
  });
});
