import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listeningPorts } from '../browser/cross-origin/listening-ports.ts';
import { type Application, startApplication } from '../support/application.ts';

let application: Application;
let ports: number[];
beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/browser/cross-origin/template.yml' });
  // An environment that waits for the next event, so that its Runtime API listens.
  await application.invoke('Echo', {});
  ports = listeningPorts();
});
afterAll(async () => application?.[Symbol.asyncDispose]());

const HOST = 'Host: 127.0.0.1\r\n';
const SIGNED =
  'Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n';
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`;
const post = (headers: string, body: string) => `POST / HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;

const REQUESTS: Readonly<Record<string, string>> = {
  'a length and chunks': post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '1\r\nZ\r\nQ'),
  'two transfer encodings': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', '0\r\n\r\n'),
  'two lengths': post('Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde'),
  'a chunk without a size': post(`${SIGNED}Transfer-Encoding: chunked\r\n`, 'ZZ\r\n'),
  'a chunk of 2^68 bytes': post(`${SIGNED}Transfer-Encoding: chunked\r\n`, 'FFFFFFFFFFFFFFFFF\r\n'),
  'half a body': `PUT /b/k HTTP/1.1\r\n${HOST}${SIGNED}Content-Length: 300000\r\n\r\nabc`,
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'the beginning of TLS': '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03',
  'a tunnel': `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`,
  'an upgrade': get('/', `${SIGNED}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`),
  'an expectation': get('/b/k', `${SIGNED}Expect: the-end\r\n`),
  'another site': get('http://evil.example/'),
  'a star': `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  'NUL in the path': get('/\0'),
  'NUL in a header': get('/', 'X: a\0b\r\n'),
  'a folded header': get('/', 'X: a\r\n b\r\n'),
  'a header of 1 MB': get('/', `X: ${'a'.repeat(1_000_000)}\r\n`),
  '3,000 headers': get('/', Array.from({ length: 3_000 }, (_, n) => `x${n}: 1\r\n`).join('')),
  'headers with names of properties': get('/', '__proto__: x\r\nconstructor: y\r\nhasOwnProperty: z\r\n'),
  'no percent encoding in a query': get('/%zz%ff?%=%&a=%zz', SIGNED),
  'no percent encoding in an address of the page': get('/_local/traces/%zz'),
  'no percent encoding in an ID': `POST /2018-06-01/runtime/invocation/%zz/response HTTP/1.1\r\n${HOST}\r\n`,
  'a path out of the folder': get('/../../../../etc/passwd'),
  'an encoded path out of the folder': get('/_local/..%2f..%2f..%2fetc%2fpasswd'),
  'a path of 14 kB': get(`/${'a/'.repeat(7_000)}`),
  'half of a surrogate pair': get('/%ED%A0%80', SIGNED),
  'bytes that are no UTF-8': get('/\xff\xfe', SIGNED),
  '20 requests at once': get('/_local/dropped').repeat(20),
};

/** The status codes of everything that comes back until the connection closes. */
async function statusesOf(port: number, bytes: string): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  // An error ends the connection, too.
  const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  socket.end(bytes, 'latin1');
  await closed;
  return [...received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status = '']) => status);
}

describe('a request that is not as it should be', () => {
  it.each(Object.entries(REQUESTS))('%s: each port closes the connection, and none fails', async (_, bytes) => {
    const answers = await Promise.all(ports.map(async (port) => [port, await statusesOf(port, bytes)] as const));

    expect(answers.filter(([, statuses]) => statuses.some((status) => status.startsWith('5')))).toEqual([]);
  });

  it('does not keep others waiting: 50 connections to each port that never end their headers', async () => {
    const slow: Socket[] = ports.flatMap((port) => Array.from({ length: 50 }, () => connect(port, '127.0.0.1')));
    for (const socket of slow) socket.on('error', () => {}).write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-');

    const { functionError } = await application.invoke('Echo', {});
    const page = await fetch(`${application.stack.endpoint}/_local/dropped`);

    expect([functionError, page.status]).toEqual([undefined, 200]);
    for (const socket of slow) socket.destroy();
  });
});
