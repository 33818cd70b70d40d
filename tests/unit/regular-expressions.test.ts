import { describe, expect, it } from '@jest/globals';
import { regularExpressions } from './support/source-files.ts';

/**
 * Every regular expression in functions/. Logs are hostile input, so none may take more than linear time.
 *
 * recheck 4.5.0 (https://makenowjust-labs.github.io/recheck/) calls each of them safe: `npx -p recheck-cli recheck '/…/g'`.
 * Check a new one before you add it here. recheck is no dependency, because its binaries take 50 MB.
 */
const CHECKED = [
  String.raw`/(1-[0-9a-f]{8}-[0-9a-f]{24})/`,
  String.raw`/(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g`,
  String.raw`/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g`,
  String.raw`/(?<![\w.-])([a-z][\w.-]*)\\*["']?[ \t]*(?:=>|[:=])/gi`,
  String.raw`/:\/\/[^\s/@]+@/g`,
  String.raw`/Parent=([0-9a-f]{16})/`,
  String.raw`/[ \t]*/y`,
  String.raw`/[&<>"']/g`,
  String.raw`/[/\\]/`,
  String.raw`/[:Z]/g`,
  String.raw`/[\r\n]+/`,
  String.raw`/[\w-]+/g`,
  String.raw`/[^\r\n]*/y`,
  String.raw`/[^\s,;&"'${'`'}(){}[\]]*/y`,
  String.raw`/[^\w.$-]/g`,
  String.raw`/[^a-z0-9]/g`,
  String.raw`/\\*/y`,
  String.raw`/\b([Bb]earer|[Bb]asic)[ \t]+(?=\S*?(?:\d|=|[a-z][A-Z]))[\w.~+/=-]+/g`,
  String.raw`/\d/`,
  String.raw`/\r?\n/`,
  String.raw`/\s*/y`,
  String.raw`/^ *File "([^"]+)", line \d+, in (\S+)/`,
  String.raw`/^(?:RequestId: \S+ )?\w*Error: (.*)/`,
  String.raw`/^(START|REPORT) RequestId: /`,
  String.raw`/^RequestId: (\S{1,64}) /`,
  String.raw`/^[\w.$]+$/`,
  String.raw`/^\w[\w-]{7,63}$/`,
];

describe('the regular expressions of functions/', () => {
  it('have all been checked to take linear time', () => {
    expect(regularExpressions()).toEqual(CHECKED);
  });
});
