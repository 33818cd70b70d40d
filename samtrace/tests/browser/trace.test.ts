import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openView, startBrowser } from './browser.ts';
import { type EmptyStack, newId, newTraceId, segment, startEmptyStack, subsegment } from './empty-stack.ts';

const TRACE_ID = newTraceId();
const START = Date.now() / 1000 - 10;

/** An asynchronous invocation with a cold start, as Lambda records it, and one call of each kind; the last is under way. */
function asynchronousInvocation(): Record<string, unknown>[] {
  const lambda = newId();
  const attempt = newId();
  const at = (name: string, from: number, to: number, fields: Record<string, unknown> = {}) => ({
    id: newId(),
    name,
    start_time: START + from,
    end_time: START + to,
    ...fields,
  });
  const calls = [
    at('orders@db', 1.2, 1.4, {
      namespace: 'remote',
      sql: { sanitized_query: 'SELECT * FROM orders WHERE id = ?', database_type: 'PostgreSQL' },
    }),
    at('price', 1.5, 1.6, {
      annotations: { order_id: 'order-7' },
      metadata: { cart: { items: ['teapot'] } },
    }),
    at('shop.example', 1.7, 1.8, {
      namespace: 'remote',
      fault: true,
      http: { request: { method: 'GET', url: 'https://shop.example/stock' }, response: { status: 503 } },
      cause: {
        exceptions: [
          {
            id: newId(),
            type: 'StockError',
            message: 'The shop does not answer.',
            stack: [{ label: 'stock', path: '/var/task/functions/shop/stock.ts', line: 12 }],
          },
        ],
      },
    }),
    { id: newId(), name: 'ship', start_time: START + 1.9, in_progress: true },
  ];
  return [
    segment({
      id: lambda,
      trace_id: TRACE_ID,
      name: 'shop',
      origin: 'AWS::Lambda',
      start_time: START,
      end_time: START + 0.02,
      http: { response: { status: 202 } },
      aws: { request_id: 'request-7' },
      subsegments: [at('Dwell Time', 0, 0.5), { ...at('Attempt #1', 0.5, 2.1), id: attempt }],
    }),
    segment({
      trace_id: TRACE_ID,
      name: 'shop',
      origin: 'AWS::Lambda::Function',
      parent_id: attempt,
      start_time: START + 1.1,
      end_time: START + 2.1,
      aws: { function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:shop' },
      subsegments: [
        at('Initialization', 0.6, 1.1),
        at('Invocation', 1.1, 2, { subsegments: calls }),
        at('Overhead', 2, 2.1),
      ],
    }),
  ];
}

let world: EmptyStack;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([startEmptyStack(), startBrowser()]);
  for (const document of asynchronousInvocation()) world.put(document);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function openTrace(options = {}) {
  const view = await openView(browser, world.stack.endpoint, options);
  await view.open(`/traces/${TRACE_ID}`);
  await view.page.getByRole('treegrid').waitFor();
  return view;
}

const row = (page: Page, name: RegExp) => page.getByRole('row', { name }).first();
const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Selected segment' });

describe('the waterfall', () => {
  it('marks the phases of Lambda, entities in progress, and inferred segments', async () => {
    await using view = await openTrace();
    const look = async (name: RegExp) => {
      const id = await row(view.page, name).getAttribute('id');
      return view.page.evaluate<string>(`(${LOOK})(document.getElementById('${id}'))`);
    };

    const looks = {
      segment: await look(/^shop AWS::Lambda/),
      'Dwell Time': await look(/^Dwell Time/),
      'Attempt #1': await look(/^Attempt #1/),
      Initialization: await look(/^Initialization/),
      Invocation: await look(/^Invocation/),
      Overhead: await look(/^Overhead/),
      own: await look(/^price/),
      inferred: await look(/inferred/),
      'in progress': await look(/^ship.*in progress/),
    };

    expect(new Set(Object.values(looks)).size).toBe(Object.keys(looks).length);
  });

  it('explains a phase of Lambda in the panel', async () => {
    await using view = await openTrace();
    await row(view.page, /^Dwell Time/).click();

    await panelOf(view.page).getByText('The event waits in Lambda’s queue').waitFor();
  });

  it('keeps the zoom, the collapsed rows, and the selected row in the URL', async () => {
    await using view = await openTrace();
    const { page } = view;
    const rows = async () => page.getByRole('treegrid').getAttribute('aria-rowcount');
    const whole = Number(await rows());
    await row(page, /^Invocation/).click();
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('+');
    const shown = page.getByRole('button', { name: /shown$/ });
    const before = [await rows(), await shown.textContent(), await selected(page).textContent()];
    await page.reload();
    await page.getByRole('treegrid').waitFor();

    expect(Number(before[0])).toBeLessThan(whole);
    expect([await rows(), await shown.textContent(), await selected(page).textContent()]).toEqual(before);
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('0');
    await shown.waitFor({ state: 'detached' });
    expect(await rows()).toBe(String(whole));
  });
});

/** The visible properties of a row: its icon, the weight and slope of its name, and the shape of its bar. */
const LOOK = `(row) => {
  const bar = getComputedStyle(row.querySelector('.bar'));
  const name = getComputedStyle(row.querySelector('.wf-text'));
  const icon = row.querySelector('.wf-kind path')?.getAttribute('d') ?? '';
  return [icon, name.fontWeight, name.fontStyle, bar.height, bar.maskImage, bar.borderStyle, bar.opacity,
    bar.backgroundImage === 'none' ? bar.backgroundColor === 'rgba(0, 0, 0, 0)' : 'striped'].join('|');
}`;

function selected(page: Page): Locator {
  return page.getByRole('row', { selected: true }).locator('.wf-text');
}

describe('the panel of a row', () => {
  it.each([
    [/^shop AWS::Lambda/, ['Overview', 'HTTP', 'AWS', 'Raw JSON'], 'request-7'],
    [/^price/, ['Overview', 'Annotations', 'Metadata', 'Raw JSON'], 'order-7'],
    [/^price/, ['Overview', 'Annotations', 'Metadata', 'Raw JSON'], '"teapot"'],
    [/^orders@db/, ['Overview', 'SQL', 'Raw JSON'], 'SELECT * FROM orders WHERE id = ?'],
    [/^shop\.example.*503/, ['Exception', 'Overview', 'HTTP', 'Raw JSON'], 'functions/shop/stock.ts:12'],
    [/^shop\.example.*503/, ['Exception', 'Overview', 'HTTP', 'Raw JSON'], 'https://shop.example/stock'],
  ])('of %s has the sections %j and contains %s', async (name, sections, text) => {
    await using view = await openTrace();
    await row(view.page, name).click();
    const panel = panelOf(view.page);

    await panel.getByText(text, { exact: true }).first().waitFor();
    expect(await panel.getByRole('heading', { level: 3 }).allTextContents()).toEqual(sections);
  });

  it('links the value of an annotation to the traces with that value', async () => {
    await using view = await openTrace();
    await row(view.page, /^price/).click();
    await panelOf(view.page).getByRole('link', { name: 'order-7' }).click({ timeout: 5_000 });

    await view.page.getByText(/^1 trace,/).waitFor();
    expect(new URL(view.page.url()).searchParams.get('q')).toBe('annotation[order_id] = "order-7"');
  });

  it('copies the JSON of the entity with its subsegments', async () => {
    await using view = await openTrace({ permissions: ['clipboard-read', 'clipboard-write'] });
    await row(view.page, /^Invocation/).click();
    await panelOf(view.page).getByRole('button', { name: 'Copy with everything below it, as JSON' }).click();
    await panelOf(view.page).getByText('Copied').waitFor({ state: 'attached' });

    const copied = JSON.parse(await view.page.evaluate<string>('navigator.clipboard.readText()'));
    const names = copied.subsegments.map((one: { name: string }) => one.name);
    expect([copied.name, ...names]).toEqual(['Invocation', 'orders@db', 'price', 'shop.example', 'ship']);
  });
});

describe('a trace in progress', () => {
  const parent = segment({ trace_id: newTraceId() });
  const path = `/traces/${parent.trace_id}`;

  it('shows that it is in progress, its log, and growing bars until its segment arrives', async () => {
    world.put(subsegment(parent, { name: 'price', annotations: { request_id: 'request-9' } }));
    world.put(subsegment(parent, { name: 'reserve', end_time: undefined, in_progress: true }));
    world.stack.logs.append('/aws/lambda/elsewhere', 'stream', [
      { timestamp: Date.now(), message: JSON.stringify({ level: 'INFO', requestId: 'request-9', message: 'begun' }) },
    ]);
    await using view = await openView(browser, world.stack.endpoint);
    const { page } = view;
    await view.open(path);

    await page.locator('.trace-title').getByText('In progress').waitFor();
    await page.getByText('The parent of 2 subsegments is not in the trace: the function is probably').waitFor();
    await page.getByText('begun').waitFor();
    const bar = await row(page, /^reserve/)
      .locator('.bar')
      .boundingBox();
    expect(bar?.width).toBeGreaterThan(50);

    world.put(parent);
    await row(page, /^orders/).waitFor();
  });
});

describe('a successful trace with a failed subsegment', () => {
  it('shows the failed subsegment in its heading, with a link to it, and in the list', async () => {
    await using view = await openTrace();
    const { page } = view;
    await row(page, /^price/).click();
    await page.getByRole('button', { name: '1 subsegment failed' }).click();
    expect(await selected(page).textContent()).toBe('shop.example');

    await view.open('/traces');
    await page.getByRole('row', { name: /^(OK|In progress).*shop.*1 subsegment failed/ }).waitFor();
  });
});

describe('opened traces', () => {
  async function openFile(text: string) {
    const view = await openView(browser, world.stack.endpoint);
    await view.open('/opened');
    await view.page.getByRole('main').getByRole('button', { name: 'Open a trace' }).click();
    await view.page.getByRole('textbox', { name: /Paste/ }).fill(text);
    await view.page.getByRole('button', { name: 'Open', exact: true }).click();
    return view;
  }

  it('are listed with the name of their root and their time', async () => {
    await using view = await openFile(JSON.stringify([segment({ name: 'teapots' }), segment({ name: 'kettles' })]));

    await view.page.getByRole('radio', { name: /^kettles \d\d:\d\d:\d\d\.\d{3}$/ }).check();
    await view.page.getByRole('row', { name: /^kettles/ }).waitFor();
  });

  it('are listed with an explanation and without a time if no document can be read', async () => {
    await using view = await openFile('{"Traces": [{"Id": "1-a-b", "Segments": [{"Id": "bad", "Document": "{"}]}]}');

    await view.page.getByRole('heading', { name: 'This trace cannot be read' }).waitFor();
    await view.page.getByText('Segment bad is not a readable document.').waitFor();
    expect(await view.page.getByText('1970').count()).toBe(0);
  });
});
