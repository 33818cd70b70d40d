import { expect, it } from '@jest/globals';
import { consoleOf } from './console-of.ts';

it('the page shows how much was removed to stay within the memory limit', async () => {
  const { call } = await consoleOf();

  expect((await call('/_local/dropped')).body).toEqual({
    traces: 3,
    logEvents: 0,
    invocations: 2,
    lostDeliveries: 0,
    unsaved: 1,
  });
});
