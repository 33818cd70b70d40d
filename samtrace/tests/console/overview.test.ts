import { describe, expect, it } from '@jest/globals';
import { overviewPaths } from '../../src/console/model/overview.ts';
import { waterfallRows, wholeTrace } from '../../src/console/model/waterfall.ts';
import { segment, subsegment, traceOf } from './builders.ts';

describe('the overview of a trace', () => {
  const size = { width: 1000, height: 40 };
  const pathsOf = (...subsegments: unknown[]) => {
    const trace = traceOf(segment('root', { subsegments }));
    return overviewPaths(waterfallRows(trace, new Set()), wholeTrace(trace), size);
  };
  const heights = (path: string) => [...path.matchAll(/v([\d.]+)/g)].map(([, height]) => Number(height));
  const tops = (path: string) => [...path.matchAll(/M[\d.]+,([\d.]+)/g)].map(([, top]) => Number(top));

  it('draws few rows as bars below each other', () => {
    const [all] = pathsOf(subsegment('a'), subsegment('b'));

    expect([all?.status, tops(all?.path ?? '')]).toEqual(['ok', [2, 6, 10]]);
  });

  it('draws many rows in shared lanes that stay visible and inside the overview', () => {
    const [all] = pathsOf(...Array.from({ length: 2999 }, (_, i) => subsegment(`${i}`)));
    const path = all?.path ?? '';

    expect(Math.min(...heights(path))).toBeGreaterThanOrEqual(1);
    expect(Math.max(...tops(path)) + 1).toBeLessThanOrEqual(size.height);
    expect(new Set(tops(path)).size).toBeGreaterThan(20);
  });

  it('draws failed rows last, above the other rows in their lane', () => {
    const paths = pathsOf(subsegment('a', { fault: true }), subsegment('b'), subsegment('c', { in_progress: true }));

    expect(paths.at(-1)?.status).toBe('fault');
  });
});
