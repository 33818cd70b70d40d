import { describe, expect, it } from '@jest/globals';
import { windowOfView, zoomOf } from '../../src/console/model/trace-view.ts';
import {
  barIn,
  between,
  ticks,
  tickTexts,
  waterfallRows,
  wholeTrace,
  zoom,
} from '../../src/console/model/waterfall.ts';
import { START, segment, subsegment, traceOf } from './builders.ts';

// root ─┬─ a ─┬─ a1
//       │     └─ a2 (fault)
//       └─ b
const trace = traceOf(
  segment('root', {
    end_time: START + 1,
    subsegments: [
      subsegment('a', { subsegments: [subsegment('a1'), subsegment('a2', { at: 0.05, fault: true })] }),
      subsegment('b', { at: 0.5, end_time: undefined, in_progress: true }),
    ],
  }),
);
const ms = START * 1000;

describe('the rows of the waterfall', () => {
  it('are in the order of the tree, with each parent before its children', () => {
    const rows = waterfallRows(trace, new Set());

    expect(rows.map(({ entity, depth }) => `${depth} ${entity.id}`)).toEqual(['0 root', '1 a', '2 a1', '2 a2', '1 b']);
  });

  it('are hidden below a collapsed row, which has the number of hidden failures', () => {
    const rows = waterfallRows(trace, new Set(['a']));

    expect(rows.map(({ entity, hiddenFailures }) => [entity.id, hiddenFailures])).toEqual([
      ['root', 0],
      ['a', 1],
      ['b', 0],
    ]);
  });
});

describe('the phases of Lambda', () => {
  const phases = (...documents: unknown[]) =>
    Object.fromEntries(waterfallRows(traceOf(...documents), new Set()).map(({ entity, phase }) => [entity.id, phase]));

  it('are recognized by the names of the subsegments that Lambda records', () => {
    const lambda = segment('lambda', {
      origin: 'AWS::Lambda',
      subsegments: [subsegment('Dwell Time'), subsegment('Attempt #12')],
    });
    const own = ['Initialization', 'Init', 'Restore', 'Invocation', 'Overhead', '## index.handler'];
    const fn = segment('fn', { origin: 'AWS::Lambda::Function', subsegments: own.map((name) => subsegment(name)) });

    expect(phases(lambda, fn)).toEqual({
      lambda: undefined,
      'Dwell Time': 'dwell',
      'Attempt #12': 'attempt',
      fn: undefined,
      Initialization: 'init',
      Init: 'init',
      Restore: 'init',
      Invocation: 'invocation',
      Overhead: 'overhead',
      '## index.handler': undefined,
    });
  });

  it('are not recognized in deeper subsegments or calls with the same name', () => {
    const named = subsegment('Invocation', { subsegments: [subsegment('Overhead')] });
    const called = subsegment('Init', { namespace: 'remote' });

    expect(phases(segment('fn', { origin: 'AWS::Lambda::Function', subsegments: [named, called] }))).toEqual({
      fn: undefined,
      Invocation: 'invocation',
      Overhead: undefined,
      Init: undefined,
    });
  });
});

describe('the timeline', () => {
  const whole = wholeTrace(trace);
  const bar = (id: string, window = whole) => {
    const entity = trace.byId.get(id);
    return entity && barIn(window, entity, trace.endMs);
  };

  it('draws a bar from the start to the end of an entity', () => {
    expect(bar('a2')).toEqual({ left: 0.05, width: expect.closeTo(0.1), status: 'fault' });
  });

  it('draws an entity in progress up to the end of the trace', () => {
    expect(bar('b')).toEqual({ left: 0.5, width: 0.5, status: 'pending' });
  });

  it('ends at the present for a trace in progress, and at the end of the trace if it ended or is too old', () => {
    const running = traceOf(segment('a', { end_time: undefined, in_progress: true }));
    const endAt = (nowMs: number) => wholeTrace(running, nowMs).endMs - running.startMs;

    expect([endAt(running.startMs + 2000), endAt(running.startMs + 3_600_000) < 1]).toEqual([2000, true]);
    expect(wholeTrace(traceOf(segment('a')), START * 1000 + 2000).endMs).toBe(START * 1000 + 500);
  });

  it('does not grow if a timeout left a subsegment in progress', () => {
    const left = subsegment('charge', { end_time: undefined, in_progress: true });
    const timedOut = traceOf(segment('fn', { fault: true, subsegments: [left] }));

    expect(wholeTrace(timedOut, START * 1000 + 2000).endMs).toBe(START * 1000 + 500);
  });

  it('cuts a bar at the edges of the window, and omits it outside the window', () => {
    const window = { startMs: ms + 500, endMs: ms + 750 };

    expect([bar('root', window), bar('a', window)]).toEqual([{ left: 0, width: 1, status: 'ok' }, undefined]);
  });

  it('has ticks at round times', () => {
    expect(ticks(whole, trace.startMs, 4).map((tick) => tick.ms)).toEqual([0, 500, 1000]);
    expect(ticks({ startMs: ms + 130, endMs: ms + 210 }, trace.startMs, 4).map((tick) => tick.ms)).toEqual([
      140, 160, 180, 200,
    ]);
  });

  it('labels a tick on its right, on its left at the end, or not at all, depending on the space', () => {
    const marks = [0, 0.5, 0.96].map((share) => ({ ms: share * 1000, share }));

    expect(tickTexts(marks, 400)).toEqual(['after', 'after', 'before']);
    expect(tickTexts(marks, 120)).toEqual(['after', 'after', 'none']);
  });

  it('zooms around a point, and stays within the trace', () => {
    const close = zoom(whole, whole, 0.5, 0.25);

    expect(close).toEqual({ startMs: ms + 125, endMs: ms + 625 });
    expect(zoom(close, whole, 10, 0)).toEqual(whole);
  });

  it('shows the range of a drag in either direction', () => {
    expect(between(whole, ms + 300, ms + 100)).toEqual({ startMs: ms + 100, endMs: ms + 300 });
  });

  it('shows the range in the URL, limited to the trace', () => {
    const close = { startMs: ms + 100.25, endMs: ms + 300 };

    expect(zoomOf(close, whole)).toEqual({ fromMs: 100.25, toMs: 300 });
    expect(windowOfView({ zoom: { fromMs: 100.25, toMs: 300 } }, whole)).toEqual(close);
    expect(windowOfView({ zoom: { fromMs: 500, toMs: 9000 } }, whole)).toEqual({ ...whole, startMs: ms + 500 });
    expect(windowOfView({ zoom: { fromMs: 5000, toMs: 9000 } }, whole)).toBeUndefined();
    expect(windowOfView({}, whole)).toBeUndefined();
  });

  it('shows a trace with a duration of zero', () => {
    const instant = traceOf(segment('a', { end_time: START }));
    const [root] = instant.roots;

    expect(root && barIn(wholeTrace(instant), root, instant.endMs)).toMatchObject({ left: 0, width: 0 });
  });
});
