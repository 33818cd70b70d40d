import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Application, startApplication } from '../support/application.ts';

/** The events of the sample in the root of the repository. */
const EVENTS = join(import.meta.dirname, '../../../events');

/** The orders that fail, by their number. */
const FAILURES: Readonly<Record<number, string>> = {
  3: 'payment-declined',
  5: 'payment-declined',
  12: 'out-of-stock',
  17: 'payment-declined',
  18: 'unknown-product',
  19: 'unknown-product',
  20: 'out-of-stock',
};

/** The application after a run that is the same each time: twenty orders, some of which fail, and one timeout. */
export async function startDemo(): Promise<Application> {
  const app = await startApplication({
    parameterOverrides: { ErrorRate: '0' },
    eventsDirectory: EVENTS,
  });
  try {
    for (let n = 1; n <= 20; n += 1) await app.invoke('ProcessorFunction', await event(FAILURES[n] ?? 'processor', n));
    await app.invoke('ProcessorFunction', await event('timeout', 21));
    await app.settled();
    return app;
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }
}

export async function event(name: string, n: number): Promise<unknown> {
  const text = await readFile(join(EVENTS, `${name}.json`), 'utf8');
  return { ...(JSON.parse(text) as object), orderId: `order-${n}` };
}
