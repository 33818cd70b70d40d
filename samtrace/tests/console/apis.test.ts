import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '../../src/console/model/contract.ts';
import { httpStatus, openVariables, parseHeaders, requestOf } from '../../src/console/model/http-request.ts';
import { formatUrl, parseUrl } from '../../src/console/model/url-state.ts';
import { afterwards, consoleOf } from './console-of.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An API that answers every request with 201, and what it has received. */
async function apiOf(more: { kind?: 'REST' | 'HTTP'; tracingEnabled?: boolean } = {}) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(201, ['X-List', 'a', 'X-List', 'b']).end('{"ok":true}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(async () => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const routes = [{ method: 'GET', path: '/orders/{id}' }];
  const api = { logicalId: 'Api', kind: 'REST' as const, url, stages: ['Prod'], tracingEnabled: true, routes, ...more };
  return { api, received };
}

describe('the APIs in the JSON of the page', () => {
  it('lists each API with its URL, its stages, and its routes', async () => {
    const { api } = await apiOf();
    const { call } = await consoleOf({ apis: [api] });

    expect((await call('/_local/apis')).body).toEqual([
      { logicalId: 'Api', kind: 'REST', url: api.url, stages: ['Prod'], routes: api.routes },
    ]);
  });

  it('sends the request unchanged, and returns its status, headers, body, and trace ID', async () => {
    const { api, received } = await apiOf();
    const { send } = await consoleOf({ apis: [api] });
    const request = { method: 'PUT', path: '/orders//7?a=%20b', headers: { 'X-My': 'one' }, body: 'text' };
    const { status, body } = await send('/_local/apis/Api/requests', 'POST', request);
    const answer = body as HttpAnswer;

    expect(status).toBe(200);
    expect(answer).toMatchObject({ status: 201, body: '{"ok":true}', size: 11 });
    expect(answer.headers.filter(([name]) => name === 'X-List').map(([, value]) => value)).toEqual(['a', 'b']);
    expect(received).toMatchObject([{ method: 'PUT', url: '/orders//7?a=%20b', body: 'text' }]);
    expect(received[0]?.headers).toMatchObject({
      'x-my': 'one',
      'x-amzn-trace-id': `Root=${answer.traceId};Sampled=1`,
    });
  });

  it('adds no sampling decision to a request to a REST API without tracing', async () => {
    const { api, received } = await apiOf({ tracingEnabled: false });
    const { send } = await consoleOf({ apis: [api] });
    const { body } = await send('/_local/apis/Api/requests', 'POST', { method: 'GET', path: '/' });

    expect(received[0]?.headers['x-amzn-trace-id']).toBe(`Root=${(body as HttpAnswer).traceId}`);
  });

  it.each([
    ['an API that does not exist', 'Other', { method: 'GET', path: '/' }, 404, 'The template has no API Other.'],
    ['a path without a slash', 'Api', { method: 'GET', path: 'http://example.com/' }, 400, 'must begin with a slash'],
    ['no method', 'Api', { path: '/' }, 400, 'The body must be'],
    [
      'a header that HTTP does not allow',
      'Api',
      { method: 'GET', path: '/', headers: { 'a b': 'c' } },
      400,
      'cannot be sent',
    ],
  ])('refuses %s', async (_, logicalId, request, status, message) => {
    const { api, received } = await apiOf();
    const { send } = await consoleOf({ apis: [api] });
    const answer = await send(`/_local/apis/${logicalId}/requests`, 'POST', request);

    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(message)]);
    expect(received).toEqual([]);
  });
});

describe('the form of a request', () => {
  it('starts with a route of the API, with placeholders for its path variables', () => {
    expect(requestOf({ method: 'ANY', path: '/a/{id}' })).toEqual({ method: 'GET', path: '/a/{id}' });
    expect(requestOf({ method: 'ANY', path: '$default' })).toEqual({ method: 'GET', path: '/' });
    expect(openVariables('/a/{id}/{proxy+}?x={}')).toEqual(['{id}', '{proxy+}']);
  });

  it('has one header per line', () => {
    expect(parseHeaders('A: b\n\nContent-Type:text/plain; charset=utf-8 ')).toEqual({
      A: 'b',
      'Content-Type': 'text/plain; charset=utf-8',
    });
    expect(parseHeaders('A: b\nno colon')).toEqual({ wrongLine: 'no colon' });
  });

  it('shows the status of the answer in its color', () => {
    expect([204, 302, 404, 429, 503].map(httpStatus)).toEqual(['ok', 'ok', 'error', 'throttle', 'fault']);
  });

  it('has its own URL', () => {
    const state = parseUrl('/send?api=ServerlessRestApi');

    expect(state.place).toEqual({ view: 'send', api: 'ServerlessRestApi' });
    expect(formatUrl(state)).toBe('/send?api=ServerlessRestApi');
  });
});
