import { once } from 'node:events';
import { createServer, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamResponseEvent,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../src/aws/segment-document.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';

let application: Application;
let client: LambdaClient;

beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/stack/streaming/template.yml' });
  const { endpoint } = application.stack;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client?.destroy();
  await application?.[Symbol.asyncDispose]();
});

function url(logicalId: string): string {
  const api = application.stack.apis.find((each) => [logicalId, `${logicalId}Url`].includes(each.logicalId));
  return `${api?.url}/`;
}

async function invokeStreaming(
  logicalId: string,
  input: Omit<InvokeWithResponseStreamCommandInput, 'FunctionName'> = {},
) {
  const FunctionName = physicalName(application.stack, logicalId);
  const { EventStream, ...answer } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, ...input }));
  return { ...answer, events: EventStream?.[Symbol.asyncIterator]() ?? noEvents() };
}

type StreamEvent = InvokeWithResponseStreamResponseEvent;

async function* noEvents(): AsyncGenerator<StreamEvent> {}

async function collect(events: AsyncIterator<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for (let next = await events.next(); next.done !== true; next = await events.next()) all.push(next.value);
  return all;
}

function textOf(events: readonly StreamEvent[]): string {
  return Buffer.concat(events.map(({ PayloadChunk }) => Buffer.from(PayloadChunk?.Payload ?? []))).toString();
}

/** A server whose one request waits for the test. */
async function closedGate(): Promise<{ server: Server; port: number; request: Promise<ServerResponse> }> {
  const { promise: request, resolve } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, request };
}

describe('a function URL with the invoke mode RESPONSE_STREAM', () => {
  it('sends the first part while the function is running', async () => {
    const gate = await closedGate();
    const response = await fetch(`${url('Page')}?gate=${gate.port}`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = await reader.read();

    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('x-function')).toBe(physicalName(application.stack, 'Page'));
    expect(response.headers.getSetCookie()).toEqual(['a=1']);
    expect(Buffer.from(first.value ?? []).toString()).toBe('<p>first');

    (await gate.request).end();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('</p>');
    expect((await reader.read()).done).toBe(true);
    gate.server.close();
  });

  it('has the content type that the function sets, without a prelude', async () => {
    const response = await fetch(url('Plain'));

    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/plain',
      'ab',
    ]);
  });

  it('returns status 502 if the function fails before its first part, and is aborted if it fails later', async () => {
    const before = await fetch(url('Failing'));
    const after = await fetch(`${url('Failing')}after`);

    expect([before.status, await before.text()]).toEqual([502, 'Internal Server Error']);
    expect(after.status).toBe(200);
    await expect(after.text()).rejects.toThrow();
  });

  it('returns the answer of a function that does not stream unchanged', async () => {
    const response = await fetch(url('Whole'));

    expect([response.status, await response.json()]).toEqual([200, { statusCode: 404, body: 'not found' }]);
  });

  it('serves the next request with the same environment', async () => {
    await fetch(url('Plain')).then((response) => response.text());
    const { coldStart } = await application.invoke('Plain', {});

    expect(coldStart).toBe(false);
  });
});

describe('a REST API that streams', () => {
  it('forwards the parts, and records its segment at the end', async () => {
    const gate = await closedGate();
    const response = await fetch(`${url('Rest')}live/page?gate=${gate.port}`);
    const traceId = /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1] ?? '';
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = await reader.read();

    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'text/html']);
    expect(Buffer.from(first.value ?? []).toString()).toBe('<p>first');
    expect(application.stack.xray.batchGetTraces([traceId])).toEqual([]);

    (await gate.request).end();
    gate.server.close();
    while (!(await reader.read()).done);
    await application.settled();
    const [trace] = application.stack.xray.batchGetTraces([traceId]);
    const origins = trace?.Segments.map(({ Document }) => (JSON.parse(Document) as SegmentDocument).origin);

    expect(origins?.sort()).toEqual(['AWS::ApiGateway::Stage', 'AWS::Lambda', 'AWS::Lambda::Function']);
  });

  it('returns status 502 for a stream that does not start with the status', async () => {
    const response = await fetch(`${url('Rest')}live/plain`);

    expect([response.status, await response.json()]).toEqual([502, { message: 'Internal server error' }]);
  });
});

describe('a function that streams', () => {
  it('returns one complete answer for Invoke and for a buffered function URL', async () => {
    const { payload } = await application.invoke('Plain', {});
    const response = await fetch(url('Buffered'));

    expect(payload.toString()).toBe('ab');
    expect(response.status).toBe(502);
  });

  it('has an error like any other, in the answer, the log and the trace', async () => {
    const { payload, functionError, errorType, requestId } = await application.invoke('Failing', { rawPath: '/after' });
    await application.settled();
    const log = application.stack.logs.filterLogEvents({
      logGroupName: `/aws/lambda/${physicalName(application.stack, 'Failing')}`,
      filterPattern: '"Invoke Error"',
    });

    expect([functionError, errorType]).toEqual(['Unhandled', 'RangeError']);
    expect(JSON.parse(payload.toString())).toMatchObject({ errorMessage: 'no stock' });
    expect(log.filter(({ message }) => message.includes(requestId))).toHaveLength(1);
  });
});

describe('InvokeWithResponseStream', () => {
  it('sends the first part while the function is running, and the log at the end', async () => {
    const gate = await closedGate();
    const { events, ...answer } = await invokeStreaming('Page', {
      LogType: 'Tail',
      Payload: JSON.stringify({ queryStringParameters: { gate: String(gate.port) } }),
    });
    const prelude = await events.next();
    (await gate.request).end();
    gate.server.close();
    const rest = await collect(events);

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.ResponseStreamContentType).toBe('application/vnd.amazon.eventstream');
    expect(textOf([prelude.value])).toMatch(/^{"statusCode":201/);
    expect(textOf(rest)).toMatch(/<\/p>$/);
    const complete = rest.at(-1)?.InvokeComplete;
    expect(Object.keys(complete ?? {})).toEqual(['LogResult']);
    expect(Buffer.from(complete?.LogResult ?? '', 'base64').toString()).toContain(answer.$metadata.requestId);
  });

  it('ends with the error of a function that fails after its first part', async () => {
    const answer = await invokeStreaming('Failing', { Payload: JSON.stringify({ rawPath: '/after' }) });
    const events = await collect(answer.events);

    expect(events[0]?.PayloadChunk).toBeDefined();
    const { ErrorCode, ErrorDetails = '' } = events.at(-1)?.InvokeComplete ?? {};
    expect(ErrorCode).toBe('Unhandled');
    expect(JSON.parse(ErrorDetails)).toMatchObject({ errorType: 'RangeError', errorMessage: 'no stock' });
  });

  it('returns the complete answer of a function that does not stream', async () => {
    const events = await collect((await invokeStreaming('Whole')).events);

    expect(JSON.parse(textOf(events))).toEqual({ statusCode: 404, body: 'not found' });
    expect(events.at(-1)).toEqual({ InvokeComplete: {} });
  });

  it('returns an error instead of a stream for a function that does not exist, and for an asynchronous call', async () => {
    const missing = client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'missing' }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    const asynchronous = invokeStreaming('Whole', { InvocationType: 'Event' as 'DryRun' });
    await expect(asynchronous).rejects.toThrow('enum value set: [RequestResponse, DryRun]');
  });

  it('checks a dry run and does not run the function', async () => {
    await expect(invokeStreaming('Whole', { InvocationType: 'DryRun' })).resolves.toMatchObject({ StatusCode: 204 });
  });
});

describe('a large streamed answer', () => {
  it('arrives complete, and not faster than its client reads it', async () => {
    const large = await fetch(`${url('Large')}?mebibytes=64`);
    expect((await large.arrayBuffer()).byteLength).toBe(64 * 1024 * 1024);

    const idle = httpRequest(`${url('LargeInTwoSeconds')}?mebibytes=64`);
    idle.on('error', () => {}).end();
    await once(idle, 'response');
    await application.settled();
    const logGroupName = `/aws/lambda/${physicalName(application.stack, 'LargeInTwoSeconds')}`;
    const written = application.stack.logs.filterLogEvents({ logGroupName, filterPattern: 'written' });

    expect(written.length).toBeLessThan(64);
    expect(application.stack.logs.filterLogEvents({ logGroupName, filterPattern: '"Status: timeout"' })).toHaveLength(
      1,
    );
    idle.destroy();
  });

  it('is aborted after 200 MiB, which is the limit of Lambda', async () => {
    const response = await fetch(`${url('Large')}?mebibytes=201`);
    let bytes = 0;
    const read = async () => {
      for await (const chunk of response.body ?? []) bytes += chunk.length;
    };

    await expect(read()).rejects.toThrow();
    expect(bytes).toBeLessThanOrEqual(200 * 1024 * 1024);
    expect((await fetch(`${url('Large')}?mebibytes=1`)).status).toBe(200);
  });
});

describe('a client that disconnects during a response', () => {
  it('does not disturb the function or the next request', async () => {
    const gate = await closedGate();
    const leaving = new AbortController();
    const response = await fetch(`${url('Page')}?gate=${gate.port}`, { signal: leaving.signal });
    leaving.abort();
    await expect(response.text()).rejects.toThrow();
    (await gate.request).end();
    gate.server.close();
    await application.settled();

    expect((await fetch(url('Page'))).status).toBe(201);
  });

  it('can disconnect before its request is complete', async () => {
    const { hostname, port } = new URL(url('Page'));
    const request = httpRequest({ hostname, port, method: 'POST', headers: { 'content-length': 100 } });
    request.on('error', () => {});
    request.write('half');
    await once(request, 'socket');
    request.destroy();

    expect((await fetch(url('Page'))).status).toBe(201);
  });
});
