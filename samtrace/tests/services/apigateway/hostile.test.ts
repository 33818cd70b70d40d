import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { httpApi, restApi, startTestGateway, type TestGateway } from './support/test-gateway.ts';

/** The status line of the answer to bytes that are no proper request, or nothing. */
function sendRaw(gateway: TestGateway, text: string): Promise<string> {
  const { port } = new URL(gateway.api.url);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('close', () => resolve(received.split('\r\n')[0] ?? ''));
  socket.on('error', () => resolve(''));
  socket.end(text, 'latin1');
  return promise;
}

describe('an API with arbitrary requests', () => {
  const visible = fc.stringMatching(/^[!-~]{0,40}$/);
  const headerName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/);
  const headerValue = fc.stringMatching(/^[ -~\u00a0-\u00ff]{0,40}$/);

  it.each([
    ['a REST API', restApi(['ANY /', 'ANY /{proxy+}'])],
    ['an HTTP API', httpApi(['$default'])],
  ])('never fails with an internal error: %s', async (_, definition) => {
    await using gateway = await startTestGateway(definition);
    await fc.assert(
      fc.asyncProperty(visible, visible, headerName, headerValue, async (path, query, name, value) => {
        const lines = [`GET /${path}?${query} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', `${name}: ${value}`];
        const status = await sendRaw(gateway, `${lines.join('\r\n')}\r\n\r\n`);

        expect(status).not.toContain(' 500 ');
      }),
      { numRuns: 150 },
    );
    expect(gateway.warnings).toEqual([]);
  });

  it.each([
    'GET http://example.com/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    '\0\r\n\r\n',
  ])('rejects a request without a path: %j', async (text) => {
    await using gateway = await startTestGateway(restApi(['ANY /{proxy+}']));

    expect(await sendRaw(gateway, text)).toContain(' 400 ');
    expect(gateway.invocations).toEqual([]);
  });
});
