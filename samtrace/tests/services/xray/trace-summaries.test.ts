import { describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { memoryOf } from '../../../src/services/xray/segment-store.ts';
import type { TraceSummary } from '../../../src/services/xray/service.ts';
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

const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

function summaryOf(documents: readonly SegmentDocument[]): TraceSummary | undefined {
  return xrayWith(documents).traceSummaries(everything)[0];
}

describe('a trace summary', () => {
  it('has the same members for a failed Lambda invocation as on AWS', () => {
    const stage = subsegment({ parent_id: id('1'), annotations: { request_id: 'r-1' } });

    const summary = summaryOf([...lambdaSegments('fn', { error: true }), stage]);

    const client = { Name: 'fn', Names: ['fn'], Type: 'client' };
    const lambda = { Name: 'fn', Names: ['fn'], Type: 'AWS::Lambda' };
    const fn = { Name: 'fn', Names: ['fn'], Type: 'AWS::Lambda::Function', AccountId: '000000000000' };
    expect(summary).toEqual({
      Id: TRACE_ID,
      StartTime: NOW_SECONDS,
      Duration: 1,
      ResponseTime: 1,
      HasFault: false,
      HasError: true,
      HasThrottle: false,
      IsPartial: false,
      Http: { HttpStatus: 200 },
      Annotations: { request_id: [{ AnnotationValue: { StringValue: 'r-1' }, ServiceIds: [fn] }] },
      Users: [],
      ServiceIds: [client, lambda, fn],
      ResourceARNs: [{ ARN: 'arn:aws:lambda:us-east-1:000000000000:function:fn' }],
      InstanceIds: [],
      AvailabilityZones: [],
      EntryPoint: lambda,
      FaultRootCauses: [],
      ErrorRootCauses: [],
      ResponseTimeRootCauses: [],
      Revision: 3,
    });
  });

  it('has Http, users, and availability zones from the segments', () => {
    const request = { url: 'http://app/', method: 'GET', user_agent: 'curl', client_ip: '192.0.2.1' };
    const ec2 = { instance_id: 'i-1', availability_zone: 'us-east-1a' };

    const summary = summaryOf([segment({ user: 'alice', aws: { ec2 }, http: { request, response: { status: 404 } } })]);

    expect(summary).toMatchObject({
      Http: { HttpURL: 'http://app/', HttpMethod: 'GET', UserAgent: 'curl', ClientIp: '192.0.2.1', HttpStatus: 404 },
      Users: [{ UserName: 'alice', ServiceIds: [{ Name: 'app', Names: ['app'] }] }],
      InstanceIds: [{ Id: 'i-1' }],
      AvailabilityZones: [{ Name: 'us-east-1a' }],
    });
  });

  it('merges the annotations of all segments and subsegments, by value and by type', () => {
    const child = embedded({ annotations: { n: 1, same: 'x' } });
    const summary = summaryOf([segment({ annotations: { n: '1', flag: false, same: 'x' }, subsegments: [child] })]);

    const ServiceIds = [{ Name: 'app', Names: ['app'] }];
    expect(summary?.Annotations).toEqual({
      n: [
        { AnnotationValue: { StringValue: '1' }, ServiceIds },
        { AnnotationValue: { NumberValue: 1 }, ServiceIds },
      ],
      flag: [{ AnnotationValue: { BooleanValue: false }, ServiceIds }],
      same: [{ AnnotationValue: { StringValue: 'x' }, ServiceIds }],
    });
  });

  it('indexes fifty annotations', () => {
    const annotations = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`key_${index}`, index]));

    expect(Object.keys(summaryOf([segment({ annotations })])?.Annotations ?? {})).toHaveLength(50);
  });

  it('is partial and without a response time while the root is in progress', () => {
    const { end_time: _endTime, ...open } = segment({ in_progress: true });

    const summary = summaryOf([open]);

    expect(summary).toMatchObject({ IsPartial: true, Duration: 0 });
    expect(summary).not.toHaveProperty('ResponseTime');
  });

  it('reports the failure of the root only, and a throttle anywhere', () => {
    const summary = summaryOf([...lambdaSegments('fn'), awsCall('S3', { error: true, fault: true, throttle: true })]);

    expect(summary).toMatchObject({ HasError: false, HasFault: false, HasThrottle: true });
  });

  it('counts the changes of a trace', () => {
    const xray = xrayWith([segment()]);
    const revision = () => xray.traceSummaries(everything)[0]?.Revision;

    expect(revision()).toBe(1);
    xray.put(subsegment());
    expect(revision()).toBe(2);
  });
});

describe('root causes', () => {
  const cause = { exceptions: [{ id: id('e'), type: 'Declined', message: 'no' }] };

  it('lead from the root to the deepest fault, with its exceptions', () => {
    const summary = summaryOf([
      ...lambdaSegments('fn', { error: true }),
      subsegment({ id: id('2'), parent_id: id('1'), name: 'charge', fault: true, cause }),
    ]);

    const step = (Name: string, Exceptions: unknown[] = []) => ({ Name, Remote: false, Exceptions });
    expect(summary?.FaultRootCauses).toEqual([
      {
        ClientImpacting: false,
        Services: [
          { Name: 'fn', Names: ['fn'], Type: 'AWS::Lambda', Inferred: false, EntityPath: [step('fn')] },
          {
            Name: 'fn',
            Names: ['fn'],
            Type: 'AWS::Lambda::Function',
            AccountId: '000000000000',
            Inferred: false,
            EntityPath: [step('fn'), step('Invocation'), step('charge', [{ Name: 'Declined', Message: 'no' }])],
          },
        ],
      },
    ]);
  });

  it('end at the inferred service of a failed call', () => {
    const call = subsegment({ name: 'api.example.com', namespace: 'remote', error: true });

    const summary = summaryOf([segment({ error: true }), call]);

    expect(summary?.ErrorRootCauses).toEqual([
      {
        ClientImpacting: true,
        Services: [
          {
            Name: 'app',
            Names: ['app'],
            Inferred: false,
            EntityPath: [
              { Name: 'app', Remote: false, Exceptions: [] },
              { Name: 'api.example.com', Remote: true, Exceptions: [] },
            ],
          },
          {
            Name: 'api.example.com',
            Names: ['api.example.com'],
            Type: 'remote',
            Inferred: true,
            EntityPath: [{ Name: 'api.example.com', Remote: false, Exceptions: [] }],
          },
        ],
      },
    ]);
  });

  // Recorded by AWS in 2023: response time 2.894 s, of which a cold function initialized for 0.863.
  it('of a slow trace follow the entities that took most of its time', () => {
    const [lambda, fn] = lambdaSegments('fn', { end_time: NOW_SECONDS + 2.894 });
    const initialization = embedded({ name: 'Initialization', end_time: NOW_SECONDS + 2.498 });
    const late = { ...fn, start_time: NOW_SECONDS + 2.5, subsegments: [initialization] } as SegmentDocument;

    const summary = summaryOf(lambda ? [lambda, late] : []);

    const covered = (Name: string, Coverage: number) => ({ Name, Coverage, Remote: false });
    expect(summary?.ResponseTimeRootCauses).toMatchObject([
      {
        ClientImpacting: true,
        Services: [
          { Type: 'AWS::Lambda', EntityPath: [covered('fn', 1)] },
          { Type: 'AWS::Lambda::Function', EntityPath: [covered('fn', 0.863), covered('Initialization', 0.863)] },
        ],
      },
    ]);
  });
});

describe('the list of traces', () => {
  /** One trace a second, each a tenth of a second long. */
  const three = () =>
    xrayWith(
      [0, 1, 2].map((second) =>
        segment({
          trace_id: traceId(second, NOW_SECONDS + second),
          start_time: NOW_SECONDS + second + 0.5,
          end_time: NOW_SECONDS + second + 0.6,
        }),
      ),
    );
  const at = (seconds: number) => (NOW_SECONDS + seconds) * 1000;
  const found = (query: Parameters<ReturnType<typeof three>['traceSummaries']>[0]) =>
    three()
      .traceSummaries(query)
      .map(({ StartTime }) => Math.floor(StartTime) - NOW_SECONDS);

  it('is newest first', () => {
    expect(found(everything)).toEqual([2, 1, 0]);
  });

  it('uses the time in the trace ID, with the end excluded', () => {
    expect(found({ startTimeMs: at(1), endTimeMs: at(2) })).toEqual([1]);
  });

  it('finds a trace although its ID contains only whole seconds', () => {
    expect(found({ startTimeMs: at(1.4), endTimeMs: at(1.7) })).toEqual([1]);
  });

  it.each([
    ['far in the past', '1-00000001-'],
    ['far in the future', '1-ffffffff-'],
    ['a year ago', `1-${(NOW_SECONDS - 365 * 86_400).toString(16)}-`],
  ])('uses the start of the first segment if the ID is random, with a time %s', (_, prefix) => {
    const trace_id = prefix + 'a'.repeat(24);
    const xray = xrayWith([segment({ trace_id, start_time: NOW_SECONDS + 1, end_time: NOW_SECONDS + 9 })]);
    const ids = (from: number, to: number) =>
      xray.traceSummaries({ startTimeMs: at(from), endTimeMs: at(to) }).map(({ Id }) => Id);

    expect(ids(0, 2)).toEqual([trace_id]);
    expect(ids(2, 3)).toEqual([]);
    expect(xray.serviceGraph({ startTimeMs: at(0), endTimeMs: at(2) })).not.toEqual([]);
  });

  it('uses the time of the documents for TimeRangeType Event', () => {
    expect(found({ startTimeMs: at(0.55), endTimeMs: at(1.5), timeRangeType: 'Event' })).toEqual([1, 0]);
    expect(found({ startTimeMs: at(0.65), endTimeMs: at(1.4), timeRangeType: 'Event' })).toEqual([]);
    const [summary] = three().traceSummaries({ startTimeMs: at(0.55), endTimeMs: at(1), timeRangeType: 'Event' });
    expect(summary?.MatchedEventTime).toBe(NOW_SECONDS + 0.55);
  });

  it('uses the times of the services for TimeRangeType Service', () => {
    expect(found({ startTimeMs: at(0.55), endTimeMs: at(1.5), timeRangeType: 'Service' })).toEqual([1, 0]);
  });

  it('ignores inferred services for TimeRangeType Service', () => {
    const call = subsegment({ namespace: 'remote', start_time: NOW_SECONDS + 5, end_time: NOW_SECONDS + 6 });
    // The call outlives its segment, so that only its inferred service is there at that time; its parent never came.
    const xray = xrayWith([segment(), { ...call, parent_id: id('9') }]);
    const find = (timeRangeType: 'Event' | 'Service') =>
      xray.traceSummaries({ startTimeMs: at(5), endTimeMs: at(6), timeRangeType }).length;

    expect({ event: find('Event'), service: find('Service') }).toEqual({ event: 1, service: 0 });
  });

  it('is returned in pages that stay consistent while new traces arrive', async () => {
    const xray = three();
    const first = await xray.traceSummaryPage({ ...everything, limit: 2 });
    xray.put(segment({ trace_id: traceId(9), start_time: NOW_SECONDS + 9, end_time: NOW_SECONDS + 10 }));

    const { next } = first;
    const second = await xray.traceSummaryPage({ ...everything, limit: 2, ...(next && { after: next }) });

    expect(first.summaries.map(({ Id }) => Id)).toEqual([traceId(2, NOW_SECONDS + 2), traceId(1, NOW_SECONDS + 1)]);
    expect(second.summaries.map(({ Id }) => Id)).toEqual([traceId(0)]);
    expect(second.next).toBeUndefined();
  });

  it('stops after a number of traces, with a token to continue', async () => {
    const page = await three().traceSummaryPage({ ...everything, limit: 10, scanLimit: 2, filterExpression: 'fault' });

    expect(page).toEqual({
      summaries: [],
      processedCount: 2,
      next: { startTime: NOW_SECONDS + 1.5, id: traceId(1, NOW_SECONDS + 1) },
    });
  });

  it('drops the oldest traces above the limit, and counts them', () => {
    const xray = xrayWith(
      Array.from({ length: 17 }, (_, index) =>
        segment({ trace_id: traceId(index), start_time: NOW_SECONDS + index, end_time: NOW_SECONDS + 99 }),
      ),
      { retention: { traces: 16 } },
    );

    expect(xray.traceCount).toBe(14);
    expect(xray.evictedTraceCount).toBe(3);
    expect(xray.traceSummaries(everything).at(-1)?.Id).toBe(traceId(3));
  });

  it('drops the oldest traces when all of them take more memory than allowed', () => {
    const bytes = memoryOf(JSON.stringify(segment()));
    const documents = [1, 2, 3, 4].map((second) =>
      segment({ trace_id: traceId(second), start_time: NOW_SECONDS + second, end_time: NOW_SECONDS + 9 }),
    );

    const xray = xrayWith(documents, { retention: { bytes: bytes * 3 } });

    expect(xray.evictedTraceCount).toBe(2);
  });
});
