import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openView, startBrowser, type View } from './browser.ts';
import { type EmptyStack, newId, newTraceId, segment, startEmptyStack } from './empty-stack.ts';

/** A script that runs if it is treated as markup. */
const SCRIPT = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>';
const LINK = 'javascript:window.hacked=1';
const SQL_ID = 'abad1dea00000001';
const REQUEST_ID = 'hostile-request-<b>';

let world: EmptyStack;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([startEmptyStack(), startBrowser()]);
  world.put(hostileTrace());
  world.stack.logs.append('/aws/lambda/hostile', 'stream', [
    {
      timestamp: Date.now(),
      message: JSON.stringify({ level: 'ERROR', requestId: REQUEST_ID, message: `log ${SCRIPT}` }),
    },
    { timestamp: Date.now(), message: `plain ${SCRIPT} ${REQUEST_ID}` },
  ]);
  const link = '<a href="/traces" target="_blank" rel="noopener">The traces</a>';
  const beside = '<a href="data.json" target="_blank">The data</a>';
  const page = `<body><p id="said">stored page</p>${link}${beside}<script>document.body.dataset.ran = 1; parent.hacked = 1</script>${SCRIPT}</body>`;
  await world.store('page.html', page, 'text/html');
  await world.store(
    'picture.svg',
    `<svg xmlns="http://www.w3.org/2000/svg"><script>parent.hacked = 1</script></svg>`,
    'image/svg+xml',
  );
  await world.store('data.json', JSON.stringify({ [SCRIPT]: SCRIPT }), 'application/json');
  await world.store(`${SCRIPT}.txt`, `text ${SCRIPT}`, 'text/plain');
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

const TRACE_ID = newTraceId();

/** A script in every text of a trace. Names cannot contain it, because X-Ray rejects them. */
function hostileTrace(): Record<string, unknown> {
  const now = Date.now() / 1000 - 1;
  const exceptions = [
    {
      id: newId(),
      type: `type ${SCRIPT}`,
      message: `message ${SCRIPT}`,
      stack: [{ path: `/app/${SCRIPT}`, label: `label ${SCRIPT}`, line: 1 }],
    },
  ];
  return segment({
    trace_id: TRACE_ID,
    origin: 'AWS::Lambda',
    error: true,
    user: `user ${SCRIPT}`,
    resource_arn: `arn ${SCRIPT}`,
    aws: { request_id: REQUEST_ID, cloudwatch_logs: [{ log_group: '/aws/lambda/hostile' }], note: `aws ${SCRIPT}` },
    http: { request: { url: LINK, method: 'GET', user_agent: SCRIPT.slice(0, 200) }, response: { status: 200 } },
    cause: { exceptions },
    annotations: { note: `annotation ${SCRIPT}` },
    metadata: { [`space ${SCRIPT}`]: { [`key ${SCRIPT}`]: `metadata ${SCRIPT}` } },
    subsegments: [
      {
        id: newId(),
        name: 'S3',
        namespace: 'aws',
        start_time: now,
        end_time: now + 0.1,
        aws: { operation: 'PutObject', bucket_name: `bucket ${SCRIPT}` },
      },
      {
        id: SQL_ID,
        name: 'orders@db',
        namespace: 'remote',
        start_time: now,
        end_time: now + 0.1,
        sql: { sanitized_query: `query ${SCRIPT}` },
      },
    ],
  });
}

/** The view ran nothing that it shows, and nothing in it was kept from running by the policy alone. */
async function expectHarmless(view: View): Promise<void> {
  expect(await view.page.evaluate('window.hacked')).toBeUndefined();
  expect(await view.page.locator('main script, main img[src=x], main [onerror], a[href^="javascript:"]').count()).toBe(
    0,
  );
  expect(view.complaints).toEqual([]);
}

describe('a script in data is shown as text', () => {
  it.each([
    ['the map', '/', 'bucket <img'],
    ['the table of the map', '/?table', 'bucket <img'],
    ['the panel of a node', `/?selected=${encodeURIComponent(`AWS::S3::Bucket/bucket ${SCRIPT}`)}`, 'bucket <img'],
    ['the map of one trace', `/?trace=${TRACE_ID}`, 'bucket <img'],
    ['an SQL query', `/traces/${TRACE_ID}?at=${SQL_ID}`, 'query <img'],
    ['the traces', '/traces', 'message <img'],
    ['the failures', '/failures', 'type <img'],
    ['the exception', `/traces/${TRACE_ID}`, 'label <img'],
    ['an annotation', `/traces/${TRACE_ID}`, 'annotation <img'],
    ['the metadata', `/traces/${TRACE_ID}`, 'metadata <img'],
    ['the AWS fields', `/traces/${TRACE_ID}`, 'aws <img'],
    ['the user', `/traces/${TRACE_ID}`, 'user <img'],
    ['a JSON log record', `/traces/${TRACE_ID}`, 'log <img'],
    ['a plain log line', `/traces/${TRACE_ID}`, 'plain <img'],
    ['the keys of objects', '/objects', '<img'],
  ])('in %s', async (_place, path, text) => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(path);

    await view.page.locator('main').getByText(text).first().waitFor({ state: 'attached' });
    await expectHarmless(view);
  });

  it('in a stored JSON object', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/objects/${world.bucket}/data.json`);

    await view.page.getByRole('region', { name: 'Content' }).getByText('window.hacked').first().waitFor();
    await expectHarmless(view);
  });

  it('in a filter expression in a link', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/traces?q=${encodeURIComponent(`"${SCRIPT}`)}`);

    await view.page.locator('.search-complaint').waitFor();
    expect(await view.page.evaluate('window.hacked')).toBeUndefined();
  });

  it('in a trace file', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open('/opened');
    await view.page.getByRole('main').getByRole('button', { name: 'Open a trace' }).click();
    await view.page
      .getByRole('textbox', { name: /Paste/ })
      .fill(JSON.stringify([{ ...hostileTrace(), name: SCRIPT, trace_id: SCRIPT }]));
    await view.page.getByRole('button', { name: 'Open', exact: true }).click();

    await view.page.getByRole('treegrid').getByText(SCRIPT).waitFor();
    await expectHarmless(view);
  });
});

describe('a page that is stored as an object', () => {
  it.each(['page.html', 'picture.svg'])('%s is shown in a frame that runs no scripts', async (key) => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/objects/${world.bucket}/${key}`);
    const frame = view.page.frames()[1] ?? (await view.page.waitForEvent('frameattached'));
    await frame.waitForLoadState();

    expect(await view.page.evaluate('window.hacked')).toBeUndefined();
    if (key === 'page.html') {
      expect(await frame.locator('#said').textContent()).toBe('stored page');
      expect(await frame.locator('body').getAttribute('data-ran')).toBeNull();
    }
  });

  it('opens its links in a new tab that cannot access the page of samtrace', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/objects/${world.bucket}/page.html`);
    const frame = view.page.frameLocator('iframe');
    const [tab] = await Promise.all([
      view.page.waitForEvent('popup'),
      frame.getByRole('link', { name: 'The traces' }).click(),
    ]);

    await tab.waitForURL(`${world.stack.endpoint}/traces`);
    expect(await tab.evaluate('[origin, opener]')).toEqual([world.stack.endpoint, null]);
    expect(await frame.locator('#said').textContent()).toBe('stored page');
    expect(await view.page.evaluate('window.hacked')).toBeUndefined();
  });

  it('can link to another object by a relative URL', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/objects/${world.bucket}/page.html`);
    const [tab] = await Promise.all([
      view.page.waitForEvent('popup'),
      view.page.frameLocator('iframe').getByRole('link', { name: 'The data' }).click(),
    ]);
    await tab.waitForLoadState();

    expect(await tab.locator('body').textContent()).toContain('window.hacked');
    expect(tab.url()).toMatch(/\/_local\/stored\/[0-9a-f]{32}\/[^/]+\/data\.json$/);
  });

  it('can only open new tabs', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.open(`/objects/${world.bucket}/page.html`);

    expect(await view.page.locator('iframe').getAttribute('sandbox')).toBe(
      'allow-popups allow-popups-to-escape-sandbox',
    );
  });

  it('runs no scripts if its own URL is opened', async () => {
    await using view = await openView(browser, world.stack.endpoint);
    await view.page.goto(`${world.stack.endpoint}/_local/objects/${world.bucket}/page.html`);

    expect(await view.page.locator('#said').textContent()).toBe('stored page');
    expect(await view.page.locator('body').getAttribute('data-ran')).toBeNull();
  });
});

describe('another site', () => {
  /** Another port of this machine: as foreign as any site, and no browser keeps it from asking. */
  async function foreignSite(): Promise<Server> {
    const site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<iframe></iframe>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    return site;
  }

  const siteOf = (site: Server) => `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;

  it.each([
    [
      'sends a request',
      (at: string) => `fetch('${at}/_local/functions/f/invocations', { method: 'POST', mode: 'no-cors', body: '{}' })`,
    ],
    ['shows it in a frame', (at: string) => `document.querySelector('iframe').src = '${at}/'; 0`],
  ])('gets status 403 if it %s', async (_what, script) => {
    await using site = await foreignSite();
    await using view = await openView(browser, world.stack.endpoint);
    await view.page.goto(siteOf(site));
    const answered = view.page.waitForResponse((response) => response.url().startsWith(world.stack.endpoint));
    await view.page.evaluate(script(world.stack.endpoint));

    expect((await answered).status()).toBe(403);
  });

  it('cannot read a response', async () => {
    await using site = await foreignSite();
    await using view = await openView(browser, world.stack.endpoint);
    await view.page.goto(siteOf(site));

    const read = `fetch('${world.stack.endpoint}/_local/map').then((answer) => answer.text(), () => 'nothing')`;
    expect(await view.page.evaluate(read)).toBe('nothing');
  });
});
