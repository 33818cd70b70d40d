import { afterAll, describe, expect, it, jest } from '@jest/globals';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import type { CheckedDocument } from '../../../src/services/xray/document-check.ts';
import { factsOf } from '../../../src/services/xray/trace-facts.ts';
import { segment, subsegment, TRACE_ID, traceId, xrayWith } from './support.ts';

const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };
const idOf = (number: number) => number.toString(16).padStart(16, '0');

/** As many documents as a trace of 500 kB has room for, each the child of the one before. */
function chain(make: (overrides: Partial<SegmentDocument>) => SegmentDocument): SegmentDocument[] {
  return Array.from({ length: 2_500 }, (_, number) => make({ id: idOf(number + 1), parent_id: idOf(number) }));
}

describe('a trace whose documents form one long chain', () => {
  it.each([
    ['of subsegments', [segment({ id: idOf(0) }), ...chain(subsegment)]],
    ['of segments', [segment({ id: idOf(0) }), ...chain(segment)]],
    ['of failed segments', [segment({ id: idOf(0) }), ...chain((overrides) => segment({ fault: true, ...overrides }))]],
    ['of subsegments without a segment', chain(subsegment)],
  ])('%s can be listed, read and drawn', (_what, documents) => {
    const xray = xrayWith([...documents, segment({ trace_id: traceId(2) })]);

    expect(xray.traceSummaries(everything).map(({ Id }) => Id)).toEqual([traceId(2), TRACE_ID].sort().reverse());
    expect(xray.batchGetTraces([TRACE_ID])).toHaveLength(1);
    expect(xray.traceGraph([TRACE_ID])).toBeDefined();
    expect(xray.serviceGraph(everything)).toBeDefined();
  });
});

describe('a trace that cannot be read', () => {
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  afterAll(() => warning.mockRestore());

  it('has no facts, and a warning names it', () => {
    const broken: CheckedDocument = { traceId: TRACE_ID, id: idOf(1), startTime: 1, inProgress: false, json: '{' };

    const facts = factsOf({ id: TRACE_ID, documents: new Map([[broken.id, broken]]), revision: 1, facts: undefined });

    expect(facts).toBeUndefined();
    expect(warning.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining(TRACE_ID)]);
  });
});
