import { describe, expect, it } from '@jest/globals';
import { fitted, zoomed } from '../../src/console/model/view-box.ts';

/** 52 pixels of the frame's foot belong to the legend. */
const FRAME = { width: 1000, height: 652 };

describe('the visible part of the map', () => {
  it('is the whole map, centered, if nothing is selected', () => {
    expect(fitted({ width: 2000, height: 300 }, FRAME, undefined)).toEqual({
      x: 0,
      y: expect.closeTo(-450),
      width: 2000,
      height: 1304,
    });
  });

  it('is the whole map if it is readable at that size, also with a selection', () => {
    expect(fitted({ width: 1000, height: 300 }, FRAME, { x: 900, y: 10 })).toEqual(
      fitted({ width: 1000, height: 300 }, FRAME, undefined),
    );
  });

  it('is the area around the selection at a readable size if the whole map would be too small', () => {
    const width = 1000 / 0.85;
    const at = (x: number) => fitted({ width: 4000, height: 300 }, FRAME, { x, y: 150 }).x;

    expect([at(50), at(2000), at(3950)]).toEqual([0, expect.closeTo(2000 - width / 2), expect.closeTo(4000 - width)]);
  });

  it('keeps the point under the pointer in its place during a zoom', () => {
    const box = zoomed({ x: 100, y: 100, width: 1000, height: 500 }, 0.5, { x: 0.25, y: 0.5 }, 1000);

    expect(box).toEqual({ x: 225, y: 225, width: 500, height: 250 });
  });
});
