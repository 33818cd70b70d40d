import { describe, expect, it } from '@jest/globals';
import { linkedTraces } from '../../src/console/model/linked-traces.ts';
import { segment, subsegment, TRACE_ID, traceOf } from './builders.ts';

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

    expect(linkedTraces(trace)).toEqual([
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
      { traceId: other(4), role: undefined, entityId: undefined },
    ]);
  });
});
