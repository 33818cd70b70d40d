import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  GetTraceSummariesCommand,
  PutTraceSegmentsCommand,
  type XRayClient,
} from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { awsCall, id, lambdaSegments, NOW_SECONDS, segment, startClient, TRACE_ID, xrayWith } from './support.ts';

const at = (offsetSeconds: number) => new Date((NOW_SECONDS + offsetSeconds) * 1000);

describe("X-Ray's API, asked by the AWS SDK", () => {
  let client: XRayClient;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    ({ client, stop } = await startClient(xrayWith()));
  });

  afterEach(() => stop());

  const put = (...documents: unknown[]) =>
    client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents.map((document) => JSON.stringify(document)) }),
    );

  it('gives back what was put, with the called service inferred', async () => {
    const call = awsCall('S3', { aws: { operation: 'PutObject', bucket_name: 'reports' } });
    const refused = await put(...lambdaSegments('fn'), call);

    const { Traces, UnprocessedTraceIds } = await client.send(new BatchGetTracesCommand({ TraceIds: [TRACE_ID] }));

    expect(refused.UnprocessedTraceSegments).toEqual([]);
    expect(UnprocessedTraceIds).toEqual([]);
    const documents = Traces?.[0]?.Segments?.map(({ Document }) => JSON.parse(Document ?? ''));
    expect(documents?.map(({ name, origin, parent_id }) => ({ name, origin, parent_id }))).toEqual([
      { name: 'S3', origin: 'AWS::S3::Bucket', parent_id: id('c') },
      { name: 'fn', origin: 'AWS::Lambda' },
      { name: 'fn', origin: 'AWS::Lambda::Function', parent_id: id('a') },
    ]);
  });

  it('finds a trace by its annotation, in its time', async () => {
    await put(segment({ annotations: { request_id: 'r-1' } }));
    const search = (FilterExpression: string) =>
      client.send(new GetTraceSummariesCommand({ StartTime: at(-1), EndTime: at(1), FilterExpression }));

    const found = await search('annotation.request_id = "r-1"');
    const missed = await search('annotation.request_id = "r-2"');

    expect(found.TraceSummaries?.map(({ Id }) => Id)).toEqual([TRACE_ID]);
    expect(missed.TraceSummaries).toEqual([]);
  });

  it('draws the graph', async () => {
    await put(...lambdaSegments('fn'));

    const { Services } = await client.send(new GetServiceGraphCommand({ StartTime: at(-1), EndTime: at(1) }));

    expect(
      Services?.map(({ Name, Type, Edges }) => [Name, Type, Edges?.map(({ ReferenceId }) => ReferenceId)]),
    ).toEqual([
      ['fn', 'client', [1]],
      ['fn', 'AWS::Lambda', [2]],
      ['fn', 'AWS::Lambda::Function', []],
    ]);
  });
});
