import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../src/aws/segment-document.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';

const EVERYTHING = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

let application: Application;

beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/stack/apis/template.yml' });
});

afterAll(async () => {
  await application?.[Symbol.asyncDispose]();
});

function url(logicalId: string): string {
  const api = application.stack.apis.find((each) => each.logicalId === logicalId);
  if (api === undefined) throw new Error(`no API ${logicalId}`);
  return api.url;
}

function documentsOf(traceId: string): SegmentDocument[] {
  const [trace] = application.stack.xray.batchGetTraces([traceId]);
  return (trace?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as SegmentDocument);
}

describe('the APIs of a template', () => {
  it('have their own URLs and their routes', () => {
    const { apis } = application.stack;

    expect(apis.map(({ logicalId, kind, stages }) => [logicalId, kind, ...stages])).toEqual([
      ['ServerlessRestApi', 'REST', 'Prod'],
      ['Guarded', 'REST', 'live'],
      ['ServerlessHttpApi', 'HTTP', '$default'],
      ['Plain', 'HTTP', '$default'],
      ['EchoUrl', 'URL'],
      ['SignedUrl', 'URL'],
    ]);
    expect(new Set(apis.map((api) => api.url)).size).toBe(6);
    expect(apis[0]?.routes).toContainEqual({
      method: 'GET',
      path: '/orders/{id}',
      functionArn: expect.stringContaining(physicalName(application.stack, 'Echo')),
    });
  });

  it('have their local addresses in outputs and in the environment of functions', async () => {
    const { outputs } = application.stack.template;
    const response = await fetch(`${outputs.Orders}7?a=b`);
    const { event, other } = (await response.json()) as { event: Record<string, unknown>; other: string };

    expect(outputs.Orders).toBe(`${url('ServerlessRestApi')}/Prod/orders/`);
    expect(outputs.Url).toBe(`${url('EchoUrl')}/`);
    expect(other).toBe(`${url('Plain')}/v1/things`);
    expect(event).toMatchObject({ path: '/orders/7', pathParameters: { id: '7' }, queryStringParameters: { a: 'b' } });
  });

  it('invoke the function of an HTTP API and of a function URL', async () => {
    const http = (await (await fetch(`${url('ServerlessHttpApi')}/orders/7`, { method: 'PUT' })).json()) as {
      event: Record<string, unknown>;
    };
    const byUrl = (await (await fetch(`${url('EchoUrl')}/x`)).json()) as { event: Record<string, unknown> };

    expect(http.event).toMatchObject({ version: '2.0', routeKey: 'ANY /orders/{id}', rawPath: '/orders/7' });
    expect(byUrl.event).toMatchObject({ rawPath: '/x', requestContext: { accountId: 'anonymous' } });
  });

  it('have the request ID in the event of a function URL', async () => {
    const response = await fetch(url('EchoUrl'));
    const { event } = (await response.json()) as { event: { requestContext: { requestId: string } } };

    const log = application.stack.logs.filterLogEvents({
      logGroupName: `/aws/lambda/${physicalName(application.stack, 'Echo')}`,
      filterPattern: `"${event.requestContext.requestId}"`,
    });
    expect(log.length).toBeGreaterThan(0);
    expect(response.headers.get('x-amzn-requestid')).toBe(event.requestContext.requestId);
  });

  it('ask an authorizer', async () => {
    const call = (token: string) => fetch(`${url('Guarded')}/live/me`, { headers: { Authorization: token } });
    const refused = await call('hello');
    const allowed = await call('let me in');

    expect(refused.status).toBe(403);
    expect(await allowed.json()).toEqual({ principalId: 'me', integrationLatency: expect.any(Number), tenant: '7' });
  });

  it('return status 500 if the API has no permission to invoke the function', async () => {
    const response = await fetch(`${url('Plain')}/things`);

    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('require a signature if the template says so', async () => {
    const unsigned = await fetch(url('SignedUrl'));
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';
    const signed = await fetch(url('SignedUrl'), { headers: { authorization } });

    expect(unsigned.status).toBe(403);
    expect(await signed.text()).toBe('arn:aws:iam::000000000000:root');
  });
});

describe('the trace of a request to a REST API', () => {
  it('starts with the stage and continues in the function', async () => {
    const response = await fetch(`${url('ServerlessRestApi')}/Prod/orders/7`);
    const traceId = /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1] ?? '';
    await application.settled();
    const documents = documentsOf(traceId);
    const stage = documents.find(({ origin }) => origin === 'AWS::ApiGateway::Stage');
    const service = documents.find(({ origin }) => origin === 'AWS::Lambda');
    const fn = documents.find(({ origin }) => origin === 'AWS::Lambda::Function');

    expect(documents).toHaveLength(3);
    expect([stage?.name, stage?.parent_id]).toEqual(['local/Prod', undefined]);
    expect(service?.parent_id).toBe(stage?.subsegments?.[0]?.id);
    expect(fn?.parent_id).toBe(service?.id);
  });

  it('is a fault of the stage if the function throws', async () => {
    await fetch(`${url('ServerlessRestApi')}/Prod/fail`, { method: 'POST' });
    await application.settled();
    const [found] = application.stack.xray.traceSummaries({ ...EVERYTHING, filterExpression: 'http.status = 502' });

    expect(found?.HasFault).toBe(true);
    expect(found?.EntryPoint).toMatchObject({ Name: 'local/Prod', Type: 'AWS::ApiGateway::Stage' });
  });

  it('has a node for the stage in the service map', async () => {
    await fetch(`${url('ServerlessRestApi')}/Prod/orders/7`);
    await application.settled();
    const services = application.stack.xray.serviceGraph(EVERYTHING);
    const stage = services.find(({ Type }) => Type === 'AWS::ApiGateway::Stage');
    const callee = services.find(({ Type, Name }) => Type === 'AWS::Lambda' && Name?.startsWith('local-Echo'));

    expect(stage?.Edges?.map(({ ReferenceId }) => ReferenceId)).toContain(callee?.ReferenceId);
  });

  it('starts with the function if the API is an HTTP API', async () => {
    const traceId = `1-${Math.floor(Date.now() / 1000).toString(16)}-0123456789abcdef01234567`;
    await fetch(`${url('ServerlessHttpApi')}/orders/7`, { headers: { 'X-Amzn-Trace-Id': `Root=${traceId}` } });
    await application.settled();

    expect(
      documentsOf(traceId)
        .map(({ origin }) => origin)
        .sort(),
    ).toEqual(['AWS::Lambda', 'AWS::Lambda::Function']);
  });
});
