import { describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import type { Service, XRay } from '../../../src/services/xray/service.ts';
import {
  awsCall,
  embedded,
  id,
  lambdaSegments,
  NOW_SECONDS,
  segment,
  subsegment,
  traceId,
  xrayWith,
} from './support.ts';

const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

/** `[name type] -> …`: each service with the services that it calls. */
function drawn(services: readonly Service[]): string[] {
  const label = ({ Name, Type }: Service) => `${Name} ${Type ?? '-'}`;
  return services.map((service) => {
    const called = service.Edges.map(({ ReferenceId }) => {
      const target = services.find((other) => other.ReferenceId === ReferenceId);
      return target ? label(target) : 'nothing';
    });
    return [label(service), ...called].join(' -> ');
  });
}

const mapOf = (documents: readonly SegmentDocument[]) => xrayWith(documents).serviceGraph(everything);

/** One Lambda invocation that lasted so long, in a trace of its own. */
function invocation(number: number, seconds: number, change: Partial<SegmentDocument> = {}): SegmentDocument[] {
  return lambdaSegments('fn', { trace_id: traceId(number), end_time: NOW_SECONDS + seconds, ...change });
}

describe('the service graph', () => {
  it('has edges from the client through Lambda and the function to the called services', () => {
    const calls = ['S3', 'CloudWatchLogs', 'XRay'].map((name, index) => awsCall(name, { id: id(`c${index}`) }));

    expect(drawn(mapOf([...lambdaSegments('fn'), ...calls]))).toEqual([
      'fn client -> fn AWS::Lambda',
      'CloudWatchLogs AWS::CloudWatchLogs',
      'S3 AWS::S3',
      'XRay AWS::XRay',
      'fn AWS::Lambda -> fn AWS::Lambda::Function',
      'fn AWS::Lambda::Function -> CloudWatchLogs AWS::CloudWatchLogs -> S3 AWS::S3 -> XRay AWS::XRay',
    ]);
  });

  it('has all members of a node and of an edge on AWS', () => {
    const graph = mapOf([...invocation(1, 0.375), ...invocation(2, 0.012, { error: true })]);

    const times = { StartTime: NOW_SECONDS, EndTime: NOW_SECONDS + 0.375 };
    const statistics = {
      OkCount: 1,
      ErrorStatistics: { ThrottleCount: 0, OtherCount: 1, TotalCount: 1 },
      FaultStatistics: { OtherCount: 0, TotalCount: 0 },
      TotalCount: 2,
      TotalResponseTime: 0.387,
    };
    const histogram = [
      { Value: 0.012, Count: 1 },
      { Value: 0.375, Count: 1 },
    ];
    const edge = { ...times, SummaryStatistics: statistics, ResponseTimeHistogram: histogram, Aliases: [] };
    // The function's Invocation lasts a second, whatever its segment says, and belongs to its duration.
    const functionDuration = [{ Value: 1, Count: 2 }];
    const node = {
      ...times,
      Name: 'fn',
      Names: ['fn'],
      SummaryStatistics: statistics,
      ResponseTimeHistogram: histogram,
    };
    expect(graph).toEqual([
      {
        ...node,
        ReferenceId: 0,
        Type: 'client',
        State: 'unknown',
        Edges: [{ ...edge, ReferenceId: 1 }],
        SummaryStatistics: {},
        DurationHistogram: [],
        ResponseTimeHistogram: [],
      },
      {
        ...node,
        ReferenceId: 1,
        Type: 'AWS::Lambda',
        Root: true,
        State: 'active',
        Edges: [{ ...edge, ReferenceId: 2 }],
        DurationHistogram: histogram,
      },
      {
        ...node,
        ReferenceId: 2,
        Type: 'AWS::Lambda::Function',
        AccountId: '000000000000',
        State: 'active',
        Edges: [],
        DurationHistogram: functionDuration,
      },
    ]);
  });

  it("has Lambda's time on the edge to the function, and the initialization in the duration of a cold function", () => {
    const [lambda, fn] = lambdaSegments('fn', { end_time: NOW_SECONDS + 0.375 });
    const initialization = embedded({ name: 'Initialization', start_time: NOW_SECONDS, end_time: NOW_SECONDS + 0.23 });
    const cold = {
      ...fn,
      start_time: NOW_SECONDS + 0.23,
      end_time: NOW_SECONDS + 0.243,
      subsegments: [initialization],
    } as SegmentDocument;

    const graph = mapOf(lambda ? [lambda, cold] : []);

    const [, lambdaNode, functionNode] = graph;
    expect(lambdaNode?.Edges[0]?.ResponseTimeHistogram).toEqual([{ Value: 0.375, Count: 1 }]);
    expect(functionNode?.ResponseTimeHistogram).toEqual([{ Value: 0.013, Count: 1 }]);
    expect(functionNode?.DurationHistogram).toEqual([{ Value: 0.243, Count: 1 }]);
  });

  it.each([
    ['an error', { error: true }, { error: 1 }],
    ['a fault', { fault: true }, { fault: 1 }],
    ['a throttle', { throttle: true, error: true }, { throttle: 1 }],
    ['status 429', { http: { response: { status: 429 } } }, { throttle: 1 }],
    ['error and fault at once, as the SDK marks every 4xx', { error: true, fault: true }, { fault: 1 }],
    ['nothing', {}, { ok: 1 }],
    ['no end', { end_time: undefined, in_progress: true }, { total: 0 }],
  ])('counts a segment with %s once', (_what, change, expected) => {
    const { ok = 0, error = 0, throttle = 0, fault = 0, total = 1 }: Record<string, number> = expected;
    const xray = xrayWith();
    xray.put(JSON.stringify({ ...segment(), ...change }));

    expect(xray.serviceGraph(everything)[1]?.SummaryStatistics).toEqual({
      OkCount: ok,
      ErrorStatistics: { ThrottleCount: throttle, OtherCount: error, TotalCount: error + throttle },
      FaultStatistics: { OtherCount: fault, TotalCount: fault },
      TotalCount: total,
      TotalResponseTime: total,
    });
  });

  it('separates the result for the caller from the result of the called service', () => {
    const call = awsCall('Lambda', { end_time: NOW_SECONDS + 0.5, error: true });
    const callee = segment({ id: id('d'), parent_id: call.id, name: 'callee', end_time: NOW_SECONDS + 0.4 });

    const graph = mapOf([...lambdaSegments('fn'), call, callee]);

    const callerEdge = graph.find(({ Type }) => Type === 'AWS::Lambda::Function')?.Edges[0];
    expect(callerEdge?.SummaryStatistics).toMatchObject({ OkCount: 0, TotalResponseTime: 0.5 });
    expect(graph.find(({ Name }) => Name === 'callee')?.SummaryStatistics).toMatchObject({
      OkCount: 1,
      TotalResponseTime: 0.4,
    });
  });

  it('shows a recursion as an edge back, not as new nodes', () => {
    const again = lambdaSegments('fn').map((document, index) => ({
      ...document,
      id: id(`d${index}`),
      parent_id: index === 0 ? id('c') : id('d0'),
      subsegments: [],
    }));

    expect(drawn(mapOf([...lambdaSegments('fn'), awsCall('Lambda'), ...again]))).toEqual([
      'fn client -> fn AWS::Lambda',
      'fn AWS::Lambda -> fn AWS::Lambda::Function',
      'fn AWS::Lambda::Function -> fn AWS::Lambda',
    ]);
  });

  it('separates traces that do not call each other', () => {
    expect(drawn(mapOf([segment(), segment({ trace_id: traceId(2), name: 'other' })]))).toEqual([
      'app client -> app -',
      'other client -> other -',
      'app -',
      'other -',
    ]);
  });

  it('treats a segment as the root if its caller sent a trace header and no segment', () => {
    expect(drawn(mapOf([segment({ parent_id: id('9') })]))).toEqual(['app client -> app -', 'app -']);
  });

  it('shows a service that was called from a subsegment whose segment never arrived', () => {
    const call = subsegment({ namespace: 'remote', name: 'api.example.com', parent_id: id('9') });

    expect(drawn(mapOf([segment(), call]))).toEqual(['app client -> app -', 'api.example.com remote', 'app -']);
  });

  it('covers the traces that started in the range and satisfy the filter', () => {
    const xray: XRay = xrayWith(
      [0, 10, 20, 30].map((offset) =>
        segment({
          trace_id: traceId(offset),
          name: `at ${offset}`,
          start_time: NOW_SECONDS + offset,
          end_time: NOW_SECONDS + 60,
        }),
      ),
    );
    const range = { startTimeMs: (NOW_SECONDS + 10) * 1000, endTimeMs: (NOW_SECONDS + 20) * 1000 };
    const names = (services: readonly Service[]) => services.filter(({ Root }) => Root).map(({ Name }) => Name);

    expect(names(xray.serviceGraph(range))).toEqual(['at 10', 'at 20']);
    expect(names(xray.serviceGraph({ ...range, filterExpression: 'service("at 20")' }))).toEqual(['at 20']);
    expect(names(xray.traceGraph([traceId(0), traceId(99)]))).toEqual(['at 0']);
  });
});
