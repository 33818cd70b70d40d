import { describe, expect, it } from '@jest/globals';
import { BoundedHistory } from '../../src/base/bounded-history.ts';

describe('a bounded history', () => {
  it('drops the oldest entries above its limit, and counts them', () => {
    const history = new BoundedHistory<number>(100);
    for (let entry = 1; entry <= 25; entry += 1) history.add(entry, 10);

    const kept = history.entries();
    expect(kept.at(-1)).toBe(25);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 26 - kept.length + index));
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(history.dropped).toBe(25 - kept.length);
  });

  it('keeps the newest entry even if it is larger than the limit', () => {
    const history = new BoundedHistory<string>(100);
    history.add('small', 10);
    history.add('large', 1000);

    expect(history.entries()).toEqual(['large']);
  });
});
