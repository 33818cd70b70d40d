import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultRule, Stack } from 'samtrace';
import { eventOf, startSample } from '../support/sample.ts';
import { runScript } from '../support/scripts.ts';

const ORDERS = ['out-of-stock', 'payment-declined', 'unknown-product'].map(eventOf);
const FAILURES = 1000;
const AT_ONCE = 4;

let stack: Stack;

beforeAll(async () => {
  stack = await startSample({ parameterOverrides: { TraceWaitSeconds: '10' } });
}, 60_000);
afterAll(() => stack?.stop());

/** Sends orders that fail, and waits for everything that follows. Returns the request IDs. */
async function failOrders(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const sent = Array.from({ length: Math.min(AT_ONCE, count - ids.length) }, (_, n) =>
      stack.invoke('ProcessorFunction', ORDERS[n % ORDERS.length]),
    );
    ids.push(...(await Promise.all(sent)).map(({ requestId }) => requestId));
  }
  await stack.settled();
  return ids;
}

/** The requests that have a report, and those whose delivery waits in the queue. */
async function outcomeOf(requestIds: string[]) {
  const reported = new Map<string, number>();
  for (const { key } of await stack.objects()) {
    const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(key)?.[0] ?? '';
    if (key.endsWith('/report.json')) reported.set(id, (reported.get(id) ?? 0) + 1);
  }
  return {
    without: requestIds.filter((id) => !reported.has(id)),
    twice: requestIds.filter((id) => (reported.get(id) ?? 0) > 1),
    queued: (await stack.messages('UnreportedQueue')).length,
  };
}

describe('a thousand failures', () => {
  it('have a report each', async () => {
    const requestIds = await failOrders(FAILURES);

    expect(await outcomeOf(requestIds)).toEqual({ without: [], twice: [], queued: 0 });
  }, 900_000);

  it('with a fault in every fifth call have a report, or wait in the queue until they are replayed', async () => {
    const kinds = ['throttle', '500', 'drop'] as const;
    stack.faults.set(kinds.map((kind): FaultRule => ({ calls: '*', kind, rate: 0.2 / kinds.length })));
    const requestIds = await failOrders(FAILURES);
    stack.faults.set();

    const { without, queued } = await outcomeOf(requestIds);
    console.info(`With a fault in every fifth call, ${queued} deliveries of ${FAILURES} failures ended in the queue.`);
    expect(queued).toBeLessThan(FAILURES / 50);
    if (without.length > 0) expect(queued).toBeGreaterThan(0);
    await runScript('replay', ['--endpoint', stack.endpoint]);
    expect(await outcomeOf(requestIds)).toMatchObject({ without: [], queued: 0 });
  }, 900_000);
});
