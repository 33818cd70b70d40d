import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRegex } from '../../../src/services/logs/pattern/regex.ts';
import { propertyRuns } from '../../support/property-runs.ts';

describe('a regular expression of a filter pattern', () => {
  // The examples of AWS's documentation.
  it.each([
    ['^[hc]at', 'hat trick', true],
    ['^[hc]at', 'a hat', false],
    ['[hc]at$', 'the cat', true],
    ['colou?r', 'color', true],
    ['^a{3,5}$', 'aaaaaa', false],
    ['^a{3,}$', 'aaaaaa', true],
    ['gra|ey', 'grey', true],
    ['^starting|^initializing|^shutting down', 'shutting down now', true],
    ['^starting|^initializing|^shutting down', 'skipping initializing', false],
    ['\\[.\\]', 'value [7] here', true],
    ['ab*c', 'ac', true],
    ['ab+c', 'ac', false],
    ['\\d\\D\\s\\S\\w\\W', '0a b_-', true],
    ['\\x3A', 'key:value', true],
    ['10\\.10\\.0\\.1', 'from 10010,051', false],
    ['', 'anything', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(compileRegex(pattern)(text)).toBe(expected);
  });

  it.each(['*a', 'a{3,', 'a{3,2}', 'a{1,4000}', '[a', '[]', '[z-a]', '\\p', '\\', 'caf\u00e9', '^*', 'a]'])(
    '%s returns an InvalidParameterException',
    (pattern) => {
      expect(() => compileRegex(pattern)).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
    },
  );

  it('matches the same texts as in JavaScript', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[b-c]', '\\d', '\\W', '\\.', '-', '^', '$');
    const times = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '{2,}');
    const piece = fc.tuple(atom, times).map(([one, count]) => (one === '^' || one === '$' ? one : one + count));
    const sequence = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((all) => all.join('|'));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', '.', '-', '\n', '\u00e9')).map((all) => all.join(''));

    fc.assert(
      fc.property(pattern, text, (source, message) => {
        expect(compileRegex(source)(message)).toBe(new RegExp(source).test(message));
      }),
      propertyRuns(200),
    );
  });

  it('is fast for patterns on which a backtracking engine would never end', () => {
    const nested = compileRegex(`${'a*'.repeat(30)}b`);

    expect(nested('a'.repeat(5_000))).toBe(false);
  });
});
