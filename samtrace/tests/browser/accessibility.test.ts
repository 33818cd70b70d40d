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

/** What is seen only after something was done. */
const ACTIONS: Record<string, (view: View) => Promise<unknown>> = {
  async 'a group of failures'({ page }) {
    await page.locator('.group-head').first().click();
    await page.locator('.group-traces').getByRole('link').first().waitFor();
  },
  async 'the keys'({ page }) {
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  async 'opening a trace'({ page }) {
    await page.getByRole('main').getByRole('button', { name: 'Open a trace' }).click();
    await page.getByRole('textbox', { name: /Paste/ }).fill('{}');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('alert').waitFor();
  },
  async 'an opened record of the log'({ page }) {
    await page.getByRole('button', { name: /platform\.start/ }).click();
  },
  async 'what was sent'({ page }) {
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: 'Open the trace' }).waitFor();
  },
};

function addresses(): Record<string, string> {
  const { xray, s3 } = app.stack;
  const summaries = xray.traceSummaries({ startTimeMs: 0, endTimeMs: Date.now() });
  const failed = summaries.find((summary) => summary.HasError)?.Id;
  const handled = summaries.find((summary) => /ErrorHandler/.test(summary.EntryPoint?.Name ?? ''))?.Id;
  const page = s3.objects().find((object) => object.key.endsWith('report.html'));
  const report = s3.objects().find((object) => object.key.endsWith('report.json'));
  const services = xray.serviceGraph({ startTimeMs: 0, endTimeMs: Date.now() });
  const keyOf = (type: string, name: RegExp) =>
    encodeURIComponent(`${type}/${services.find((one) => one.Type === type && name.test(one.Name ?? ''))?.Name}`);
  const node = keyOf('AWS::Lambda::Function', /ErrorHandler/);
  return {
    'the map': '/',
    'a node of the map': `/?selected=${node}`,
    'an edge of the map': `/?selected=${node}&selected=${keyOf('AWS::XRay', /./)}`,
    'the map’s table': '/?table',
    'the traces': '/traces',
    'a failed trace': `/traces/${failed}`,
    'an opened record of the log': `/traces/${failed}`,
    'an asynchronous trace': `/traces/${handled}`,
    'the failures': '/failures',
    'a group of failures': '/failures',
    'the objects': '/objects',
    'an object': `/objects/${report?.bucket}/${report?.key}`,
    'a page among the objects': `/objects/${page?.bucket}/${page?.key}`,
    'the messages': '/messages',
    sending: '/send',
    'what was sent': '/send',
    'the keys': '/',
    'opening a trace': '/opened',
    'no opened trace': '/opened',
    'nothing that matches': '/traces?q=annotation.nobody',
    'a trace that is not there': '/traces/1-00000000-000000000000000000000000',
    'a search that is wrong': '/traces?q=oops',
  };
}

describe('axe', () => {
  it.each([1280, 390])('finds nothing against any view of %d pixels, in either theme', async (width) => {
    const found: string[] = [];
    for (const [name, path] of Object.entries(addresses())) {
      // The page's own policy would keep axe out.
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
  });
});

describe('by keyboard alone', () => {
  it('the focus reaches the first failing node, its traces and one of them', async () => {
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
      throw new Error(`Tab never came to ${pattern}.`);
    };

    await tabTo(/ProcessorFunction.*AWS::Lambda::Function.*errors/);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Selection' }).getByRole('link').first().waitFor();
    await tabTo(/OutOfStockError/);
    await page.keyboard.press('Enter');

    await page.locator('.exception').getByText('OutOfStockError').waitFor();
  });
});
