import {
  BatchGetTracesCommand,
  GetGroupsCommand,
  GetSamplingRulesCommand,
  GetSamplingTargetsCommand,
  GetServiceGraphCommand,
  GetTraceGraphCommand,
  GetTraceSummariesCommand,
  PutTelemetryRecordsCommand,
  PutTraceSegmentsCommand,
  paginateGetTraceSummaries,
  type XRayClient,
} from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AwsRequest } from '../../../src/aws/http.ts';
import type { XRay } from '../../../src/services/xray/service.ts';
import { awsCall, id, lambdaSegments, NOW_SECONDS, segment, TRACE_ID, traceId, xrayWith } from './support.ts';
import { startClient } from './support-client.ts';

const at = (offsetSeconds: number) => new Date((NOW_SECONDS + offsetSeconds) * 1000);
const now = { StartTime: at(-1), EndTime: at(1) };
const text = (value: unknown) => JSON.stringify(value);

describe("X-Ray's API, asked by the AWS SDK", () => {
  let xray: XRay;
  let client: XRayClient;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    xray = xrayWith();
    ({ client, stop } = await startClient(xray));
  });

  afterEach(() => stop());

  it('PutTraceSegments accepts the valid documents, and returns an error for each of the others', async () => {
    const documents = [text(segment()), text({ ...segment(), name: '' }), 'no JSON'];

    const { UnprocessedTraceSegments } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents }),
    );

    expect(UnprocessedTraceSegments?.map(({ Id, ErrorCode }) => [Id, ErrorCode])).toEqual([
      [id('a'), 'InvalidName'],
      [undefined, 'ParseError'],
    ]);
    expect(xray.traceCount).toBe(1);
  });

  it('BatchGetTraces returns the documents, and the unknown IDs', async () => {
    for (const document of [...lambdaSegments('fn'), awsCall('S3', { aws: { bucket_name: 'reports' } })]) {
      xray.put(document);
    }

    const { Traces, UnprocessedTraceIds } = await client.send(
      new BatchGetTracesCommand({ TraceIds: [traceId(9), TRACE_ID] }),
    );

    expect(UnprocessedTraceIds).toEqual([traceId(9)]);
    expect(Traces?.map(({ Id, Duration, LimitExceeded }) => ({ Id, Duration, LimitExceeded }))).toEqual([
      { Id: TRACE_ID, Duration: 1, LimitExceeded: false },
    ]);
    const documents = Traces?.[0]?.Segments?.map(({ Document = '' }) => JSON.parse(Document));
    expect(documents?.map(({ name, origin, parent_id }) => [name, origin, parent_id])).toEqual([
      ['S3', 'AWS::S3::Bucket', id('c')],
      ['fn', 'AWS::Lambda', undefined],
      ['fn', 'AWS::Lambda::Function', id('a')],
    ]);
    expect(Traces?.[0]?.Segments?.map(({ Id }) => Id)).toEqual(documents?.map((document) => document.id));
  });

  it('GetTraceSummaries returns times as dates, and the number of processed traces', async () => {
    xray.put(segment({ annotations: { request_id: 'r-1' } }));
    const find = (FilterExpression: string) => client.send(new GetTraceSummariesCommand({ ...now, FilterExpression }));

    const found = await find('annotation.request_id = "r-1"');
    const missed = await find('annotation.request_id = "r-2"');

    expect(found.TraceSummaries?.map(({ Id, StartTime }) => ({ Id, StartTime }))).toEqual([
      { Id: TRACE_ID, StartTime: at(0) },
    ]);
    expect(found).toMatchObject({ TracesProcessedCount: 1, ApproximateTime: at(0) });
    expect(missed).toMatchObject({ TraceSummaries: [], TracesProcessedCount: 1 });
  });

  it('GetTraceSummaries returns everything once in pages, newest first', async () => {
    const count = 250;
    for (let number = 0; number < count; number += 1) {
      xray.put(segment({ trace_id: traceId(number), start_time: NOW_SECONDS + number / 10_000 }));
    }
    const ids: (string | undefined)[] = [];
    let pages = 0;

    for await (const page of paginateGetTraceSummaries({ client }, { ...now })) {
      pages += 1;
      ids.push(...(page.TraceSummaries ?? []).map(({ Id }) => Id));
    }

    expect(pages).toBe(3);
    expect(ids).toEqual(Array.from({ length: count }, (_, index) => traceId(count - 1 - index)));
  });

  it('GetTraceSummaries can return an empty page with a token after a number of traces that do not match', async () => {
    for (let number = 0; number < 2001; number += 1) xray.put(segment({ trace_id: traceId(number) }));
    const query = { ...now, FilterExpression: 'fault' };

    const first = await client.send(new GetTraceSummariesCommand(query));
    const second = await client.send(new GetTraceSummariesCommand({ ...query, NextToken: first.NextToken }));

    expect(first).toMatchObject({ TraceSummaries: [], TracesProcessedCount: 2000, NextToken: expect.any(String) });
    expect(second).toMatchObject({ TraceSummaries: [], TracesProcessedCount: 1 });
    expect(second.NextToken).toBeUndefined();
  });

  it('GetServiceGraph and GetTraceGraph return the same nodes for one trace', async () => {
    for (const document of lambdaSegments('fn')) xray.put(document);

    const graph = await client.send(new GetServiceGraphCommand(now));
    const ofTrace = await client.send(new GetTraceGraphCommand({ TraceIds: [TRACE_ID] }));

    expect(graph).toMatchObject({ ...now, ContainsOldGroupVersions: false });
    expect(
      graph.Services?.map(({ Name, Type, Edges }) => [Name, Type, Edges?.map((edge) => edge.ReferenceId)]),
    ).toEqual([
      ['fn', 'client', [1]],
      ['fn', 'AWS::Lambda', [2]],
      ['fn', 'AWS::Lambda::Function', []],
    ]);
    expect(ofTrace.Services).toEqual(graph.Services);
  });

  it('GetServiceGraph returns a large graph in pages', async () => {
    for (let number = 0; number < 500; number += 1) {
      xray.put(segment({ trace_id: traceId(number), name: `app-${number}` }));
    }

    const first = await client.send(new GetServiceGraphCommand(now));
    const second = await client.send(new GetServiceGraphCommand({ ...now, NextToken: first.NextToken }));

    const references = [...(first.Services ?? []), ...(second.Services ?? [])].map(({ ReferenceId }) => ReferenceId);
    expect(references).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    expect(second.NextToken).toBeUndefined();
  });

  it('GetSamplingRules returns the default rule', async () => {
    const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));

    expect(SamplingRuleRecords).toEqual([
      {
        SamplingRule: {
          RuleName: 'Default',
          RuleARN: 'arn:aws:xray:us-east-1:000000000000:sampling-rule/Default',
          ResourceARN: '*',
          Priority: 10000,
          FixedRate: 0.05,
          ReservoirSize: 1,
          ServiceName: '*',
          ServiceType: '*',
          Host: '*',
          HTTPMethod: '*',
          URLPath: '*',
          Version: 1,
          Attributes: {},
        },
        CreatedAt: new Date(0),
        ModifiedAt: new Date(0),
      },
    ]);
  });

  it('GetSamplingTargets returns a quota for the default rule, and an error for other rules', async () => {
    const statistics = { ClientID: 'c'.repeat(24), Timestamp: at(0), RequestCount: 5, SampledCount: 1 };
    const documents = [
      { ...statistics, RuleName: 'Default' },
      { ...statistics, RuleName: 'mine' },
    ];

    const answer = await client.send(new GetSamplingTargetsCommand({ SamplingStatisticsDocuments: documents }));

    expect(answer).toMatchObject({
      SamplingTargetDocuments: [
        { RuleName: 'Default', FixedRate: 0.05, ReservoirQuota: 1, ReservoirQuotaTTL: at(10), Interval: 10 },
      ],
      LastRuleModification: new Date(0),
      UnprocessedStatistics: [{ RuleName: 'mine', ErrorCode: '400', Message: 'Unknown rule' }],
    });
  });

  it('PutTelemetryRecords is accepted', async () => {
    const records = [{ Timestamp: at(0), SegmentsReceivedCount: 1 }];

    const answer = await client.send(new PutTelemetryRecordsCommand({ TelemetryRecords: records }));

    expect(answer.$metadata.httpStatusCode).toBe(200);
  });

  it('a call that is not supported returns an error with its name', async () => {
    await expect(client.send(new GetGroupsCommand({}))).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: 'samtrace does not support GetGroups of X-Ray.',
    });
  });

  it('an error is an error class of the SDK', async () => {
    const query = new GetTraceSummariesCommand({ ...now, FilterExpression: 'mood' });

    await expect(client.send(query)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Invalid filter expression: unknown keyword "mood" at position 0.',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("a request to X-Ray's API is rejected", () => {
  const range = { StartTime: NOW_SECONDS, EndTime: NOW_SECONDS + 1 };
  const statistics = { RuleName: 'Default', ClientID: 'c'.repeat(24), Timestamp: 1, RequestCount: 1, SampledCount: 1 };
  const ids = (count: number) => Array.from({ length: count }, (_, index) => traceId(index));

  it.each([
    ['/TraceSegments', 'Missing required parameter: TraceSegmentDocuments.', {}],
    ['/TraceSegments', 'TraceSegmentDocuments must be a list.', { TraceSegmentDocuments: 'x' }],
    ['/TraceSegments', 'TraceSegmentDocuments must not be empty.', { TraceSegmentDocuments: [] }],
    ['/TraceSegments', 'TraceSegmentDocuments must be a list of strings.', { TraceSegmentDocuments: [{}] }],
    ['/TraceSegments', 'Exceeding maximum segment count: 50', { TraceSegmentDocuments: Array(51).fill('') }],
    ['/Traces', 'TraceIds has 6 entries; the limit is 5.', { TraceIds: ids(6) }],
    ['/Traces', 'Invalid trace id: "1-2-3".', { TraceIds: ['1-2-3'] }],
    ['/TraceGraph', 'TraceIds has 6 entries; the limit is 5.', { TraceIds: ids(6) }],
    ['/TraceGraph', 'Invalid NextToken.', { TraceIds: ids(1), NextToken: 'x' }],
    ['/TraceSummaries', 'Missing required parameter: EndTime.', { StartTime: 1 }],
    ['/TraceSummaries', 'StartTime must be a time in epoch seconds.', { StartTime: '1', EndTime: 2 }],
    ['/TraceSummaries', 'StartTime must not be after EndTime.', { StartTime: 2, EndTime: 1 }],
    [
      '/TraceSummaries',
      'TimeRangeType must be one of TraceId, Event, Service; got Day.',
      { ...range, TimeRangeType: 'Day' },
    ],
    ['/TraceSummaries', 'FilterExpression must be a string.', { ...range, FilterExpression: 1 }],
    ['/TraceSummaries', 'Invalid NextToken.', { ...range, NextToken: 'e30' }],
    ['/ServiceGraph', 'Time range cannot be longer than 6 hours', { StartTime: 0, EndTime: 21_601 }],
    [
      '/SamplingTargets',
      'SamplingStatisticsDocuments has 26 entries; the limit is 25.',
      { SamplingStatisticsDocuments: Array(26).fill(statistics) },
    ],
    [
      '/SamplingTargets',
      'ClientID must be 24 hexadecimal digits.',
      { SamplingStatisticsDocuments: [{ ...statistics, ClientID: 'c' }] },
    ],
    [
      '/SamplingTargets',
      'RequestCount must be an integer.',
      { SamplingStatisticsDocuments: [{ ...statistics, RequestCount: 0.5 }] },
    ],
    ['/TelemetryRecords', 'An entry of TelemetryRecords must be a structure.', { TelemetryRecords: [1] }],
  ])('%s: %s', async (path, message, body) => {
    await expect(operation(path, body).run()).rejects.toThrow(
      expect.objectContaining({ code: 'InvalidRequestException', status: 400, message }),
    );
  });

  it('at a path that X-Ray does not have', () => {
    expect(() => operation('/Nowhere', {})).toThrow(expect.objectContaining({ code: 'UnknownOperationException' }));
  });

  it('for a group, because groups are not supported', async () => {
    await expect(operation('/ServiceGraph', { ...range, GroupName: 'slow' }).run()).rejects.toThrow(
      'samtrace does not support GroupName (groups) of X-Ray.',
    );
    await expect(operation('/ServiceGraph', { ...range, GroupName: 'Default' }).run()).resolves.toMatchObject({
      status: 200,
    });
  });

  it('and every operation has an action for IAM', () => {
    expect(operation('/Traces', {})).toMatchObject({ action: 'xray:BatchGetTraces', resources: ['*'] });
  });

  function operation(path: string, body: unknown) {
    const request: AwsRequest = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(text(body)),
      caller: { kind: 'developer' },
    };
    return xrayWith().api.operation(request);
  }
});
