import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import {
  awsCall,
  embedded,
  id,
  lambdaSegments,
  NOW_SECONDS,
  segment,
  subsegment,
  TRACE_ID,
  traceId,
  xrayWith,
} from './support.ts';
import { documentsOf, outline } from './support-traces.ts';

describe('a trace', () => {
  it('nests subsegments that were sent alone, without the members that only sending needs', () => {
    const child = subsegment({ id: id('c'), parent_id: id('b'), name: 'child' });

    const xray = xrayWith([child, subsegment(), segment()]);

    expect(documentsOf(xray)).toEqual([
      segment({ subsegments: [embedded({ subsegments: [embedded({ id: id('c'), name: 'child' })] })] }),
    ]);
  });

  it('nests subsegments below a subsegment that is embedded in another document', () => {
    const xray = xrayWith([awsCall('S3'), ...lambdaSegments('fn')]);

    expect(outline(documentsOf(xray))).toEqual(['S3', 'fn', 'fn', 'fn > Invocation', 'fn > Invocation > S3']);
  });

  it('sorts subsegments that ended within one millisecond by their start', () => {
    const stages = ['9', '5', '7'].map((digit, n) =>
      subsegment({
        id: id(digit),
        parent_id: id('a'),
        name: `stage ${n}`,
        start_time: NOW_SECONDS,
        end_time: NOW_SECONDS,
      }),
    );
    const begun = stages.map(({ end_time: _, ...stage }) => ({ ...stage, in_progress: true }));

    const xray = xrayWith([segment(), ...begun, ...stages.toReversed()]);

    expect(outline(documentsOf(xray)).slice(1)).toEqual([0, 1, 2].map((n) => `app > stage ${n}`));
  });

  it('keeps a subsegment whose parent never arrived', () => {
    const lost = subsegment({ parent_id: id('e') });

    expect(documentsOf(xrayWith([segment(), lost]))).toEqual([segment(), lost]);
  });

  it('accepts subsegments that are their own ancestors', () => {
    const circle = [
      subsegment({ id: id('b'), parent_id: id('c'), name: 'b' }),
      subsegment({ id: id('c'), parent_id: id('b'), name: 'c' }),
    ];

    expect(outline(documentsOf(xrayWith([segment(), ...circle])))).toEqual(['app', 'b', 'b > c']);
  });

  it('keeps the complete document of a subsegment that was first in progress inside its segment', () => {
    const { end_time: _endTime, ...open } = embedded({ in_progress: true });

    const xray = xrayWith([segment({ subsegments: [open] }), subsegment({ annotations: { done: true } })]);

    expect(documentsOf(xray)).toEqual([segment({ subsegments: [embedded({ annotations: { done: true } })] })]);
  });

  it('returns a segment in progress, and the complete one after it has arrived, in any order', () => {
    const { end_time: _endTime, ...open } = segment({ in_progress: true });
    const complete = segment({ name: 'complete' });

    expect(documentsOf(xrayWith([open]))).toEqual([open]);
    expect(documentsOf(xrayWith([open, complete]))).toEqual([complete]);
    expect(documentsOf(xrayWith([complete, open]))).toEqual([complete]);
  });

  it('lasts from the earliest start to the latest end, also of subsegments that end after their segment', () => {
    const attempt = embedded({ name: 'Attempt #1', start_time: NOW_SECONDS + 1, end_time: NOW_SECONDS + 2.5 });

    const xray = xrayWith([segment({ subsegments: [attempt] })]);

    expect(xray.batchGetTraces([TRACE_ID])[0]?.Duration).toBe(2.5);
  });

  it('sorts entities without a duration before those that start at their end, and a parent before its child', () => {
    const moment = { start_time: NOW_SECONDS, end_time: NOW_SECONDS };
    const dwell = embedded({ id: id('d'), name: 'Dwell Time', ...moment });
    const attempt = embedded({ id: id('0'), name: 'Attempt #1' });
    const child = segment({ id: id('1'), name: 'child', parent_id: id('a'), end_time: NOW_SECONDS + 0.5 });

    const xray = xrayWith([child, segment({ id: id('a'), subsegments: [attempt, dwell] })]);

    expect(outline(documentsOf(xray))).toEqual(['app', 'app > Dwell Time', 'app > Attempt #1', 'child']);
  });

  it('drops fields that are unknown, null, or of a wrong type, at any depth', () => {
    const untidy = {
      ...segment(),
      noOp: true,
      user: null,
      fault: 'yes',
      http: { request: { url: 1, method: 'GET' }, response: 'none', more: {} },
      annotations: { good: 1, 'bad key': 1, list: [], long: 'x'.repeat(1001), 'aws:api_id': 'a' },
      metadata: { default: { anything: [1] }, bare: 1 },
      cause: { exceptions: [{ id: id('e'), message: null, stack: [{ path: 'a.ts', line: null, label: 'f' }] }, 7] },
      subsegments: [{ ...embedded(), notTraced: true }],
    };

    const xray = xrayWith();
    xray.put(JSON.stringify(untidy));

    expect(documentsOf(xray)).toEqual([
      segment({
        http: { request: { method: 'GET' } },
        annotations: { good: 1, 'aws:api_id': 'a' },
        metadata: { default: { anything: [1] } },
        cause: { exceptions: [{ id: id('e'), stack: [{ path: 'a.ts', label: 'f' }] }] },
        subsegments: [embedded()],
      }),
    ]);
  });

  it('treats keys such as __proto__ as normal keys', () => {
    const xray = xrayWith();
    xray.put(`${JSON.stringify(segment()).slice(0, -1)},"annotations":{"__proto__":1,"constructor":2}}`);

    const [document] = documentsOf(xray);
    expect(Object.entries(document?.annotations ?? {})).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(
      xray.traceSummaries({
        startTimeMs: 0,
        endTimeMs: Number.MAX_SAFE_INTEGER,
        filterExpression: 'annotation.toString',
      }),
    ).toEqual([]);
  });
});

describe('the order of documents', () => {
  const { end_time: _endTime, ...open } = segment({ in_progress: true });
  const documents: SegmentDocument[] = [
    open,
    ...lambdaSegments('fn'),
    awsCall('S3', { aws: { bucket_name: 'reports' }, error: true }),
    subsegment({ id: id('d'), parent_id: id('1'), annotations: { request_id: 'r' } }),
    subsegment({ id: id('e'), parent_id: id('d'), name: 'inner', annotations: { request_id: 's' } }),
    subsegment({ id: id('0'), parent_id: id('9'), name: 'lost' }),
    segment({ trace_id: traceId(2) }),
  ];
  const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };
  const seenBy = (sent: readonly SegmentDocument[]) => {
    const xray = xrayWith(sent);
    return {
      traces: xray.batchGetTraces([TRACE_ID, traceId(2)]),
      // Revision counts what came, duplicates included.
      summaries: xray.traceSummaries(everything).map(({ Revision: _revision, ...summary }) => summary),
      graph: xray.serviceGraph(everything),
    };
  };

  it('does not change the trace, the summary, and the graph, also with duplicates', () => {
    const expected = seenBy(documents);
    const orders = fc
      .shuffledSubarray([...documents, ...documents], { minLength: documents.length })
      .filter((sent) => documents.every((document) => sent.includes(document)));

    fc.assert(
      fc.property(orders, (sent) => expect(seenBy(sent)).toEqual(expected)),
      propertyRuns(200),
    );
  });
});
