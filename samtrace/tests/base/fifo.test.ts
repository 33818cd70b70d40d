import { describe, expect, it } from '@jest/globals';
import { Fifo } from '../../src/base/fifo.ts';

describe('a first-in, first-out list', () => {
  it('returns the items in the order in which they were added, for any number of items', () => {
    const list = new Fifo<number>();
    const taken: number[] = [];
    let next = 0;
    for (const [push, shift] of [
      [5_000, 1_500],
      [10, 3_000],
      [4_000, 4_200],
    ] as const) {
      for (let n = 0; n < push; n += 1) list.push(next++);
      for (let n = 0; n < shift; n += 1) taken.push(list.shift() ?? -1);
      expect(list.length).toBe(next - taken.length);
      expect(list.items()).toEqual(Array.from({ length: list.length }, (_, index) => taken.length + index));
    }

    while (list.length > 0) taken.push(list.shift() ?? -1);
    expect(taken).toEqual(Array.from({ length: next }, (_, index) => index));
    expect(list.shift()).toBeUndefined();
  });

  it('returns 200,000 items in less than a second', () => {
    const list = new Fifo<number>();
    for (let n = 0; n < 200_000; n += 1) list.push(n);
    const { user: startMicroseconds } = process.threadCpuUsage();

    while (list.length > 0) list.shift();

    expect((process.threadCpuUsage().user - startMicroseconds) / 1_000).toBeLessThan(1_000);
  });
});
