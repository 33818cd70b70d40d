import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openView, startBrowser } from './browser.ts';
import { segment, startEmptyStack } from './empty-stack.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
});

const MOCK_API = `
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: mock}},
  Method: {Type: AWS::ApiGateway::Method, Properties: {
    RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE,
    Integration: {Type: MOCK, IntegrationResponses: [{StatusCode: 200, ResponseTemplates: {application/json: '{"mock": true}'}}]}}}`;

describe('the page of a template without functions', () => {
  it('offers a request to an API', async () => {
    await using empty = await startEmptyStack(0, { resources: MOCK_API });
    await using view = await openView(browser, empty.stack.endpoint);
    const { page } = view;
    await view.open('/send');

    expect(await page.getByRole('radio').count()).toBe(1);
    expect(await page.getByRole('radio', { name: /^Api/ }).isChecked()).toBe(true);
    expect(await page.getByRole('heading', { name: 'Function', exact: true }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Path and query' }).press('Control+Enter');
    const answer = page.locator('.sent > li').first();
    await answer.getByText('200', { exact: true }).waitFor();
    await answer.getByText('mock').last().waitFor();
    // The stage is not traced, and there is no function.
    await answer.getByText('no trace yet').waitFor();
  });

  it('offers a message to a queue, and a schedule', async () => {
    const resources = `
      Jobs: {Type: AWS::SQS::Queue},
      Nightly: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: q, Arn: !GetAtt Jobs.Arn}]}}`;
    await using empty = await startEmptyStack(0, { resources });
    await using view = await openView(browser, empty.stack.endpoint);
    const { page } = view;
    await view.open('/send');
    await page.getByRole('button', { name: 'Fire Nightly' }).waitFor();
    await page.getByRole('textbox', { name: 'Body' }).fill('work');
    await page.getByRole('button', { name: 'Send', exact: true }).click();

    await page.locator('.sent > li').first().getByText('In the queue').waitFor();
    const [queue] = empty.stack.template.queues;
    expect(await empty.stack.sqs.messages(queue?.name ?? '')).toMatchObject([{ body: 'work' }]);
  });
});

describe('the banner about removed data', () => {
  it('appears when the memory limit removes the oldest traces, and counts them', async () => {
    await using empty = await startEmptyStack(0, { keepMb: 0.05 });
    await using view = await openView(browser, empty.stack.endpoint);
    const { page } = view;
    const banner = page.getByText('The oldest data was removed to stay within the memory limit');
    empty.put(segment({ name: 'first' }));
    await view.open('/traces');
    await page.getByRole('row', { name: /first/ }).waitFor();
    expect(await banner.count()).toBe(0);

    for (let n = 0; n < 60; n += 1) empty.put(segment({ name: 'filler', metadata: { text: 'x'.repeat(1000) } }));

    await banner.waitFor();
    const answer = await fetch(`${empty.stack.endpoint}/_local/dropped`);
    const { traces } = (await answer.json()) as { traces: number };
    await page.getByText(`${traces} traces and 0 log events. A larger value of --keep keeps more.`).waitFor();
    expect(traces).toBeGreaterThan(1);
    await page.getByRole('row', { name: /first/ }).waitFor({ state: 'detached' });
  });
});
