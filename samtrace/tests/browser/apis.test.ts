import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { type Application, startApplication } from '../support/application.ts';
import { openView, startBrowser } from './browser.ts';

let application: Application;
let browser: Browser;

beforeAll(async () => {
  [application, browser] = await Promise.all([
    startApplication({ templateFile: 'tests/stack/apis/template.yml' }),
    startBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await application?.[Symbol.asyncDispose]();
});

describe('the form of an HTTP request', () => {
  it('is usable with the keyboard, and shows the status, the body, and the trace', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('radio', { name: /^ServerlessRestApi/ }).press('Space');
    const path = page.getByRole('textbox', { name: 'Path and query' });

    await page.getByRole('alert').getByText('Replace {id} with a value.').waitFor();
    await path.fill('/orders/7?color=red');
    await page.getByRole('textbox', { name: 'Headers' }).fill('X-Probe: hello');
    await path.press('Control+Enter');

    const answer = page.locator('.sent > li').first();
    await answer.getByText('200', { exact: true }).waitFor();
    await answer.getByText('"/orders/{id}"').waitFor();
    await answer.getByRole('link', { name: 'Open the trace' }).click();
    await page.getByText('local/Prod').first().waitFor();
    expect(view.complaints).toEqual([]);
  });

  it('shows the answer as a fault if the function throws', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const { page } = view;
    await view.open('/send?api=ServerlessRestApi');
    await page.getByRole('button', { name: 'POST /fail' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();

    const answer = page.locator('.sent > li').first();
    await answer.getByText('502', { exact: true }).waitFor();
    await answer.getByText('"Internal server error"').waitFor();
    expect(await answer.locator('.status-fault').count()).toBe(1);
    expect(await page.getByRole('combobox', { name: 'Method' }).inputValue()).toBe('POST');
  });
});

describe('a web application on another port', () => {
  it('can call an API only if its CORS rules allow it', async () => {
    const server = createServer((_, response) => response.end('<title>application</title>')).listen(0, 'localhost');
    await once(server, 'listening');
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const put = (url: string) =>
      page.evaluate(
        `fetch('${url}', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' })
          .then((response) => response.status, (error) => error.name)`,
      );
    const url = (logicalId: string) => application.stack.apis.find((api) => api.logicalId === logicalId)?.url;

    expect(await put(`${url('ServerlessHttpApi')}/orders/7`)).toBe(200);
    expect(await put(`${url('Plain')}/things`)).toBe('TypeError');
    await context.close();
    server.close();
  });
});

describe('the accessibility of the form', () => {
  it.each([1280, 390])(
    'has no violation that axe finds at %d pixels, with an answer and with an error',
    async (width) => {
      const { endpoint } = application.stack;
      // The page's own policy would keep axe out.
      await using view = await openView(browser, endpoint, { bypassCSP: true, viewport: { width, height: 800 } });
      const { page } = view;
      const violations = async () => {
        await page.evaluate(axe.source);
        return page.evaluate('axe.run().then((result) => result.violations.map(({ id }) => id))');
      };
      await view.open('/send?api=ServerlessRestApi');
      await page.getByRole('alert').waitFor();
      expect(await violations()).toEqual([]);

      await page.getByRole('textbox', { name: 'Path and query' }).fill('/orders/7');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('link', { name: 'Open the trace' }).waitFor();
      expect(await violations()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );
});

describe('the map', () => {
  it('shows the stage of an API as a node with edges to its functions', async () => {
    await fetch(`${application.stack.apis[0]?.url}/orders/7`);
    await application.settled();
    await using view = await openView(browser, application.stack.endpoint);
    await view.open('/?table');

    await view.page.getByText('local/Prod').first().waitFor();
    expect(view.complaints).toEqual([]);
  });
});
