import { describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { LinkedTraces } from '../../../src/services/xray/linked-traces.ts';
import { id, segment, subsegment, TRACE_ID, xrayWith } from './support.ts';

const CONSUMER_TRACE = `${TRACE_ID.slice(0, -1)}${TRACE_ID.endsWith('0') ? '1' : '0'}`;
const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

const sending = () => subsegment({ name: 'SQS', namespace: 'aws', aws: { queue_url: 'https://sqs/orders' } });

/** Lambda's segment of a function that reads the queue. */
function consumer(sender: { id: string }, more: Partial<SegmentDocument> = {}): SegmentDocument {
  const attributes = {
    'aws.xray.reserved.reference_type': 'parent',
    'aws.xray.reserved.received_event_end_time': 5,
    'aws.xray.reserved.dwell_end_time': 5,
  };
  return segment({
    id: id('c'),
    trace_id: CONSUMER_TRACE,
    name: 'consumer',
    origin: 'AWS::Lambda',
    links: [{ trace_id: TRACE_ID, id: sender.id, attributes }],
    ...more,
  });
}

function documentsOf(xray: ReturnType<typeof xrayWith>, traceId: string): SegmentDocument[] {
  return (xray.batchGetTraces([traceId])[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document));
}

const senderIn = (documents: SegmentDocument[]) => documents.find(({ inferred }) => !inferred);

describe('a segment with a link to the sender of its message', () => {
  it.each(['after', 'before'])('adds a link to the sender if it arrives %s the sender', (order) => {
    const call = sending();
    const sender = [segment(), call];
    const xray = xrayWith(order === 'after' ? [...sender, consumer(call)] : [consumer(call), ...sender]);

    const app = senderIn(documentsOf(xray, TRACE_ID));
    // As recorded on AWS: awslabs/aws-iatk, internal/pkg/xray/testdata/traceWithLinks01.json.
    expect(app?.subsegments?.[0]?.links).toEqual([
      {
        trace_id: CONSUMER_TRACE,
        id: id('c'),
        attributes: {
          'aws.xray.reserved.reference_type': 'child',
          'aws.xray.reserved.type': 'AWS::Lambda',
          'aws.xray.reserved.names': ['consumer'],
          'aws.xray.reserved.received_event_end_time': 5,
          'aws.xray.reserved.dwell_end_time': 5,
        },
      },
    ]);
  });

  it('is the target of a link edge without statistics', () => {
    const call = sending();
    const services = xrayWith([segment(), call, consumer(call)]).serviceGraph(everything);

    const queue = services.find(({ Type }) => Type === 'AWS::SQS::Queue');
    const target = services.find(({ Type, Name }) => Type === 'AWS::Lambda' && Name === 'consumer');
    expect(queue?.Edges).toEqual([
      {
        ReferenceId: target?.ReferenceId,
        StartTime: 5,
        EndTime: 5,
        SummaryStatistics: {},
        ResponseTimeHistogram: [],
        Aliases: [],
        EdgeType: 'link',
        ReceivedEventAgeHistogram: [],
      },
    ]);
  });

  it('changes the revision of the trace of the sender', () => {
    const call = sending();
    const xray = xrayWith([segment(), call]);
    const revision = () => xray.traceSummaries(everything).find(({ Id }) => Id === TRACE_ID)?.Revision ?? 0;
    const before = revision();

    xray.put(consumer(call));

    expect(revision()).toBeGreaterThan(before);
  });

  it('adds at most 20 links to one entity', () => {
    const call = sending();
    const consumers = Array.from({ length: 30 }, (_, index) =>
      consumer(call, { id: index.toString(16).padStart(16, 'd') }),
    );

    const app = senderIn(documentsOf(xrayWith([segment(), call, ...consumers]), TRACE_ID));

    expect(app?.subsegments?.[0]?.links).toHaveLength(20);
  });

  it.each([[[null]], [['text']], [[{ trace_id: 5 }]], [[{ trace_id: TRACE_ID, id: 'x', attributes: null }]], [{}]])(
    'with invalid links, %j, is stored like any other',
    (links) => {
      const odd = { ...consumer({ id: id('b') }), links, annotations: { a: 'aws.xray.reserved.reference_type' } };

      const xray = xrayWith([segment(), odd as SegmentDocument]);

      expect(documentsOf(xray, TRACE_ID)).toHaveLength(1);
    },
  );
});

describe('links of traces that never arrive', () => {
  it('are kept for the last 20,000 traces', () => {
    const links = new LinkedTraces();
    const traceId = (n: number) => `1-5e1b4151-${String(n).padStart(24, '0')}`;
    const call = sending();
    const { links: [link] = [], ...rest } = consumer(call) as SegmentDocument & { links?: object[] };
    for (let n = 0; n <= 20_000; n += 1) {
      const json = JSON.stringify({ ...rest, links: [{ ...link, trace_id: traceId(n) }] });
      links.add({ traceId: CONSUMER_TRACE, id: rest.id, startTime: 1, inProgress: false, json });
    }

    expect(links.of(traceId(0))).toBeUndefined();
    expect(links.of(traceId(1))?.size).toBe(1);
    expect(links.of(traceId(20_000))?.size).toBe(1);
  });
});
