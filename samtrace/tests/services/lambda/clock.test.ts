import { describe, expect, it } from '@jest/globals';
import { preciseClock } from '../../../src/services/lambda/clock.ts';

/** A clock whose two sources are at the test's hand. */
function clockAt(wall: number, monotonic: number) {
  const at = { wall, monotonic };
  return { at, now: preciseClock({ wallMs: () => at.wall, monotonicMs: () => at.monotonic }) };
}

describe('the clock of the segments', () => {
  it('measures fractions of a millisecond', () => {
    const { at, now } = clockAt(1000, 5);
    at.monotonic = 5.25;

    expect(now()).toBe(1000.25);
  });

  it('does not go back within a millisecond if its two sources differ', () => {
    const { at, now } = clockAt(1000, 5);
    at.monotonic = 5.75;
    const before = now();
    at.monotonic = 6.25;

    expect(now()).toBe(before);
    at.wall = 1001;
    at.monotonic = 6.5;
    expect(now()).toBe(1001);
  });

  it('follows the system time after a laptop has slept or its clock was set back', () => {
    const { at, now } = clockAt(1000, 5);
    now();
    at.wall = 9000;
    expect(now()).toBe(9000);
    at.wall = 2000;
    expect(now()).toBe(2000);
  });
});
