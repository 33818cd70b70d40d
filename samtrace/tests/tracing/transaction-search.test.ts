import {
  BatchGetTracesCommand,
  GetIndexingRulesCommand,
  GetTraceSegmentDestinationCommand,
  ListRetrievedTracesCommand,
  StartTraceRetrievalCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';
import { newTraceId } from '../../src/aws/trace-header.ts';
import { problemsOf } from '../template/read.ts';

let stack: Stack;
let client: XRayClient;

beforeAll(async () => {
  stack = await startStack({ template: 'tests/tracing/transaction-search/template.yml' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new XRayClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
}, 60_000);

afterAll(async () => {
  client?.destroy();
  await stack?.stop();
});

describe('a template with AWS::XRay::TransactionSearchConfig', () => {
  it('switches Transaction Search on, with its indexing percentage', async () => {
    const { Destination, Status } = await client.send(new GetTraceSegmentDestinationCommand({}));
    const { IndexingRules } = await client.send(new GetIndexingRulesCommand({}));

    expect({ Destination, Status }).toEqual({ Destination: 'CloudWatchLogs', Status: 'ACTIVE' });
    expect(IndexingRules).toMatchObject([{ Rule: { Probabilistic: { DesiredSamplingPercentage: 0 } } }]);
    expect(stack.outputs).toEqual({ Account: '000000000000' });
  });

  it.each(['-1', '101', 'many'])('is rejected with the percentage %s', (percentage) => {
    const template = `Resources:
  Search:
    Type: AWS::XRay::TransactionSearchConfig
    Properties:
      IndexingPercentage: ${percentage}`;

    expect(problemsOf(template)).toEqual([
      expect.stringContaining('Search: IndexingPercentage must be a number from 0 to 100, not'),
    ]);
  });
});

describe('with Transaction Search', () => {
  it.each([
    ['was sampled', 1, ['AWS::Lambda', 'AWS::Lambda::Function', undefined]],
    ['was not sampled, but sent spans of its own', 0, [undefined]],
  ])(
    'the trace of a request that %s is found by a retrieval, and not by BatchGetTraces',
    async (_, sampled, origins) => {
      const traceId = newTraceId(Date.now());
      await stack.invoke('SendsASpan', {}, { traceHeader: `Root=${traceId};Sampled=${sampled}` });
      await stack.settled();

      expect((await client.send(new BatchGetTracesCommand({ TraceIds: [traceId] }))).Traces).toEqual([]);
      expect((await retrieve(traceId)).map(({ origin }) => origin).sort()).toEqual(origins);
      expect(stack.trace(traceId).segments).toHaveLength(origins.length);
    },
  );
});

/** The documents of a trace. */
async function retrieve(traceId: string): Promise<{ origin?: string }[]> {
  const query = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
  const { RetrievalToken } = await client.send(new StartTraceRetrievalCommand({ TraceIds: [traceId], ...query }));
  for (;;) {
    const list = new ListRetrievedTracesCommand({ RetrievalToken, TraceFormat: 'XRAY' });
    const { RetrievalStatus, Traces = [] } = await client.send(list);
    if (RetrievalStatus === 'RUNNING') continue;
    expect(RetrievalStatus).toBe('COMPLETE');
    return Traces.flatMap(({ Spans = [] }) => Spans.map(({ Document = '' }) => JSON.parse(Document)));
  }
}
