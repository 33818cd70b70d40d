import { describe, expect, it } from '@jest/globals';
import { EVENT_SOURCE_MAPPING, EVENTBRIDGE, SNS } from '../../src/aws/event-pattern/dialect.ts';
import { compileEventPattern } from '../../src/aws/event-pattern/event-pattern.ts';

const matches = (pattern: unknown, event: unknown) => compileEventPattern(pattern, EVENTBRIDGE).matches(event);

describe('an event pattern', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['matches an exact string', ['a'], 'a', true],
    ['matches one of several values', ['a', 'b'], 'b', true],
    ['distinguishes upper and lower case', ['a'], 'A', false],
    ['takes 5 and 5.0 for one number', [5], 5.0, true],
    ['distinguishes a number from a string', [5], '5', false],
    ['matches null by null', [null], null, true],
    ['matches an empty string by an empty string only', [''], null, false],
    ['matches an element of a list', ['b'], ['a', 'b'], true],
    ['finds nothing in an empty list', ['b'], [], false],
    ['matches a prefix', [{ prefix: 'us-' }], 'us-east-1', true],
    ['matches a prefix in any case', [{ prefix: { 'equals-ignore-case': 'US-' } }], 'us-east-1', true],
    ['matches a suffix', [{ suffix: '.png' }], 'a.jpg', false],
    ['matches every string by an empty prefix', [{ prefix: '' }], 'anything', true],
    ['ignores case where asked', [{ 'equals-ignore-case': 'AlicE' }], 'aLICe', true],
    ['matches wildcards', [{ wildcard: 'reports/*/report.json' }], 'reports/a/b/report.json', true],
    ['does not let two wildcards share characters', [{ wildcard: 'ab*ba' }], 'aba', false],
    ['takes an escaped star literally', [{ wildcard: 'a\\*c' }], 'abc', false],
    ['matches anything but a value', [{ 'anything-but': 'initializing' }], 'running', true],
    ['matches anything but several values', [{ 'anything-but': [1, 2] }], 2, false],
    ['matches anything but a prefix', [{ 'anything-but': { prefix: 'init' } }], 'initializing', false],
    ['matches anything but a list of suffixes', [{ 'anything-but': { suffix: ['.txt', '.rtf'] } }], 'a.rtf', false],
    ['matches anything but a wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], 'a/lib/b', false],
    ['matches null by anything-but', [{ 'anything-but': 'a' }], null, true],
    ['matches a range of numbers', [{ numeric: ['>', 0, '<=', 5] }], 5, true],
    ['does not compare text with numbers', [{ numeric: ['=', 5] }], '5', false],
    ['matches an IPv4 range', [{ cidr: '10.0.0.0/24' }], '10.0.0.255', true],
    ['matches an IPv6 range', [{ cidr: '2001:db8::/32' }], '2001:db9::1', false],
    ['matches a value that exists', [{ exists: true }], null, true],
    ['finds no value where an object is', [{ exists: true }], { inner: 1 }, false],
  ])('%s', (_, conditions, value, expected) => {
    expect(matches({ detail: { field: conditions } }, { detail: { field: value } })).toBe(expected);
  });

  it('matches a missing field only with exists: false', () => {
    expect(matches({ detail: { field: [{ exists: false }] } }, { detail: {} })).toBe(true);
    expect(matches({ detail: { field: [{ 'anything-but': 'a' }] } }, { detail: {} })).toBe(false);
  });

  it('must match in every field, and in one branch of $or', () => {
    const pattern = { source: ['a'], $or: [{ x: [{ prefix: '1' }] }, { y: [2] }] };

    expect(matches(pattern, { source: 'a', y: 2 })).toBe(true);
    expect(matches(pattern, { source: 'a', y: 3 })).toBe(false);
    expect(matches(pattern, { source: 'b', y: 2 })).toBe(false);
  });

  it('treats a key with dots as a path, in the pattern and in the event', () => {
    expect(matches({ 'detail.state': ['on'] }, { detail: { state: 'on' } })).toBe(true);
    expect(matches({ detail: { state: ['on'] } }, { 'detail.state': 'on' })).toBe(true);
  });

  it('matches all values of an object in the same element of a list', () => {
    const event = {
      items: [
        { name: 'a', price: 1 },
        { name: 'b', price: 2 },
      ],
    };

    expect(matches({ items: { name: ['a'], price: [1] } }, event)).toBe(true);
    expect(matches({ items: { name: ['a'], price: [2] } }, event)).toBe(false);
  });

  it('reads events that are nested deeper than the call stack', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);

    expect(matches({ b: ['x'] }, deep)).toBe(false);
  });

  // The reasons are those that AWS gave LocalStack's test suite, in tests/aws/services/events and .../sns.
  it.each<[string, unknown, string]>([
    ['a scalar', { int: 42 }, '"int" must be an object or an array'],
    ['a list at the top', ['a'], 'Filter is not an object'],
    ['an empty list', { a: [] }, 'Empty arrays are not allowed'],
    ['a list in a list', { a: [['b']] }, 'Match value must be String, number, true, false, or null'],
    ['an unknown operator', { a: [{ EXISTS: true }] }, 'Unrecognized match type EXISTS'],
    ['two operators', { a: [{ prefix: 'b', suffix: 'c' }] }, 'Only one key allowed in match expression'],
    ['a prefix that is a number', { a: [{ prefix: 123 }] }, 'prefix match pattern must be a string'],
    ['two stars', { a: [{ wildcard: 'b**c' }] }, 'Consecutive wildcard characters at pos 2'],
    ['a range of two lower bounds', { a: [{ numeric: ['>', 0, '>', 0] }] }, 'Bad numeric range operator: >'],
    ['an empty range', { a: [{ numeric: ['>', 3, '<', 1] }] }, 'Bottom must be less than top'],
    ['a bound without number', { a: [{ numeric: ['>', 0, '<'] }] }, 'Value of < must be numeric'],
    ['an address without mask', { a: [{ cidr: '10.0.0.0' }] }, "Malformed CIDR, one '/' required"],
    ['a malformed address', { a: [{ cidr: 'xx.11.xx/8' }] }, 'Nonstandard IP address: xx.11.xx'],
    ['exists with a text', { a: [{ exists: 'no' }] }, 'exists match pattern must be either true or false.'],
    ['anything but an empty prefix', { a: [{ 'anything-but': { prefix: '' } }] }, 'Null prefix/suffix not allowed'],
  ])('with %s is refused with the reason that AWS gives', (_, pattern, reason) => {
    expect(() => compileEventPattern(pattern, EVENTBRIDGE)).toThrow(reason);
  });

  it('supports only the operators of its service', () => {
    expect(() => compileEventPattern({ a: [{ wildcard: '*' }] }, SNS)).toThrow('Unrecognized match type wildcard');
    expect(() => compileEventPattern({ a: [{ 'anything-but': { suffix: 'x' } }] }, SNS)).toThrow(
      'Unsupported anything-but pattern: suffix',
    );
    expect(() => compileEventPattern({ a: [{ cidr: '10.0.0.0/8' }] }, EVENT_SOURCE_MAPPING)).toThrow(
      'Unrecognized match type cidr',
    );
  });
});
