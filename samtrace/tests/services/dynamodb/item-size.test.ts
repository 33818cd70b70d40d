import { describe, expect, it } from '@jest/globals';
import type { Item } from '../../../src/services/dynamodb/contract.ts';
import { itemSize } from '../../../src/services/dynamodb/streams/item-size.ts';

describe('the size of an item in a stream', () => {
  // Of key and new image together, LocalStack's recordings of AWS have 70, 54, and 58 bytes.
  it.each<[string, Item, number]>([
    ['text and bytes', { my_partition_key: { S: 'hello world' }, binary_key: { B: 'Zm9vYmFy' } }, 70 - 27],
    ['text', { my_partition_key: { S: 'hello world' } }, 54 / 2],
    ['a boolean', { my_partition_key: { S: 'testId0' }, should_fail: { BOOL: false } }, 58 - 23],
    ['text of more than one byte for each character', { n: { S: 'é€' } }, 1 + 5],
    ['numbers', { a: { N: '12' }, b: { N: '-123' }, c: { N: '0' } }, 1 + 2 + (1 + 4) + (1 + 1)],
    ['sets', { s: { SS: ['a', 'bc'] } }, 1 + 3],
    ['lists and maps', { l: { L: [{ S: 'a' }, { NULL: true }] }, m: { M: { k: { S: 'v' } } } }, 1 + 3 + 4 + 1 + 3 + 3],
  ])('counts %s', (_, item, size) => {
    expect(itemSize(item)).toBe(size);
  });
});
