import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { segment as segmentAt, subsegment as subsegmentAt } from '../console/builders.ts';
import { startConsole } from '../console/fake-account.ts';
import { openView, startBrowser } from './browser.ts';
import { type EmptyStack, segment, startEmptyStack, subsegment } from './empty-stack.ts';

let world: EmptyStack;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([startEmptyStack(), startBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

/** One segment that calls so many remote hosts. */
function callHosts(count: number): void {
  const root = segment({ name: `caller of ${count}` });
  world.put(root);
  for (let i = 0; i < count; i += 1) world.put(subsegment(root, { name: `host-${i}`, namespace: 'remote' }));
}

describe('a large amount of data', () => {
  it('shows a trace with 10,000 subsegments, and draws only the visible rows', async () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => subsegmentAt(`step ${i}`, { name: `step ${i}`, at: i }));
    await using large = await startConsole({ traces: [{ documents: [segmentAt('root', { subsegments: steps })] }] });
    await using view = await openView(browser, large.endpoint);
    const { page } = view;
    await view.open('/traces');
    await page.getByRole('row').nth(1).getByRole('link').click();
    const grid = page.getByRole('treegrid');
    await grid.waitFor();

    expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
    await grid.focus();
    await page.keyboard.press('End');
    await page.getByRole('row', { name: /step 9999/ }).waitFor();
    expect(await grid.getByRole('row').count()).toBeLessThan(120);
  });

  it('shows a map with 300 services', async () => {
    callHosts(299);
    await using view = await openView(browser, world.stack.endpoint);
    await view.open('/?q=service(%22caller+of+299%22)');
    await view.page.getByRole('link', { name: /^host-298/ }).waitFor();

    expect(await view.page.locator('.map-node').count()).toBe(301); // the client, too
  });

  it('shows the number of services and a suggestion if the map is too large, and all of them in the table', async () => {
    callHosts(501);
    await using view = await openView(browser, world.stack.endpoint);
    await view.open('/?q=service(%22caller+of+501%22)');

    await view.page.getByRole('heading', { name: '503 services are too many to draw' }).waitFor();
    await view.page.getByRole('radio', { name: 'Table' }).check();
    await view.page.getByRole('link', { name: 'host-500' }).waitFor();
  });

  it('shows 500 traces in the list, and the number of all', async () => {
    for (let i = 0; i < 501; i += 1) world.put(segment({ name: 'many' }));
    await using view = await openView(browser, world.stack.endpoint);
    await view.open('/traces?q=service(%22many%22)');

    await view.page
      .getByText('501 traces, none failing · the first 500 are shown, use a filter to see others')
      .waitFor();
  });
});

describe('a stack without data', () => {
  it('explains how to send the first event', async () => {
    await using empty = await startEmptyStack();
    await using view = await openView(browser, empty.stack.endpoint);
    await view.open('/?range=all');

    await view.page.getByRole('heading', { name: 'No traces yet' }).waitFor();
    await view.open('/failures?range=all');
    await view.page.getByRole('heading', { name: 'No failures' }).waitFor();
    await view.open('/send');
    await view.page.getByRole('heading', { name: 'Nothing to send to' }).waitFor();
  });

  it('shows that the stack has stopped, and recovers after the stack starts again', async () => {
    const first = await startEmptyStack();
    const port = Number(new URL(first.stack.endpoint).port);
    await using view = await openView(browser, first.stack.endpoint);
    await view.open('/');
    await view.page.getByText('Live', { exact: true }).waitFor();

    await first[Symbol.asyncDispose]();
    await view.page.getByText('The connection to samtrace is lost.').waitFor();
    await using second = await startEmptyStack(port);
    second.put(segment({ name: 'came after' }));

    await view.page.getByRole('link', { name: /^came after, unknown/ }).waitFor();
    expect(await view.page.getByText('Live', { exact: true }).isVisible()).toBe(true);
  });
});
