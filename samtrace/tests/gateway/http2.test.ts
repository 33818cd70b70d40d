import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { type Gateway, startGateway } from '../../src/gateway/gateway.ts';
import { createIam } from '../../src/services/iam/service.ts';
import { createSts } from '../../src/services/sts/service.ts';

const iam = createIam({ account: DEFAULT_ACCOUNT });
const hosts: (string | undefined)[] = [];
let gateway: Gateway;
let session: ClientHttp2Session;

beforeEach(async () => {
  gateway = await startGateway({
    services: [createSts(iam).api],
    port: 0,
    refuse({ headers }) {
      hosts.push(headers.host);
      return undefined;
    },
    callerOf: iam.callerOf,
    authorize: iam.authorize,
    fault: () => undefined,
    page: async ({ url }, response) => void response.end(`page ${url}`),
  });
  session = connect(`http://127.0.0.1:${gateway.port}`);
});
afterEach(async () => {
  session.destroy();
  await gateway.stop();
});

/** A request as the AWS SDK makes it for services with HTTP/2. */
async function send(service: string, body: string) {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/',
    authorization: `AWS4-HMAC-SHA256 Credential=K/20261128/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    'content-type': 'application/x-www-form-urlencoded',
  });
  stream.end(body);
  const [headers] = await once(stream, 'response');
  return { status: headers[':status'], body: await text(stream) };
}

describe('a client that speaks HTTP/2', () => {
  it('reads which service samtrace does not support', async () => {
    const { status, body } = await send('kinesis', '{}');

    expect(status).toBe(501);
    expect(body).toContain('samtrace does not support the service &#34;kinesis&#34;');
  });

  it('can call a service, several times in one connection, and is checked by its host', async () => {
    const answers = [
      await send('sts', 'Action=GetCallerIdentity&Version=2011-06-15'),
      await send('sts', 'Action=GetCallerIdentity&Version=2011-06-15'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]?.body).toContain('<Account>000000000000</Account>');
    expect(hosts.at(-1)).toBe(`127.0.0.1:${gateway.port}`);
  });

  it('does not keep the gateway from stopping', async () => {
    await send('kinesis', '{}');
    const closed = new Promise((resolve) => session.once('close', resolve));
    // The connection breaks.
    session.on('error', () => {});
    await gateway.stop();
    await closed;

    expect(session.destroyed).toBe(true);
  });
});

describe('a client that speaks no HTTP', () => {
  it('gets the answer 400', async () => {
    const socket = connectSocket(gateway.port, '127.0.0.1');
    socket.end('hello\r\n\r\n');

    expect(await text(socket)).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
});
