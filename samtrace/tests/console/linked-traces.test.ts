import { describe, expect, it } from '@jest/globals';
import { linkedTraces } from '../../src/console/model/linked-traces.ts';
import { waitOf, waterfallRows } from '../../src/console/model/waterfall.ts';
import { START, segment, subsegment, TRACE_ID, traceOf } from './builders.ts';

const other = (n: number) => `1-6b02d5c0-00000000000000000000010${n}`;
const link = (n: number, type?: string) => ({
  trace_id: other(n),
  id: `000000000000000${n}`,
  attributes: { ...(type !== undefined && { 'aws.xray.reserved.reference_type': type }) },
});

describe('the linked traces of a trace', () => {
  it('are the traces that its segments and subsegments link to, without duplicates, each as sender or consumer', () => {
    const sends = subsegment('sends', { links: [link(2, 'child'), link(1, 'child')] });
    const trace = traceOf(segment('fn', { links: [link(1, 'parent'), link(3)], subsegments: [sends] }));

    expect(linkedTraces(trace)).toMatchObject([
      { traceId: other(1), role: 'sender', entityId: '0000000000000001' },
      { traceId: other(3), role: undefined, entityId: '0000000000000003' },
      { traceId: other(2), role: 'consumer', entityId: '0000000000000002' },
    ]);
  });

  it.each([
    ['a string', 'x'],
    ['not a list', {}],
    ['a list of strings', ['x', null, 1]],
    ['a link without a trace', [{ id: 'x' }]],
    ['a link to the trace itself', [{ ...link(1), trace_id: TRACE_ID }]],
  ])('are empty if the links are %s', (_, links) => {
    expect(linkedTraces(traceOf(segment('fn', { links })))).toEqual([]);
  });

  it('need no attributes and no ID', () => {
    expect(linkedTraces(traceOf(segment('fn', { links: [{ trace_id: other(4), id: 4, attributes: null }] })))).toEqual([
      {
        traceId: other(4),
        role: undefined,
        entityId: undefined,
        name: undefined,
        type: undefined,
        receivedMs: undefined,
      },
    ]);
  });
});

describe('a link in the waterfall', () => {
  const received = {
    'aws.xray.reserved.reference_type': 'child',
    'aws.xray.reserved.names': ['ship'],
    'aws.xray.reserved.type': 'AWS::Lambda',
    'aws.xray.reserved.received_event_end_time': START + 0.4,
  };
  const consumer = { trace_id: other(2), id: '0000000000000002', attributes: received };
  const rowsOf = (...documents: unknown[]) => waterfallRows(traceOf(...documents), new Set());

  it('is a row below the entity: senders before its children, consumers after them', () => {
    const rows = rowsOf(segment('fn', { links: [consumer, link(1, 'parent')], subsegments: [subsegment('work')] }));

    expect(rows.map(({ id, depth, link: linked }) => [id, depth, linked?.role])).toEqual([
      ['fn', 0, undefined],
      [`fn ${other(1)}`, 1, 'sender'],
      ['work', 1, undefined],
      [`fn ${other(2)}`, 1, 'consumer'],
    ]);
    expect(rows[3]?.link).toMatchObject({ name: 'ship', type: 'AWS::Lambda', receivedMs: (START + 0.4) * 1000 });
  });

  it('is hidden below a collapsed entity, and makes an entity without children one that can be collapsed', () => {
    const trace = traceOf(segment('fn', { links: [consumer] }));

    expect(waterfallRows(trace, new Set(['fn'])).map(({ id, isCollapsed }) => [id, isCollapsed])).toEqual([
      ['fn', true],
    ]);
    expect(waterfallRows(trace, new Set()).map(({ isFoldable }) => isFoldable)).toEqual([true, false]);
  });

  it('has the time of the message in the queue: from the end of the call until it was received', () => {
    const waits = (end: number) =>
      rowsOf(segment('send', { end_time: START + end, links: [consumer] })).map((row) => waitOf(row));
    const receivedMs = (START + 0.4) * 1000;

    expect(waits(0.1)).toEqual([undefined, { startMs: (START + 0.1) * 1000, endMs: receivedMs }]);
    // The consumer was faster than the answer of the queue.
    expect(waits(0.5)).toEqual([undefined, { startMs: receivedMs, endMs: receivedMs }]);
    expect(rowsOf(segment('fn', { links: [link(1, 'parent')] })).map((row) => waitOf(row))).toEqual([
      undefined,
      undefined,
    ]);
  });
});
