import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { GetSamplingRulesCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Daemon, XRay } from '../../../src/services/xray/service.ts';
import { segment, TRACE_ID, traceId, xrayWith } from './support.ts';

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((type) => type === 'UDPWrap').length;
}

const HEADER = '{"format":"json","version":1}\n';

describe('the X-Ray daemon', () => {
  let xray: XRay;
  let daemon: Daemon;

  beforeEach(async () => {
    xray = xrayWith();
    daemon = await xray.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(() => xray.stop());

  /** Sends datagrams, the last of them a good document, and resolves when that one has been taken in. */
  async function send(...datagrams: string[]): Promise<void> {
    const last = segment({ trace_id: traceId(99) });
    const arrived = new Promise<void>((resolve) => xray.onTrace((id) => id === last.trace_id && resolve()));
    const socket = createSocket('udp4');
    for (const datagram of [...datagrams, HEADER + JSON.stringify(last)]) {
      await new Promise((resolve) => socket.send(datagram, daemon.port, '127.0.0.1', resolve));
    }
    await arrived;
    socket.close();
  }

  it('accepts documents over UDP', async () => {
    await send(HEADER + JSON.stringify(segment()));

    expect(xray.batchGetTraces([TRACE_ID])).toHaveLength(1);
    expect({ received: daemon.received, rejected: daemon.rejected }).toEqual({ received: 2, rejected: 0 });
    expect(await daemon.dropped()).toBe(0);
  });

  it.each([
    ['no header', JSON.stringify(segment())],
    ['a header of another format', `{"format":"xml","version":1}\n${JSON.stringify(segment())}`],
    ['a header of another version', `{"format":"json","version":2}\n${JSON.stringify(segment())}`],
    ['a header that is not JSON', `format\n${JSON.stringify(segment())}`],
    ['no document', HEADER],
    ['a document that X-Ray refuses', `${HEADER}{"id":"1"}`],
    ['nothing at all', ''],
  ])('counts a datagram with %s as rejected', async (_what, datagram) => {
    await send(datagram);

    expect({ received: daemon.received, rejected: daemon.rejected }).toEqual({ received: 1, rejected: 1 });
    expect(xray.traceCount).toBe(1);
  });

  it('keeps the first reasons for rejections, each with its count', async () => {
    const named = (name: string, id: string) => HEADER + JSON.stringify(segment({ name, id }));
    const other = Array.from({ length: 20 }, (_, number) => named(`(${number})`, '5'.repeat(16)));
    await send(named('load(id)', '1'.repeat(16)), named('load(id)', '2'.repeat(16)), 'no document', ...other);

    const [first, second, ...more] = daemon.rejections();
    expect(first?.count).toBe(2);
    expect(first?.reason).toMatch(
      /^Invalid segment. ErrorCode: InvalidName, Cause: name "load\(id\)" is not 1 to 200 /,
    );
    expect(second?.reason).toMatch(/^No document: a datagram begins with \{"format":"json","version":1\}/);
    expect([daemon.rejected, more.length]).toEqual([23, 8]);
  });

  it('accepts a header with spaces and a document with line breaks', async () => {
    await send(`{"format": "JSON", "version": 1}\n${JSON.stringify(segment(), null, 2)}`);

    expect(daemon.received).toBe(2);
  });

  it('counts the datagrams that the kernel dropped when its buffer was full, on Linux', async () => {
    if (process.platform !== 'linux') return expect(await daemon.dropped()).toBe(0);
    const sender = createSocket('udp4');
    sender.connect(daemon.port, '127.0.0.1');
    await once(sender, 'connect');

    // 18 MB in one turn of the event loop, in which nothing is read.
    const count = 300;
    for (let sent = 0; sent < count; sent += 1) sender.send('x'.repeat(60_000));
    let dropped = 0;
    while (daemon.rejected + dropped < count) dropped = await daemon.dropped();
    sender.close();

    expect(dropped).toBeGreaterThan(0);
    expect(daemon.rejected + dropped).toBe(count);
  });

  it("serves X-Ray's API over TCP on the same port", async () => {
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    const client = new XRayClient({ endpoint: `http://127.0.0.1:${daemon.port}`, region: 'us-east-1', credentials });

    const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));
    client.destroy();

    expect(SamplingRuleRecords?.map(({ SamplingRule }) => SamplingRule?.RuleName)).toEqual(['Default']);
  });

  it.each([
    ['an Origin', { origin: 'http://page.example' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['a foreign Host', { host: 'evil.example' }],
  ])('rejects a request with %s on its TCP port', async (_header, headers) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const url = `http://127.0.0.1:${daemon.port}/GetSamplingRules`;
      request(url, { method: 'POST', headers }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end('{}');
    });

    expect(status).toBe(403);
  });

  it('returns status 413 for a body over the limit on its TCP port', async () => {
    const url = `http://127.0.0.1:${daemon.port}/TraceSegments`;

    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(9 * 1024 * 1024) });

    expect(response.status).toBe(413);
  });

  it('rejects with EADDRINUSE if the port is in use, and leaves no socket open', async () => {
    const listening = xray.listen({ host: '127.0.0.1', port: daemon.port });

    await expect(listening).rejects.toMatchObject({ code: 'EADDRINUSE' });
    // Sockets close in a later turn of the event loop. If more stay open than the daemon's own, this test ends by its timeout.
    while (openSockets() > 1) await eventLoopTurn();
  });
});
