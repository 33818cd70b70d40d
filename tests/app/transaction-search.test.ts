import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { eventOf, reportsOf, startSample, storedIn } from './support/sample.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startSample({ transactionSearch: true });
});

afterAll(() => stack?.stop());

/** A header with a trace ID that is not among the 1 % that X-Ray indexes. */
function traceHeader(digit: string, sampled: 0 | 1): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${digit.repeat(24)};Sampled=${sampled}`;
}

async function putSegment(document: object): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new XRayClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
  const TraceSegmentDocuments = [JSON.stringify(document)];
  const { UnprocessedTraceSegments } = await client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments }));
  client.destroy();
  expect(UnprocessedTraceSegments).toEqual([]);
}

/** The operations of X-Ray that the error handler called for the report of a request. */
function xrayCalls(): (string | undefined)[] {
  const requests = stack.asyncInvocations().filter((each) => each.function === 'ErrorHandlerFunction');
  return requests.flatMap(({ requestId }) =>
    stack
      .trace(requestId)
      .calls('AWS::XRay')
      .map(({ operation }) => operation),
  );
}

function retrievals(): number {
  return xrayCalls().filter((operation) => operation === 'StartTraceRetrieval').length;
}

describe('the error handler in an account with CloudWatch Transaction Search', () => {
  it('retrieves the complete trace of a failure, which BatchGetTraces does not find', async () => {
    const { requestId } = await stack.invoke('ProcessorFunction', eventOf('out-of-stock'), {
      traceHeader: traceHeader('a', 1),
    });
    await stack.settled();

    expect(await reportsOf(stack, requestId)).toEqual([
      expect.objectContaining({ requestId, class: 'thrown', trace: expect.objectContaining({ outcome: 'found' }) }),
    ]);
    expect(xrayCalls()).toEqual(
      expect.arrayContaining([
        'BatchGetTraces',
        'GetTraceSegmentDestination',
        'StartTraceRetrieval',
        'ListRetrievedTraces',
      ]),
    );
  });

  it('stores what an unsampled request recorded all the same, as OpenTelemetry does, and retrieves it once', async () => {
    const retrievalsBefore = retrievals();
    const header = traceHeader('c', 0);
    const now = Date.now() / 1000;
    const span = { id: 'cccccccccccccccc', name: 'span', start_time: now - 1, end_time: now };
    await putSegment({ ...span, trace_id: header.slice('Root='.length, header.indexOf(';')) });

    const { requestId } = await stack.invoke('ProcessorFunction', eventOf('out-of-stock'), {
      traceHeader: header,
    });
    await stack.settled();

    const [report] = await reportsOf(stack, requestId);
    const trace = (await storedIn(stack))[`${report?.keys.folder}request-trace.json`];
    expect(trace).toMatchObject({ outcome: 'partial', segments: [{ name: 'span' }] });
    expect(retrievals() - retrievalsBefore).toBe(1);
  });

  it('reports a request that was not sampled, and retrieves its trace once', async () => {
    const retrievalsBefore = retrievals();
    const { requestId } = await stack.invoke('ProcessorFunction', eventOf('out-of-stock'), {
      traceHeader: traceHeader('b', 0),
    });
    await stack.settled();

    expect(await reportsOf(stack, requestId)).toEqual([
      expect.objectContaining({ requestId, trace: expect.objectContaining({ outcome: 'unsampled' }) }),
    ]);
    expect(retrievals() - retrievalsBefore).toBe(1);
  });
});
