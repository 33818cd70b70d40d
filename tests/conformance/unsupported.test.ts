import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Botocore } from './botocore.ts';
import { operationsOf } from './calls.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let boto: Botocore;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  world = await startWorld();
  cleanup.use(world.application);
  boto = new Botocore(world.endpoint);
  cleanup.defer(() => boto.stop());
});

describe('every operation of botocore’s model that the local stack does not make is answered with an error naming it:', () => {
  it.each([
    ['logs', 'CloudWatch Logs'],
    ['xray', 'X-Ray'],
    ['lambda', 'Lambda'],
  ] as const)('%s', async (service, title) => {
    const answers = await boto.unsupportedBeside(service, operationsOf(service));
    const wrong = Object.entries(answers).filter(([operation, error]) => {
      const named = /^The local stack does not support (.+) of (.+)\.$/.exec(error?.Message ?? '');
      // Lambda's router names a call that it does not know as it came, by method and path.
      const itsName = named?.[1] === operation || (service === 'lambda' && /^[A-Z]+ \/\S+$/.test(named?.[1] ?? ''));
      return !(error?.Code === 'NotImplementedException' && itsName && named?.[2] === title);
    });

    expect(Object.keys(answers).length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});
