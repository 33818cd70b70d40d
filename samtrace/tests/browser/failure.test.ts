import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

const COUNT_CLICKS = `addEventListener('click', () => {
  sessionStorage.setItem('clicks', Number(sessionStorage.getItem('clicks')) + 1);
}, true)`;

describe('a failure', () => {
  it('is reached from the map with two clicks, and leads to its log and its report', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await page.addInitScript(COUNT_CLICKS);
    await view.open('/');

    await page.getByRole('link', { name: /OrderFunction.*AWS::Lambda::Function.*errors/ }).click();
    const selection = page.getByRole('complementary', { name: 'Selection' });
    await selection.getByRole('img', { name: /Latencies: p50/ }).waitFor();
    await selection
      .getByRole('link', { name: /OutOfStockError/ })
      .first()
      .click();

    const exception = page.locator('.exception');
    await exception.getByText('OutOfStockError').waitFor();
    expect(await exception.locator('.exception-message').textContent()).toContain('out of stock');
    expect(await exception.locator('.stack li').first().textContent()).toMatch(/functions\/orders\/failures\.ts:\d+/);
    expect(await page.evaluate("sessionStorage.getItem('clicks')")).toBe('2');

    await page.getByRole('button', { name: /ERROR OutOfStockError/ }).click();
    await page.getByRole('region', { name: 'Records' }).getByText('stackTrace:').waitFor();

    await page.getByRole('link', { name: 'report.json' }).click();
    await page.getByRole('region', { name: 'Content' }).getByText('"OutOfStockError"').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/objects\/local-reportbucket-.*\/reports\/.*\/report\.json$/);
    expect(view.complaints).toEqual([]);
  });

  it('is shown on the map of its trace, which links back to the trace', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page
      .getByRole('row', { name: /OutOfStockError/ })
      .first()
      .getByRole('link')
      .click();
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    await page.getByRole('link', { name: /OrderFunction.*AWS::Lambda::Function, .*1 request, 1 errors/ }).click();

    expect(await page.locator('a.map-node').count()).toBe(3); // the client and the two of Lambda
    const panel = page.getByRole('complementary', { name: 'Selection' });
    await panel.getByRole('link', { name: 'Open the trace' }).click();
    await page.locator('.exception').getByText('OutOfStockError').waitFor();

    await page.goBack();
    await page.getByRole('button', { name: 'this trace alone' }).click();
    await page.getByRole('link', { name: /^XRay/ }).waitFor();
  });

  it('is in a group of equal failures, which links to their traces', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    await view.open('/failures');

    const group = view.page.getByRole('link', { name: /OutOfStockError/ });
    expect(await group.textContent()).toMatch(/functions\/orders\/failures\.ts:\d+/);
    await group.click();
    await view.page.locator('.group-traces').getByRole('link').first().waitFor();
    await view.page.reload(); // the group has its own URL
    await view.page.locator('.group-traces').getByRole('link').first().click();

    await view.page.locator('.exception').getByText('OutOfStockError').waitFor();
  });

  it('is first in the list of traces, and is found by its request ID and its trace ID', async () => {
    await using view = await openView(browser, app.stack.endpoint);
    const { page } = view;
    await view.open('/traces');
    const first = page.getByRole('row').nth(1);
    expect(await first.getByRole('img').first().getAttribute('aria-label')).toBe('Error');
    await first.getByRole('link').click();
    await page.locator('.exception').waitFor();
    const path = new URL(page.url()).pathname;
    await page.getByRole('row', { name: /AWS::Lambda · 200/ }).click();
    const requestId = await page.locator('.fields div', { hasText: 'request_id' }).locator('dd').textContent();

    for (const searched of [requestId ?? '', path.replace('/traces/', '')]) {
      await view.open('/');
      await page.keyboard.press('/');
      await page.keyboard.type(searched);
      await page.keyboard.press('Enter');
      await page.getByRole('treegrid').waitFor();
      expect(new URL(page.url()).pathname).toBe(path);
    }
  });
});
