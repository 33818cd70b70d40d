import { describe, expect, it } from '@jest/globals';
import { id, NOW_SECONDS, segment, subsegment, TRACE_ID, xrayWith } from './support.ts';

describe('X-Ray with a delay', () => {
  it('shows each document after the delay since its arrival', () => {
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

  it('shows a document at once when the clock is set back to before its arrival', () => {
    let nowMs = NOW_SECONDS * 1000;
    const xray = xrayWith([], { now: () => nowMs, visibilityDelayMs: 2000 });

    xray.put(segment());
    nowMs -= 3_600_000;

    expect(xray.batchGetTraces([TRACE_ID])[0]?.Segments).toHaveLength(1);
  });

  it('reports a document after its delay', async () => {
    const xray = xrayWith([], { now: Date.now, visibilityDelayMs: 5 });

    const told = new Promise((resolve) => xray.onTrace(resolve));
    xray.put(segment());

    expect(await told).toBe(TRACE_ID);
    await xray.stop();
  });
});

describe('a listener', () => {
  it('is called for every document until it is removed', () => {
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

describe('a document that arrives when its trace has been complete for a while', () => {
  it('is counted as late, and is in all later lists and graphs', () => {
    let nowMs = (NOW_SECONDS + 1) * 1000;
    const xray = xrayWith([], { now: () => nowMs });
    const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };
    const seen = () => ({
      partial: xray.traceSummaries(everything)[0]?.EntryPoint === undefined,
      services: xray
        .serviceGraph(everything)
        .map(({ Name, Type = 'service' }) => `${Type} ${Name}`)
        .sort(),
      late: xray.lateDocuments(TRACE_ID),
    });
    xray.put(subsegment({ namespace: 'remote', name: 'api.example.com' }));
    expect(seen()).toEqual({ partial: true, services: ['remote api.example.com'], late: undefined });

    nowMs += 300_000;
    xray.put(segment());

    expect(seen()).toEqual({
      partial: false,
      services: ['client app', 'remote api.example.com', 'service app'],
      late: { count: 1, longestDelayMs: 300_000 },
    });
  });

  it('is not late if it belongs to work that has just ended', () => {
    let nowMs = (NOW_SECONDS + 1) * 1000;
    const xray = xrayWith([segment()], { now: () => nowMs });

    nowMs += 300_000;
    const end_time = nowMs / 1000;
    xray.put(segment({ id: id('b'), parent_id: id('a'), end_time }));

    expect(xray.lateDocuments(TRACE_ID)).toBeUndefined();
  });
});
