import { describe, expect, it } from '@jest/globals';
import { id, NOW_SECONDS, segment, subsegment, TRACE_ID, xrayWith } from './support.ts';

describe('X-Ray with a delay', () => {
  it('shows a document that long after it came, each in its time', () => {
    let nowMs = NOW_SECONDS * 1000;
    const xray = xrayWith([], { now: () => nowMs, visibilityDelayMs: 2000 });
    const seen: string[] = [];
    xray.onTrace((traceId) => seen.push(traceId));
    const look = () => ({ segments: xray.batchGetTraces([TRACE_ID])[0]?.Segments.length, told: seen.length });

    xray.put(segment());
    nowMs += 1000;
    xray.put(segment({ id: id('b'), parent_id: id('a') }));
    expect(look()).toEqual({ segments: undefined, told: 0 });

    nowMs += 1000;
    expect(look()).toEqual({ segments: 1, told: 1 });

    nowMs += 1000;
    expect(look()).toEqual({ segments: 2, told: 2 });
  });

  it('tells of a document when its time has come, without being asked', async () => {
    const xray = xrayWith([], { now: Date.now, visibilityDelayMs: 5 });

    const told = new Promise((resolve) => xray.onTrace(resolve));
    xray.put(segment());

    expect(await told).toBe(TRACE_ID);
    await xray.stop();
  });
});

describe('a listener', () => {
  it('hears of every document until it is taken off', () => {
    const xray = xrayWith();
    const heard: string[] = [];
    const off = xray.onTrace((traceId) => heard.push(traceId));

    xray.put(segment());
    xray.put('not a document');
    off();
    xray.put(subsegment());

    expect(heard).toEqual([TRACE_ID]);
  });
});
