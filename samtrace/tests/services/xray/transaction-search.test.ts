import {
  BatchGetTracesCommand,
  CancelTraceRetrievalCommand,
  GetIndexingRulesCommand,
  GetRetrievedTracesGraphCommand,
  GetServiceGraphCommand,
  GetTraceGraphCommand,
  GetTraceSegmentDestinationCommand,
  GetTraceSummariesCommand,
  ListRetrievedTracesCommand,
  type ListRetrievedTracesCommandInput,
  StartTraceRetrievalCommand,
  UpdateIndexingRuleCommand,
  UpdateTraceSegmentDestinationCommand,
  type XRayClient,
} from '@aws-sdk/client-xray';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { XRay, XRayOptions } from '../../../src/services/xray/service.ts';
import { recordSpans } from './otlp/support-spans.ts';
import { awsCall, id, lambdaSegments, NOW_SECONDS, segment, traceId, xrayWith } from './support.ts';
import { startClient } from './support-client.ts';

/** Trace IDs whose last 52 bits are in the first 1 %, in the middle, first, and last. */
const INDEXED = '1-6553f100-aaaaaaaaaaa0000000000001';
const NOT_INDEXED = '1-6553f100-aaaaaaaaaaa8000000000001';
const LOWEST = '1-6553f100-aaaaaaaaaaa0000000000000';
const HIGHEST = '1-6553f100-aaaaaaaaaaafffffffffffff';

const at = (offsetSeconds: number) => new Date((NOW_SECONDS + offsetSeconds) * 1000);
const range = { StartTime: at(-60), EndTime: at(60) };
/** OpenTelemetry's SDK writes the real time. */
const anyTime = { StartTime: new Date(0), EndTime: new Date(8e12) };

let xray: XRay;
let client: XRayClient;
let stop: () => Promise<void> = async () => {};
let nowMs = NOW_SECONDS * 1000;

afterEach(() => stop());

async function start(transactionSearch?: XRayOptions['transactionSearch']): Promise<void> {
  nowMs = NOW_SECONDS * 1000;
  xray = xrayWith([], { now: () => nowMs, ...(transactionSearch && { transactionSearch }) });
  ({ client, stop } = await startClient(xray));
}

/** Stores the two segments that Lambda records, with a call of S3. */
function put(trace_id: string): void {
  const call = awsCall('S3', { aws: { bucket_name: 'reports' }, trace_id });
  for (const document of [...lambdaSegments('fn', { trace_id }), call]) xray.put(document);
}

async function startRetrieval(...TraceIds: string[]): Promise<string> {
  const { RetrievalToken = '' } = await client.send(new StartTraceRetrievalCommand({ TraceIds, ...anyTime }));
  return RetrievalToken;
}

/** Follows a retrieval to its end, as the SDK's users do. */
async function retrieve(...traceIds: string[]) {
  const RetrievalToken = await startRetrieval(...traceIds);
  const input: ListRetrievedTracesCommandInput = { RetrievalToken, TraceFormat: 'XRAY' };
  const traces = [];
  for (;;) {
    const page = await client.send(new ListRetrievedTracesCommand(input));
    traces.push(...(page.Traces ?? []));
    if (page.RetrievalStatus === 'COMPLETE' && page.NextToken === undefined) return traces;
    input.NextToken = page.NextToken;
  }
}

function nameOf({ Document = '' }: { readonly Document?: string | undefined }): string {
  return JSON.parse(Document).name;
}

async function found(traceIds: string[]): Promise<(string | undefined)[]> {
  const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: traceIds }));
  return (Traces ?? []).map(({ Id }) => Id);
}

describe('an account with Transaction Search', () => {
  it('returns the destination CloudWatchLogs', async () => {
    await start({});

    const { Destination, Status } = await client.send(new GetTraceSegmentDestinationCommand({}));

    expect({ Destination, Status }).toEqual({ Destination: 'CloudWatchLogs', Status: 'ACTIVE' });
  });

  it('returns only the indexed traces in the APIs of X-Ray', async () => {
    await start({});
    for (const each of [INDEXED, NOT_INDEXED]) put(each);

    const summaries = await client.send(new GetTraceSummariesCommand(range));
    const graph = await client.send(new GetServiceGraphCommand(range));
    const traceGraph = await client.send(new GetTraceGraphCommand({ TraceIds: [NOT_INDEXED] }));

    expect(await found([INDEXED, NOT_INDEXED])).toEqual([INDEXED]);
    expect(summaries.TraceSummaries?.map(({ Id }) => Id)).toEqual([INDEXED]);
    expect(graph.Services?.find(({ Type }) => Type === 'AWS::Lambda')?.SummaryStatistics?.TotalCount).toBe(1);
    expect(traceGraph.Services).toEqual([]);
  });

  it('shows all traces on the page and in tests', async () => {
    await start({});
    put(NOT_INDEXED);

    expect(xray.batchGetTraces([NOT_INDEXED])).toHaveLength(1);
    expect(xray.traceGraph([NOT_INDEXED])).not.toEqual([]);
  });

  it('finds every trace by a retrieval, with the documents that BatchGetTraces has without Transaction Search', async () => {
    await start({});
    for (const each of [INDEXED, NOT_INDEXED]) put(each);

    const traces = await retrieve(NOT_INDEXED, INDEXED, traceId(7));

    expect(traces).toEqual(
      xray
        .batchGetTraces([NOT_INDEXED, INDEXED])
        .map(({ Id, Duration, Segments }) => ({ Id, Duration, Spans: Segments })),
    );
    expect(traces[0]?.Spans?.map(({ Document = '' }) => JSON.parse(Document).origin)).toEqual(
      expect.arrayContaining(['AWS::Lambda', 'AWS::Lambda::Function', 'AWS::S3::Bucket']),
    );
  });

  it('has the OpenTelemetry spans of requests that were not sampled', async () => {
    const spans = recordSpans({ 'service.name': 'checkout' }, [{ name: 'checkout', kind: SpanKind.SERVER }], {
      traceId: NOT_INDEXED.replace('1-', '').replace('-', ''),
      spanId: id('1'),
    });
    const request = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []);
    const names = async () => (await retrieve(NOT_INDEXED)).flatMap(({ Spans = [] }) => Spans.map(nameOf));

    await start();
    xray.put(`T1U${request.toString('base64')}`);
    expect(await names()).toEqual([]);
    await stop();

    await start({});
    xray.put(`T1U${request.toString('base64')}`);
    expect(await names()).toEqual(['checkout']);
  });

  it('pages through many retrieved traces', async () => {
    await start({});
    const ids = Array.from({ length: 25 }, (_, index) => traceId(index + 1));
    for (const each of ids) put(each);

    expect((await retrieve(...ids)).map(({ Id }) => Id)).toEqual(ids);
  });

  it('finds traces that were active in the range, both ends included', async () => {
    await start({});
    put(NOT_INDEXED);
    const foundBetween = async (from: number, to: number) => {
      const query = { TraceIds: [NOT_INDEXED], StartTime: at(from), EndTime: at(to) };
      const { RetrievalToken } = await client.send(new StartTraceRetrievalCommand(query));
      await client.send(new ListRetrievedTracesCommand({ RetrievalToken }));
      return (await client.send(new ListRetrievedTracesCommand({ RetrievalToken }))).Traces?.length;
    };

    expect(await foundBetween(-5, 0)).toBe(1);
    expect(await foundBetween(1, 5)).toBe(1);
    expect(await foundBetween(-5, -0.001)).toBe(0);
    expect(await foundBetween(1.001, 5)).toBe(0);
  });

  it('has no traces in a retrieval that is running, and none after an hour', async () => {
    await start({});
    put(NOT_INDEXED);
    const RetrievalToken = await startRetrieval(NOT_INDEXED);
    const list = new ListRetrievedTracesCommand({ RetrievalToken, TraceFormat: 'XRAY' });

    expect(await client.send(list)).toMatchObject({ RetrievalStatus: 'RUNNING', TraceFormat: 'XRAY', Traces: [] });
    expect(await client.send(list)).toMatchObject({ RetrievalStatus: 'COMPLETE', Traces: [{ Id: NOT_INDEXED }] });

    nowMs += 60 * 60 * 1000;
    expect(await client.send(list)).toMatchObject({ RetrievalStatus: 'TIMEOUT', Traces: [] });
  });

  it('has the service graph of the retrieved traces', async () => {
    await start({});
    for (const each of [INDEXED, NOT_INDEXED]) put(each);
    const RetrievalToken = await startRetrieval(INDEXED, NOT_INDEXED);
    const graph = new GetRetrievedTracesGraphCommand({ RetrievalToken });

    expect(await client.send(graph)).toMatchObject({ RetrievalStatus: 'RUNNING', Services: [] });
    const { RetrievalStatus, Services } = await client.send(graph);

    expect(RetrievalStatus).toBe('COMPLETE');
    const bucket = Services?.find(({ Service }) => Service?.Type === 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ Service: { Name: 'reports', SummaryStatistics: { TotalCount: 2 } }, Links: [] });
  });

  it('removes a cancelled retrieval', async () => {
    await start({});
    const RetrievalToken = await startRetrieval(NOT_INDEXED);

    await client.send(new CancelTraceRetrievalCommand({ RetrievalToken }));

    for (const command of [
      new ListRetrievedTracesCommand({ RetrievalToken }),
      new GetRetrievedTracesGraphCommand({ RetrievalToken }),
      new CancelTraceRetrievalCommand({ RetrievalToken }),
    ]) {
      await expect(client.send(command as ListRetrievedTracesCommand)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        ResourceName: RetrievalToken,
        $metadata: { httpStatusCode: 404 },
      });
    }
  });

  it('returns an error with the name of an unsupported parameter', async () => {
    await start({});
    const RetrievalToken = await startRetrieval(NOT_INDEXED);

    await expect(
      client.send(new ListRetrievedTracesCommand({ RetrievalToken, TraceFormat: 'OTEL' })),
    ).rejects.toMatchObject({ name: 'NotImplementedException', message: expect.stringContaining('OTEL') });
    await expect(client.send(new StartTraceRetrievalCommand({ TraceIds: [], ...range }))).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });

  it.each([
    [{ TraceIds: ['nonsense'] }, 'Invalid trace id: "nonsense".'],
    [{ TraceIds: Array(101).fill(NOT_INDEXED) }, 'TraceIds has 101 entries; the limit is 100.'],
    [{ StartTime: at(61) }, 'StartTime must not be after EndTime.'],
  ])('rejects a retrieval with %j', async (wrong, message) => {
    await start({});

    const command = new StartTraceRetrievalCommand({ TraceIds: [NOT_INDEXED], ...range, ...wrong });

    await expect(client.send(command)).rejects.toMatchObject({ name: 'InvalidRequestException', message });
  });
});

describe('the indexing rule', () => {
  const update = (percentage: number, Name = 'Default') =>
    client.send(
      new UpdateIndexingRuleCommand({ Name, Rule: { Probabilistic: { DesiredSamplingPercentage: percentage } } }),
    );

  it('is 1% by default', async () => {
    await start({ indexingPercentage: 20 });

    const { IndexingRules } = await client.send(new GetIndexingRulesCommand({}));

    expect(IndexingRules).toMatchObject([
      { Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: 20, ActualSamplingPercentage: 20 } } },
    ]);
  });

  it('applies to the traces that arrive after a change', async () => {
    await start({});
    put(NOT_INDEXED);

    const { IndexingRule } = await update(100);
    put(HIGHEST);

    expect(IndexingRule).toMatchObject({ Name: 'Default', ModifiedAt: new Date(nowMs) });
    expect(await found([NOT_INDEXED, HIGHEST])).toEqual([HIGHEST]);
    await update(0);
    put(LOWEST);
    expect(await found([LOWEST])).toEqual([]);
  });

  it('is the only one, and a percentage', async () => {
    await start({});

    await expect(update(5, 'Other')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceName: 'Other',
    });
    await expect(update(101)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('the destination of trace segments', () => {
  const change = (Destination: 'XRay' | 'CloudWatchLogs') =>
    client.send(new UpdateTraceSegmentDestinationCommand({ Destination }));

  it('decides about the traces that arrive after a change', async () => {
    await start();
    put(INDEXED);

    expect(await change('CloudWatchLogs')).toMatchObject({ Destination: 'CloudWatchLogs', Status: 'PENDING' });
    put(NOT_INDEXED);

    expect(await found([INDEXED, NOT_INDEXED])).toEqual([INDEXED]);
    expect((await retrieve(INDEXED, NOT_INDEXED)).map(({ Id }) => Id)).toEqual([NOT_INDEXED]);
    const looks = [new GetTraceSegmentDestinationCommand({}), new GetTraceSegmentDestinationCommand({})];
    const statuses = [];
    for (const look of looks) statuses.push((await client.send(look)).Status);
    expect(statuses).toEqual(['PENDING', 'ACTIVE']);
  });

  it('cannot be changed to the current value', async () => {
    await start({});

    await expect(change('CloudWatchLogs')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('already set to CloudWatchLogs'),
    });
  });
});

describe('a retrieval without Transaction Search', () => {
  it('is complete and empty', async () => {
    await start();
    xray.put(segment({ id: id('a'), trace_id: INDEXED }));

    expect(await retrieve(INDEXED)).toEqual([]);
  });
});
