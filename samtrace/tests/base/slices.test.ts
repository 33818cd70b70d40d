import { describe, expect, it } from '@jest/globals';
import { filterSteps, mapSteps, runAtOnce, runInSlices, type Steps } from '../../src/base/slices.ts';

describe('a long computation', () => {
  it('has the same result at once and in slices', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, number) => number);

    expect(await runInSlices(mapSteps(numbers, (number) => 2 * number))).toEqual(numbers.map((number) => 2 * number));
    expect(runAtOnce(filterSteps(numbers, (number) => number % 3 === 0))).toHaveLength(334);
  });

  it('lets other work run between its slices', async () => {
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    }, 1);
    function* busy(): Steps<void> {
      for (let step = 0; step < 100; step += 1) {
        const end = performance.now() + 1;
        while (performance.now() < end);
        yield;
      }
    }

    await runInSlices(busy());
    clearInterval(other);

    expect(turns).toBeGreaterThan(4);
  });

  it('rejects with the error of a step', async () => {
    function* fails(): Steps<void> {
      yield;
      throw new Error('in a step');
    }

    await expect(runInSlices(fails())).rejects.toThrow('in a step');
  });
});
