import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvokeResult } from '../../samtrace/src/services/lambda/service.ts';
import { type Application, startApplication } from '../../samtrace/tests/support/application.ts';

const FUNCTIONS = ['FailsInInit', 'LogsAnError', 'LogsAndThrows', 'MakesTheSdkComplain'] as const;

let application: Application;
const results = {} as Record<(typeof FUNCTIONS)[number], InvokeResult>;

beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/app/other-functions/template.yml' });
  await Promise.all(
    FUNCTIONS.map(async (name) => {
      results[name] = await application.invoke(name, {});
    }),
  );
  await application.settled();
}, 60_000);

afterAll(async () => application?.[Symbol.asyncDispose]());

describe('the error handler, pointed at other functions,', () => {
  it.each([
    ['FailsInInit', 'init', 'TypeError', 'There is no configuration.'],
    ['LogsAnError', 'logged', 'ERROR', 'The cache is not there; going on without it.'],
    ['LogsAndThrows', 'thrown', 'RangeError', 'Without the cache it does not work.'],
  ] as const)('stores one report for %s, of the kind "%s"', async (name, kind, type, message) => {
    expect(await application.reportsOf(results[name].requestId)).toEqual([
      expect.objectContaining({ kind, error: expect.objectContaining({ type, message }) }),
    ]);
  });

  it('stores none for a function about which only the X-Ray SDK complains', async () => {
    const { requestId, payload } = results.MakesTheSdkComplain;
    const log = application.stack.logs.filterLogEvents({ logGroupName: '/aws/lambda/local-others' });
    const complaints = log.filter(({ message }) => message.includes('X-Ray SDK:'));

    expect(payload.toString()).toBe('"done"');
    expect(complaints.length).toBeGreaterThan(0);
    expect(complaints.every(({ message }) => message.includes('"level":"WARN"'))).toBe(true);
    expect(await application.reportsOf(requestId)).toEqual([]);
  });

  it('stores nothing else', async () => {
    const keys = Object.keys(await application.stored()).filter((key) => key.endsWith('/report.json'));

    expect(keys).toHaveLength(3);
  });
});
