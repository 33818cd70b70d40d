import { describe, expect, it } from '@jest/globals';
import { toPlainJson } from '../../functions/shared/plain-json.ts';

describe('plain JSON', () => {
  it.each([
    ['a string', 'text', 'text'],
    ['null', null, null],
    ['undefined', undefined, null],
    ['a BigInt', 10n, '10'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', function price() {}, '[function price]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), '[invalid date]'],
    ['a Map', new Map([[1, 'a']]), { '1': 'a' }],
    ['a Set', new Set([1, 2]), [1, 2]],
    ['an object with undefined', { a: undefined, b: [undefined] }, { a: null, b: [null] }],
  ])('is made of %s', (_, value, expected) => {
    expect(toPlainJson(value)).toEqual(expected);
  });

  it('has the message, the stack, and the own properties of an error', () => {
    const error = Object.assign(new RangeError('none left'), { code: 5 });

    expect(toPlainJson(error)).toMatchObject({
      name: 'RangeError',
      message: 'none left',
      stack: expect.stringContaining('RangeError: none left'),
      code: 5,
    });
  });

  it('keeps the rest of a value that contains itself', () => {
    const cart: Record<string, unknown> = { items: 1, list: [] };
    cart.self = cart;
    cart.list = [cart];

    expect(toPlainJson(cart)).toEqual({ items: 1, self: '[circular]', list: ['[circular]'] });
  });

  it('keeps a value that occurs twice without containing itself', () => {
    const tea = { price: 5 };

    expect(toPlainJson([tea, tea])).toEqual([tea, tea]);
  });

  it('keeps the rest of a value with a getter that throws', () => {
    const cart = {
      items: 1,
      get total() {
        throw new Error('not yet');
      },
    };

    expect(toPlainJson(cart)).toEqual({ items: 1, total: '[unreadable: not yet]' });
  });

  it('is bounded in depth, length, and number', () => {
    let deep: unknown = 'bottom';
    for (let n = 0; n < 100_000; n++) deep = [deep];

    expect(JSON.stringify(toPlainJson(deep))).toBe(`${'['.repeat(10)}"[too deep]"${']'.repeat(10)}`);
    expect(toPlainJson('x'.repeat(5000))).toBe(`${'x'.repeat(4000)}… [1000 characters cut]`);
    expect(toPlainJson(Array(150).fill(0))).toEqual([...Array(100).fill(0), '[50 more]']);
    const keys = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`k${n}`, n]));
    expect(Object.keys(toPlainJson(keys) as object)).toHaveLength(101);
    expect(toPlainJson(keys)).toMatchObject({ k99: 99, '…': '[50 more]' });
  });

  it('is whole up to 100 items or keys, and 4,000 characters', () => {
    const keys = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n]));

    expect(toPlainJson(Array(100).fill(0))).toEqual(Array(100).fill(0));
    expect(toPlainJson(keys)).toEqual(keys);
    expect(toPlainJson('x'.repeat(4000))).toBe('x'.repeat(4000));
  });
});
