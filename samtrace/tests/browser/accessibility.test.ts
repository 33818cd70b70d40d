import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import type { Application } from '../support/application.ts';
import { openView, startBrowser, type View } from './browser.ts';
import { startDemo } from './demo.ts';

let app: Application;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startDemo(), startBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** What to do in a view before it is checked. */
const ACTIONS: Record<string, (view: View) => Promise<unknown>> = {
  async 'a group of failures'({ page }) {
    await page.locator('.group-head').first().click();
    await page.locator('.group-traces').getByRole('link').first().waitFor();
  },
  async 'the keyboard shortcuts'({ page }) {
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  async 'the dialog that opens a trace'({ page }) {
    await page.getByRole('main').getByRole('button', { name: 'Open a trace' }).click();
    await page.getByRole('textbox', { name: /Paste/ }).fill('{}');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('alert').waitFor();
  },
  async 'an expanded log record'({ page }) {
    await page.getByRole('button', { name: /platform\.start/ }).click();
  },
  async 'the result of Send'({ page }) {
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: 'Open the trace' }).waitFor();
  },
};

function addresses(): Record<string, string> {
  const { xray, s3 } = app.stack;
  const summaries = xray.traceSummaries({ startTimeMs: 0, endTimeMs: Date.now() });
  const failed = summaries.find((summary) => summary.HasError)?.Id;
  const handled = summaries.find((summary) => /ReportFunction/.test(summary.EntryPoint?.Name ?? ''))?.Id;
  const page = s3.objects().find((object) => object.key.endsWith('report.html'));
  const report = s3.objects().find((object) => object.key.endsWith('report.json'));
  const services = xray.serviceGraph({ startTimeMs: 0, endTimeMs: Date.now() });
  const keyOf = (type: string, name: RegExp) =>
    encodeURIComponent(`${type}/${services.find((one) => one.Type === type && name.test(one.Name ?? ''))?.Name}`);
  const node = keyOf('AWS::Lambda::Function', /ReportFunction/);
  return {
    'the map': '/',
    'a node of the map': `/?selected=${node}`,
    'an edge of the map': `/?selected=${node}&selected=${keyOf('AWS::XRay', /./)}`,
    'the table of the map': '/?table',
    'the traces': '/traces',
    'a failed trace': `/traces/${failed}`,
    'an expanded log record': `/traces/${failed}`,
    'an asynchronous trace': `/traces/${handled}`,
    'the failures': '/failures',
    'a group of failures': '/failures',
    'the objects': '/objects',
    'an object': `/objects/${report?.bucket}/${report?.key}`,
    'an HTML object': `/objects/${page?.bucket}/${page?.key}`,
    'the messages': '/messages',
    'the Send view': '/send',
    'the result of Send': '/send',
    'the keyboard shortcuts': '/',
    'the dialog that opens a trace': '/opened',
    'no opened trace': '/opened',
    'no matching traces': '/traces?q=annotation.missing',
    'a trace that does not exist': '/traces/1-00000000-000000000000000000000000',
    'an invalid filter expression': '/traces?q=oops',
  };
}

describe('the page', () => {
  it.each([1280, 390])(
    'has no violation that axe finds, in any view with a width of %d pixels and in both themes',
    async (width) => {
      const found: string[] = [];
      for (const [name, path] of Object.entries(addresses())) {
        // The policy of the page does not allow the script of axe.
        await using view = await openView(browser, app.stack.endpoint, {
          bypassCSP: true,
          viewport: { width, height: 800 },
        });
        await view.open(path);
        await ACTIONS[name]?.(view);
        await view.page.evaluate(axe.source);
        for (const colorScheme of ['light', 'dark'] as const) {
          await view.page.emulateMedia({ colorScheme });
          const violations = (await view.page.evaluate('axe.run().then((result) => result.violations)')) as Violation[];
          found.push(
            ...violations.flatMap(({ id, nodes }) =>
              nodes.map(({ html }) => `${name}, ${colorScheme}: ${id}: ${html.slice(0, 200)}`),
            ),
          );
        }
      }

      expect(found).toEqual([]);
    },
    300_000,
  );
});

describe('the keyboard', () => {
  it('reaches the first failed node, its traces, and one of the traces', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/');
    await page.getByRole('link', { name: /^XRay/ }).waitFor();
    const tabTo = async (pattern: RegExp) => {
      for (let i = 0; i < 80; i += 1) {
        await page.keyboard.press('Tab');
        const focused = (await page.evaluate(
          "document.activeElement.ariaLabel ?? document.activeElement.textContent ?? ''",
        )) as string;
        if (pattern.test(focused)) return;
      }
      throw new Error(`The Tab key did not reach ${pattern}.`);
    };

    await tabTo(/OrderFunction.*AWS::Lambda::Function.*errors/);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Selection' }).getByRole('link').first().waitFor();
    await tabTo(/OutOfStockError/);
    await page.keyboard.press('Enter');

    await page.locator('.exception').getByText('OutOfStockError').waitFor();
  });
});
