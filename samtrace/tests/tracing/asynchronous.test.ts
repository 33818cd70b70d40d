import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../src/aws/segment-document.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { arrowsOf, clientOptions, documentsOf, tracesOf } from './support/traces.ts';

let application: Application;
let client: LambdaClient;

beforeAll(async () => {
  const templateFile = 'tests/tracing/asynchronous/template.yml';
  application = await startApplication({ templateFile, retryDelayScale: 0.001 });
  client = new LambdaClient({ ...clientOptions(application.stack), maxAttempts: 1 });
}, 60_000);

afterAll(async () => {
  client?.destroy();
  await application?.[Symbol.asyncDispose]();
});

describe('an asynchronous invocation', () => {
  it('is accepted with status 202, and its trace contains the wait and each attempt', async () => {
    const { answer, requestId, documents } = await send('FailsOnce', {});

    expect(answer.StatusCode).toBe(202);
    expect(stateOf(requestId)).toMatchObject({ attempts: 2, status: 'ok' });
    const service = documents.find(({ origin }) => origin === 'AWS::Lambda');
    expect(service).toMatchObject({ http: { response: { status: 202 } }, aws: { request_id: requestId } });
    const [dwell, first, second] = service?.subsegments ?? [];
    expect([dwell?.name, first?.name, second?.name]).toEqual(['Dwell Time', 'Attempt #1', 'Attempt #2']);
    expect(dwell?.end_time).toBe(first?.start_time);
    expect([dwell?.error, first?.error, second?.error]).toEqual([undefined, true, undefined]);
    const attempts = documents.filter(({ origin }) => origin === 'AWS::Lambda::Function');
    expect(attempts.map((segment) => [segment.parent_id, segment.error, causeOf(segment)])).toEqual([
      [first?.id, true, 'not yet'],
      [second?.id, undefined, undefined],
    ]);
  });

  it('that always fails is sent to the on-failure queue, with its event and its last answer', async () => {
    const { requestId, documents } = await send('FailsAlways', { orderId: 'A-7' });

    expect(stateOf(requestId)).toMatchObject({ attempts: 3, status: 'error', errorType: 'RangeError' });
    expect(documents.filter(({ origin }) => origin === 'AWS::Lambda::Function')).toHaveLength(3);
    expect(await application.queued()).toEqual([
      {
        version: '1.0',
        timestamp: expect.any(String),
        requestContext: {
          requestId,
          functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName('FailsAlways')}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { orderId: 'A-7' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'RangeError', errorMessage: 'never', trace: expect.any(Array) },
      },
    ]);
  });
});

describe('a function whose reserved concurrency is used up', () => {
  it('is throttled with status 429, and the map shows a throttle without an invocation', async () => {
    await using held = await heldServer();
    const FunctionName = functionName('Waits');
    const first = client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ url: held.url }) }));
    await held.called;

    const refused = await client.send(new InvokeCommand({ FunctionName })).catch((error: unknown) => error);

    held.release();
    expect((await first).Payload?.transformToString()).toBe('"released"');
    expect(refused).toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    const { stack } = application;
    const [throttled = ''] = tracesOf(stack, `service("${FunctionName}") { throttle = true }`);
    const graph = stack.xray.traceGraph([throttled]);
    expect(arrowsOf(graph)).toEqual([`client ${FunctionName} > AWS::Lambda ${FunctionName}`]);
    expect(graph.find(({ Type }) => Type === 'AWS::Lambda')?.SummaryStatistics).toMatchObject({
      OkCount: 0,
      ErrorStatistics: { ThrottleCount: 1, OtherCount: 0, TotalCount: 1 },
      TotalCount: 1,
    });
  });
});

/** Invokes asynchronously and waits for the end of it. */
async function send(logicalId: string, event: unknown) {
  const command = { FunctionName: functionName(logicalId), Payload: JSON.stringify(event) };
  const answer = await client.send(new InvokeCommand({ ...command, InvocationType: 'Event' }));
  await application.settled();
  const [traceId = ''] = tracesOf(application.stack, `service("${functionName(logicalId)}")`);
  const requestId = answer.$metadata.requestId ?? '';
  return { answer, requestId, documents: documentsOf(application.stack, traceId) };
}

function stateOf(requestId: string) {
  return application.stack.lambda.asyncInvocations().find((invocation) => invocation.requestId === requestId);
}

function causeOf({ cause }: SegmentDocument): string | undefined {
  return typeof cause === 'object' ? cause.exceptions?.[0]?.message : undefined;
}

function functionName(logicalId: string): string {
  return physicalName(application.stack, logicalId);
}

/** A server that answers when it is told to. */
async function heldServer() {
  let waiting: ServerResponse | undefined;
  const server: Server = createServer((_, response) => {
    waiting = response;
  });
  const called = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    called,
    release: () => waiting?.end('released'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
