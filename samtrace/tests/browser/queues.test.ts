import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { type Application, startApplication } from '../support/application.ts';
import { openView, startBrowser, type View } from './browser.ts';

let application: Application;
let browser: Browser;

beforeAll(async () => {
  [application, browser] = await Promise.all([
    startApplication({ templateFile: 'tests/stack/queues/template.yml' }),
    startBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await application?.[Symbol.asyncDispose]();
});

describe('the form of a message', () => {
  it('sends the message to the queue, and its function has a trace', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('radio', { name: /^Orders/ }).press('Space');
    const body = page.getByRole('textbox', { name: 'Body' });
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await body.fill('{"order": "of the page"}');
    await body.press('Control+Enter');

    const answer = page.locator('.sent > li').first();
    await answer.getByText('In the queue').waitFor();
    await answer.getByRole('link', { name: 'Open the traces' }).click();
    await page.getByRole('row', { name: /Consumer/ }).waitFor();
    await application.settled();
    const logged = application.stack.logs
      .logGroupNames()
      .flatMap((logGroupName) =>
        application.stack.logs.filterLogEvents({ logGroupName }).map(({ message }) => message),
      );
    expect(logged.filter((message) => message.includes('of the page'))).not.toEqual([]);
    expect(view.complaints).toEqual([]);
  });

  it('has fields for the IDs of a FIFO queue, and shows the error of SQS', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('radio', { name: /^Sorted/ }).press('Space');
    await page.getByRole('textbox', { name: 'Body' }).fill('sorted');
    await page.getByRole('textbox', { name: 'Message group ID' }).fill('a group');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('alert').getByText('MessageGroupId can only include').waitFor();

    await page.getByRole('textbox', { name: 'Message group ID' }).fill('group');
    await page.getByRole('textbox', { name: /^Deduplication ID/ }).fill('one-{{n}}');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.sent > li').first().getByText('In the queue').waitFor();
    await application.settled();
  });

  it.each([1280, 390])('has no violation that axe finds at %d pixels', async (width) => {
    // The page's own policy would keep axe out.
    await using view = await openView(browser, application.stack.endpoint, {
      bypassCSP: true,
      viewport: { width, height: 800 },
    });
    const { page } = view;
    await view.open('/send');
    await page.getByRole('radio', { name: /^Sorted/ }).press('Space');
    await page.getByRole('textbox', { name: 'Body' }).fill('{{n}}');
    await page.getByRole('textbox', { name: /^Deduplication ID/ }).fill(`${width}`);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('In the queue').waitFor();
    await page.evaluate(axe.source);

    expect(await page.evaluate('axe.run().then((result) => result.violations.map(({ id }) => id))')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

describe('the waterfall of a trace that sends a message', () => {
  const rowOf = (page: Page, name: RegExp) => page.getByRole('row', { name });

  async function openSender(view: View): Promise<Page> {
    const { page } = view;
    await application.invoke('Producer', { body: 'linked' });
    await application.settled();
    await view.open('/traces');
    await page
      .getByRole('row', { name: /Producer/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('treegrid').waitFor();
    return page;
  }

  it('has a row for the consumer below the call, which leads to its trace and back with the keyboard', async () => {
    await using view = await openView(browser, application.stack.endpoint);
    const page = await openSender(view);
    const sender = page.url().replace(/\?.*/, '');
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Home');
    for (const isThere = rowOf(page, /Consumer/); (await isThere.getAttribute('aria-selected')) === 'false'; ) {
      await page.keyboard.press('ArrowDown');
    }
    await page.getByRole('complementary', { name: 'Selected link' }).getByText('In the queue').waitFor();
    const selectedUrl = page.url();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.href.startsWith(sender));

    const back = rowOf(page, /Sender/);
    await back.waitFor();
    // The linked segment is selected.
    expect(await rowOf(page, /^\S*Consumer\S* AWS::Lambda ·/).getAttribute('aria-selected')).toBe('true');
    await back.getByRole('link').click();
    await page.waitForURL((url) => url.href.startsWith(sender));
    await rowOf(page, /Consumer/).waitFor();

    // A reload keeps the selected link.
    await page.goto(selectedUrl);
    await page.getByRole('complementary', { name: 'Selected link' }).waitFor();
    expect(view.complaints).toEqual([]);
  });

  it('has no violation that axe finds', async () => {
    await using view = await openView(browser, application.stack.endpoint, { bypassCSP: true });
    const page = await openSender(view);
    await rowOf(page, /Consumer/).click({ position: { x: 400, y: 10 } });
    await page.getByRole('complementary', { name: 'Selected link' }).waitFor();
    await page.evaluate(axe.source);

    expect(await page.evaluate('axe.run().then((result) => result.violations.map(({ id }) => id))')).toEqual([]);
  });
});
