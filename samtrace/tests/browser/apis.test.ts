import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

describe('sending an HTTP request', () => {
  it('works by keyboard, and shows status, body and trace', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('radio', { name: /^ServerlessRestApi/ }).press('Space');
    const path = page.getByRole('textbox', { name: 'Path and query' });

    await page.getByRole('alert').getByText('Write a value in place of {id}.').waitFor();
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

  it('marks the answer of a function that throws as a fault', async () => {
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

describe('the map', () => {
  it('has the stage as a node that leads to its functions', async () => {
    await fetch(`${application.stack.apis[0]?.url}/orders/7`);
    await application.settled();
    await using view = await openView(browser, application.stack.endpoint);
    await view.open('/?table');

    await view.page.getByText('local/Prod').first().waitFor();
    expect(view.complaints).toEqual([]);
  });
});
