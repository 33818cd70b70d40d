import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import type { Application } from '../support/application.ts';
import { openView, startBrowser } from './browser.ts';
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

function addresses(): Record<string, string> {
  const { xray, s3 } = app.stack;
  const summaries = xray.traceSummaries({ startTimeMs: 0, endTimeMs: Date.now() });
  const failed = summaries.find((summary) => summary.HasError)?.Id;
  const report = s3.objects().find((object) => object.key.endsWith('report.json'));
  const node = xray
    .serviceGraph({ startTimeMs: 0, endTimeMs: Date.now() })
    .find((one) => one.Type === 'AWS::Lambda::Function');
  return {
    'the map': '/',
    'a node of the map': `/?selected=${encodeURIComponent(`${node?.Type}/${node?.Name}`)}`,
    'the map’s table': '/?table',
    'the traces': '/traces',
    'a failed trace': `/traces/${failed}`,
    'the failures': '/failures',
    'an object': `/objects/${report?.bucket}/${report?.key}`,
    sending: '/send',
    'a trace that is not there': '/traces/1-00000000-000000000000000000000000',
    'a search that is wrong': '/traces?q=oops',
  };
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each([1280, 390])('axe finds nothing against any view of %d pixels', async (width) => {
    const found: string[] = [];
    for (const [name, path] of Object.entries(addresses())) {
      // The page's own policy would keep axe out.
      await using view = await openView(browser, app.stack.endpoint, {
        colorScheme,
        bypassCSP: true,
        viewport: { width, height: 800 },
      });
      await view.open(path);
      await view.page.evaluate(axe.source);
      const violations = (await view.page.evaluate('axe.run().then((result) => result.violations)')) as Violation[];
      found.push(
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${name}: ${id}: ${html.slice(0, 200)}`)),
      );
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
