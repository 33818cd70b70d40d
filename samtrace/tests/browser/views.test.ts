import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { FILTER_EXAMPLES } from '../../src/console/model/search.ts';
import type { Application } from '../support/application.ts';
import { openView, startBrowser } from './browser.ts';
import { event, startDemo } from './demo.ts';

let app: Application;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startDemo(), startBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the map', () => {
  it('shows the client, the functions, and the called services, and the same in the table', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/');
    const picture = page.getByRole('group', { name: /Service map/ });
    await picture.waitFor();

    const nodes = await picture.locator('a.map-node').all();
    const drawn = await Promise.all(nodes.map(async (node) => (await node.getAttribute('aria-label'))?.split(', ')[1]));
    await page.getByRole('radio', { name: 'Table' }).check();
    const listed = await page.locator('table').first().locator('tbody td:nth-child(2)').allTextContents();

    const types = [
      'AWS::CloudWatchLogs',
      'AWS::S3::Bucket',
      'AWS::XRay',
      ...Array(2).fill('AWS::Lambda'),
      ...Array(2).fill('AWS::Lambda::Function'),
      'client',
      'client',
    ];
    expect(drawn.sort()).toEqual(types.sort());
    expect(listed.sort()).toEqual(types.sort());
  });

  it('shows the statistics, latencies, and traces of an edge, at a URL that can be shared', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/');
    await view.page.getByRole('link', { name: /ReportFunction-\w+ calls XRay/ }).focus();
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('img', { name: /Latencies: p50/ }).waitFor();

    await using shared = await openView(browser, app.stack.endpoint);
    await shared.page.goto(view.page.url());
    const panel = shared.page.getByRole('complementary', { name: 'Selection' });
    await panel.getByRole('heading', { name: 'XRay' }).waitFor();
    expect(await panel.getByRole('link', { name: /ReportFunction/ }).count()).toBeGreaterThan(0);
  });

  it('keeps its direction if a panel opens', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/');
    const lambda = page.getByRole('link', { name: /OrderFunction-\w+, AWS::Lambda,/ });
    const fn = page.getByRole('link', { name: /OrderFunction-\w+, AWS::Lambda::Function,/ });
    const runsRight = async () => ((await lambda.boundingBox())?.x ?? 0) < ((await fn.boundingBox())?.x ?? 0);
    const before = await runsRight();
    await fn.click();
    await page.getByRole('img', { name: /Latencies/ }).waitFor();
    const withPanel = await runsRight();
    await page.reload();
    await page.getByRole('img', { name: /Latencies/ }).waitFor();

    expect([before, withPanel, await runsRight()]).toEqual([true, true, true]);
  });

  it('hides the services without failed traces if only errors are shown', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/');
    await view.page.getByRole('link', { name: /^XRay/ }).waitFor();

    await view.page.getByText('Errors only').click();

    await view.page.getByRole('link', { name: /^XRay/ }).waitFor({ state: 'detached' });
    expect(await view.page.getByRole('link', { name: /OrderFunction.*AWS::Lambda::Function/ }).count()).toBe(1);
  });
});

describe('a trace', () => {
  it('can be navigated with the keyboard: rows, failures, and collapsed rows', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const grid = page.getByRole('treegrid');
    await grid.waitFor();
    const selected = () => grid.getByRole('row', { selected: true }).locator('.wf-text').textContent();
    const before = await selected();

    await page.keyboard.press('n');
    const after = await selected();
    await page.keyboard.press('p');
    expect([after === before, await selected()]).toEqual([false, before]);

    await grid.focus();
    await page.keyboard.press('Home');
    const rows = Number(await grid.getAttribute('aria-rowcount'));
    await page.keyboard.press('ArrowLeft');
    expect([rows > 1, await grid.getAttribute('aria-rowcount')]).toEqual([true, '1']);
    await page.keyboard.press('ArrowRight');
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(rows));
  });

  it('is exported in the format of aws xray batch-get-traces, and that file opens as the same trace', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.getByRole('row').nth(1).getByRole('link').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const stored = new URL(page.url()).pathname.replace('/traces/', '');
    expect(JSON.parse(text)).toEqual({ Traces: app.stack.xray.batchGetTraces([stored]), UnprocessedTraceIds: [] });
    const names = await page.getByRole('treegrid').locator('.wf-text').allTextContents();

    await page.getByRole('button', { name: 'Open a trace' }).click();
    await page.getByRole('textbox', { name: /Paste/ }).fill(text);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForURL('**/opened');
    await page.reload();

    await page.getByRole('treegrid').waitFor();
    expect(await page.getByRole('treegrid').locator('.wf-text').allTextContents()).toEqual(names);
  });

  it('opens from a file that is dropped anywhere on the page', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    const document = { id: '1', trace_id: '1-a-b', name: 'dropped', start_time: 1, end_time: 2 };
    const files = await page.evaluateHandle(`(() => {
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(JSON.stringify([document]))}], 'trace.json'));
      return files;
    })()`);

    await page.dispatchEvent('main', 'dragover', { dataTransfer: files });
    await page.getByText('Drop the trace file here').waitFor();
    await page.dispatchEvent('main', 'drop', { dataTransfer: files });

    await page.getByRole('treegrid').getByText('dropped').waitFor();
  });

  it('opens from JSON that is pasted anywhere except in a text field', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    const document = { id: '1', trace_id: '1-a-b', name: 'pasted', start_time: 1, end_time: 2 };
    const text = JSON.stringify(JSON.stringify([document]));
    const paste = (into: string) =>
      page.evaluate(`(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', ${text});
        document.querySelector('${into}').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      })()`);

    await paste('.search input');
    expect(new URL(page.url()).pathname).toBe('/traces');
    await paste('main');

    await page.getByRole('treegrid').getByText('pasted').waitFor();
  });

  it('keeps its state after the page is reloaded, and after a step back', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('row', { name: /^Invocation/ }).click();
    await page.reload();
    expect(await page.getByRole('row', { selected: true }).locator('.wf-text').textContent()).toBe('Invocation');

    await page.goBack();
    expect(new URL(page.url()).pathname).toBe('/traces');
  });
});

describe('the time and the filter', () => {
  it('are in the URL: they stay after a reload, change after a step back, and are kept by links', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/');
    await page.getByRole('radio', { name: '5 min' }).check();
    await page.getByText('Errors only').click();
    await page.waitForURL('**/?errors&range=5m');
    await page.reload();

    expect(await page.getByRole('radio', { name: '5 min' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Errors only' }).isChecked()).toBe(true);
    await page.getByRole('link', { name: /^Traces/ }).click();
    await page.waitForURL('**/traces?errors&range=5m');
    await page.getByText(/^(\d+) traces, \1 failing/).waitFor();
    for (const address of ['**/?errors&range=5m', '**/?range=5m', '**/']) {
      await page.goBack();
      await page.waitForURL(address);
    }
    expect(await page.getByRole('checkbox', { name: 'Errors only' }).isChecked()).toBe(false);
  });

  it('are in the URL for the list of objects, too', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/objects');
    await view.page.getByRole('textbox', { name: 'Part of a key' }).fill('report.html');
    await view.page.waitForURL('**/objects?contains=report.html');
    await view.page
      .getByRole('link', { name: /report\.json/ })
      .first()
      .waitFor({ state: 'detached' });
    await view.page.reload();

    await view.page
      .getByRole('link', { name: /report\.html/ })
      .first()
      .click();
    await view.page.locator('iframe').waitFor();
    expect(await view.page.getByRole('link', { name: /report\.json/ }).count()).toBe(0);
  });
});

describe('the search box', () => {
  it('shows the error of X-Ray for an invalid expression, with its position', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.getByRole('textbox', { name: /Search/ }).fill('error AND ~');
    await page.keyboard.press('Enter');

    const complaint = page.locator('.search-complaint');
    await complaint.waitFor();
    expect(await complaint.locator('pre').textContent()).toMatch(/^error AND ~\n {10}\^$/);
    expect(new URL(page.url()).search).toBe('');
    await page.keyboard.press('Escape');
    await complaint.waitFor({ state: 'detached', timeout: 5_000 });
  });

  it('shows the error and a button to show all traces if the invalid expression is in a link', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/traces?q=oops');

    await view.page.getByRole('heading', { name: 'X-Ray rejects this filter expression' }).waitFor();
    await view.page.getByRole('button', { name: 'Show all' }).click();
    await view.page.getByRole('row').nth(2).waitFor();
  });

  it.each(FILTER_EXAMPLES)('has a valid example in the help: %s', async (expression) => {
    const query = new URLSearchParams({ q: expression });

    expect((await fetch(`${app.stack.endpoint}/_local/filter?${query}`)).status).toBe(200);
  });

  it('limits the traces to those that match', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.getByRole('textbox', { name: /Search/ }).fill('annotation.order_id = "order-3"');
    await page.keyboard.press('Enter');

    await page.getByText(/^1 trace,/).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
  });
});

describe('the Send view', () => {
  it('shows the answer and the trace, and other open pages show the trace, too', async () => {
    await using watching = await openView(browser, app.stack.endpoint);
    await watching.open('/traces');
    const total = watching.page.locator('.view-summary');
    await total.getByText('trace').waitFor();
    const before = Number.parseInt((await total.textContent()) ?? '', 10);
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/send');

    await page.getByRole('button', { name: 'unknown-product' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('"UnknownProductError"').waitFor();
    await page.getByRole('link', { name: 'Open the trace' }).click();

    await page.locator('.exception').getByText('UnknownProductError').waitFor();
    await watching.page.locator('.view-summary', { hasNotText: `${before} traces` }).waitFor();
    expect(view.complaints).toEqual([]);
  });

  it('invokes the function asynchronously if that is selected', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('button', { name: 'order', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Asynchronously' }).check();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .locator('.sent-facts')
      .getByText(/^\d attempts?( failed|, \d failed)?$/)
      .waitFor();
    await page.getByRole('link', { name: 'Open the trace' }).click();

    await page.getByRole('row', { name: /^Attempt #1/ }).waitFor();
  });

  it('changes active tracing for the next execution environment', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    const active = page.getByRole('checkbox', { name: 'Active tracing' }).first();
    const mode = () => app.stack.lambda.functions().find((fn) => fn.logicalId === 'OrderFunction')?.tracingMode;

    const press = () => Promise.all([page.waitForResponse(/\/tracing$/), active.press('Space')]);

    await press();
    expect([mode(), await active.isChecked()]).toEqual(['PassThrough', false]);
    // Pressed again at once, while the page may still show what was before.
    await press();
    expect(mode()).toBe('Active');
    await page.getByRole('checkbox', { name: 'Active tracing', checked: true }).first().waitFor();
  });
});

describe('a view', () => {
  it('shows that it is loading, the error if it cannot load, and its content after it has loaded', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/_local/failures*', async (route) => {
      await mayAnswer;
      await route.fulfill({ status: 500, json: { message: 'The store is broken.' } });
    });
    await page.goto(`${app.stack.endpoint}/failures`);
    await page.getByRole('status').getByText('Loading…').waitFor();

    answer();
    await page.getByRole('alert').getByText('The store is broken.').waitFor();
    await page.getByText('The terminal of samtrace may show the cause.').waitFor();

    await page.unroute('**/_local/failures*');
    await app.invoke('OrderFunction', await event('out-of-stock', 77));
    await page.getByRole('link', { name: /OutOfStockError/ }).waitFor();
  });
});

describe('a URL of something that does not exist', () => {
  it.each([
    ['/failures/NoSuchError', 'No failures with this cause', 'All failures'],
    ['/objects/no-such-bucket', 'No such bucket', 'All objects'],
    ['/traces/1-a-b', 'No such trace', 'All traces'],
  ])('shows an explanation at %s, with a link to all', async (path, title, all) => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open(path);

    await view.page.getByRole('heading', { name: title }).waitFor({ timeout: 5_000 });
    await view.page.getByRole('link', { name: all, exact: true }).click();
    expect(new URL(view.page.url()).pathname).toBe(path.slice(0, path.lastIndexOf('/')));
  });
});

describe('the page', () => {
  it('has a keyboard shortcut for each view, and lists the shortcuts', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/');
    for (const [key, path] of [
      ['t', '/traces'],
      ['f', '/failures'],
      ['o', '/objects'],
      ['e', '/messages'],
      ['s', '/send'],
      ['m', '/'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      expect(new URL(page.url()).pathname).toBe(path);
    }
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    const examples = await help.locator('code').allTextContents();
    expect(examples).toHaveLength(FILTER_EXAMPLES.length);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it.each([390, 768, 1280, 1920])('does not scroll sideways at %d pixels', async (width) => {
    await using view = await openView(browser, app.stack.endpoint, { viewport: { width, height: 800 } });
    const [trace] = app.stack.xray.traceSummaries({ startTimeMs: 0, endTimeMs: Date.now() });
    for (const path of [
      '/',
      '/?table',
      '/traces',
      `/traces/${trace?.Id}`,
      '/failures',
      '/objects',
      '/messages',
      '/send',
    ]) {
      await view.open(path);
      expect([path, await view.page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width]);
    }
  });

  it.each([390, 768])('opens a trace file at %d pixels', async (width) => {
    await using view = await openView(browser, app.stack.endpoint, { viewport: { width, height: 800 } });
    await view.open('/');

    await view.page.getByRole('button', { name: 'Open a trace' }).click();
    await view.page.getByRole('dialog', { name: 'Open a trace' }).waitFor();
  });

  it('shows that no traces match, and a button to show all', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/traces?q=annotation.missing+%3D+%22value%22');

    await view.page.getByRole('heading', { name: 'No traces match' }).waitFor();
    await view.page.getByRole('button', { name: 'Show all' }).click();
    await view.page.getByRole('row').nth(2).waitFor();
  });

  it('reports an event that is not JSON before it is sent', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/send');
    const box = view.page.getByRole('textbox', { name: 'The event, as JSON' });

    await box.fill('{"orderId": }');
    expect(await view.page.getByRole('alert').textContent()).toMatch(/^Not JSON: /);
    expect(await view.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await box.fill(JSON.stringify(await event('order', 1)));
    expect(await view.page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true);
  });
});
