import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Frame, Page } from 'playwright-core';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { startBrowser } from './browser.ts';
import { listeningPorts } from './cross-origin/listening-ports.ts';
import { segment } from './empty-stack.ts';

/** The browser finds this name at 127.0.0.1, as it finds any name whose owner points it there. */
const FOREIGN_HOST = 'attacker.example';

let application: Application;
let browser: Browser;
let site: Server;
let attackScript: string;
let ports: number[];
let apiPort: number;
const changes: string[] = [];

beforeAll(async () => {
  [application, browser, attackScript] = await Promise.all([
    startApplication({ templateFile: join(import.meta.dirname, 'cross-origin/template.yml') }),
    startBrowser({ hostResolverRules: `MAP ${FOREIGN_HOST} 127.0.0.1` }),
    readFile(join(import.meta.dirname, 'cross-origin/attack.js'), 'utf8'),
  ]);
  // An environment that waits for the next event, so that its Runtime API listens.
  await application.invoke('Echo', {});
  await application.settled();
  ports = listeningPorts();
  apiPort = Number(new URL(application.stack.apis[0]?.url ?? '').port);
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<body>attacker</body>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));

  const { stack } = application;
  stack.lambda.onInvocation(() => changes.push('invocation'));
  stack.xray.onTrace(() => changes.push('trace'));
  stack.logs.onAppend(() => changes.push('log event'));
  stack.sqs.onMessage(() => changes.push('message'));
  stack.s3.onStored(({ key }) => changes.push(`object ${key}`));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  await application?.[Symbol.asyncDispose]();
});

interface Target {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

/** A signature in the address needs no header, and every key is good: a page can write it. */
function signed(service: string): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `test/${time.slice(0, 8)}/us-east-1/${service}/aws4_request`,
    'X-Amz-Date': time,
    'X-Amz-Expires': '600',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  }).toString();
}

/** Everything that answers or changes something on some port; each is tried on every port. */
function targetsOn(origin: string): Target[] {
  const { stack } = application;
  const name = physicalName(stack, 'Echo');
  const bucket = stack.template.buckets[0]?.name;
  const nowSeconds = Date.now() / 1000;
  const document = segment({ name: 'attacker=' });
  const span = {
    traceId: String(document.trace_id).replaceAll(/^1-|-/g, ''),
    spanId: document.id,
    name: 'attacker=',
    startTimeUnixNano: `${Math.floor(nowSeconds)}000000000`,
    endTimeUnixNano: `${Math.floor(nowSeconds)}000000001`,
  };
  const paths: (Omit<Target, 'url'> & { readonly path: string })[] = [
    { method: 'GET', path: '/' },
    { method: 'GET', path: '/_local/map' },
    { method: 'GET', path: '/_local/live' },
    { method: 'POST', path: `/_local/functions/${name}/invocations`, body: '{"payload":{"a":"=b"}}' },
    { method: 'GET', path: `/${bucket}?${signed('s3')}` },
    { method: 'POST', path: `/${bucket}?delete&${signed('s3')}`, body: '<Delete a="="></Delete>' },
    { method: 'POST', path: `/2015-03-31/functions/${name}/invocations?${signed('lambda')}`, body: '{"a":"=b"}' },
    { method: 'GET', path: '/2018-06-01/runtime/invocation/next' },
    { method: 'POST', path: '/2018-06-01/runtime/invocation/1/response', body: '{"a":"=b"}' },
    { method: 'POST', path: '/2018-06-01/runtime/init/error', body: '{"a":"=b"}' },
    {
      method: 'POST',
      path: '/TraceSegments',
      body: JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(document)] }),
    },
    { method: 'POST', path: '/GetSamplingRules', body: '{"a":"=b"}' },
    {
      method: 'POST',
      path: '/v1/traces',
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    },
  ];
  return paths.map(({ path, ...rest }) => ({ ...rest, url: origin + path }));
}

function targets(among = ports): Target[] {
  return among.flatMap((port) => targetsOn(`http://127.0.0.1:${port}`));
}

/** The responses that the page could read, and the changes during the attack. */
async function attack(page: Page | Frame, goals: readonly Target[]) {
  await application.settled();
  changes.length = 0;
  const read = await page.evaluate(`${attackScript}; attack(${JSON.stringify(goals)})`);
  await application.settled();
  return { read, changes: [...changes] };
}

const NOTHING = { read: [], changes: [] };

async function newPage(address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  return page;
}

async function childOf(page: Page): Promise<Frame> {
  const frame = page.frames()[1] ?? (await page.waitForEvent('frameattached'));
  await frame.waitForLoadState();
  return frame;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function close(page: Page): Promise<void> {
  await page.context().close();
}

/** A function that still gets its own events, and answers them. */
async function expectTheFunctionToWork(): Promise<void> {
  for (const n of [1, 2, 3]) {
    const { payload, functionError } = await application.invoke('Echo', { n });
    expect([functionError, payload.toString()]).toEqual([undefined, expect.stringContaining('of the function')]);
  }
}

describe('the attacked ports', () => {
  it('are all ports of the stack: endpoint, functions, Runtime API, X-Ray daemon, OpenTelemetry, and API', () => {
    const { endpoint, daemon, spanReceiver } = application.stack;

    const known = [Number(new URL(endpoint).port), daemon.port, spanReceiver.port, apiPort];
    expect(ports).toEqual(expect.arrayContaining(known));
    expect(ports.length).toBeGreaterThanOrEqual(6);
  });
});

describe('no port can be read or changed by', () => {
  it('a page of another site', async () => {
    const page = await newPage(`http://${FOREIGN_HOST}:${portOf(site)}/`);

    expect(await attack(page, targets())).toEqual(NOTHING);
    await close(page);
    await expectTheFunctionToWork();
  });

  it('a page of another port of this machine, which can only call the API', async () => {
    const page = await newPage(`http://127.0.0.1:${portOf(site)}/`);

    expect(await attack(page, targets(ports.filter((port) => port !== apiPort)))).toEqual(NOTHING);
    expect((await attack(page, targets([apiPort]))).read).toEqual([]);
    await close(page);
    await expectTheFunctionToWork();
  });

  it('a page in a data: URL', async () => {
    const page = await newPage('data:text/html,<body>attacker</body>');

    expect(await attack(page, targets())).toEqual(NOTHING);
    await close(page);
    await expectTheFunctionToWork();
  });

  it('a sandboxed frame in a page of this machine', async () => {
    const page = await newPage(`http://127.0.0.1:${portOf(site)}/`);
    await page.setContent('<iframe sandbox="allow-scripts allow-forms" srcdoc="<body>attacker</body>"></iframe>');
    const frame = await childOf(page);

    expect(await attack(frame, targets())).toEqual(NOTHING);
    await close(page);
    await expectTheFunctionToWork();
  });

  it('a page whose host name was changed to resolve to this machine', async () => {
    for (const port of ports) {
      const page = await newPage(`http://${FOREIGN_HOST}:${port}/`);

      expect([port, await attack(page, targetsOn(`http://${FOREIGN_HOST}:${port}`))]).toEqual([port, NOTHING]);
      await close(page);
    }
    await expectTheFunctionToWork();
  });

  it('a page that is stored as an object', async () => {
    const addresses = targets().filter(({ method }) => method === 'GET');
    const elements = addresses.map(({ url: address }) => {
      const url = address.replaceAll('&', '&amp;');
      return `<img src="${url}"><script src="${url}"></script><link rel="stylesheet" href="${url}">
        <iframe src="${url}"></iframe><object data="${url}"></object><video src="${url}"></video>`;
    });
    const script = `<script>${attackScript}; attack(${JSON.stringify(targets())})</script>`;
    const { endpoint, template } = application.stack;
    const bucket = template.buckets[0]?.name;
    const s3 = new S3Client({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const Body = `<body><p id="said">stored</p>${elements.join('')}${script}</body>`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'page.html', Body, ContentType: 'text/html' }));
    s3.destroy();
    await application.settled();
    changes.length = 0;

    const inItsFrame = await newPage(`${endpoint}/objects/${bucket}/page.html`);
    expect(await (await childOf(inItsFrame)).locator('#said').textContent()).toBe('stored');
    await close(inItsFrame);
    const atItsAddress = await newPage(`${endpoint}/${bucket}/page.html?${signed('s3')}`);
    expect(await atItsAddress.locator('#said').textContent()).toBe('stored');
    await close(atItsAddress);

    await application.settled();
    expect(changes).toEqual([]);
    await expectTheFunctionToWork();
  });
});
