import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Application, startApplication } from '../support/application.ts';

/** A function that processes orders and fails if the event asks for it, and its events. */
export interface DemoFunction {
  readonly templateFile: string;
  readonly eventsDirectory: string;
  readonly logicalId: string;
  /** The name of the event that succeeds. */
  readonly order: string;
  readonly parameterOverrides?: Record<string, string>;
}

const ORDERS = join(import.meta.dirname, '../support/orders');

const ORDER_FUNCTION: DemoFunction = {
  templateFile: join(ORDERS, 'template.yml'),
  eventsDirectory: join(ORDERS, 'events'),
  logicalId: 'OrderFunction',
  order: 'order',
};

/** The failure of each order that fails, by the number of the order. */
const FAILURES: Readonly<Record<number, string>> = {
  3: 'payment-declined',
  5: 'payment-declined',
  12: 'out-of-stock',
  17: 'payment-declined',
  18: 'unknown-product',
  19: 'unknown-product',
  20: 'out-of-stock',
};

/** Starts the application, and sends the same events each time: twenty orders, some of which fail, and one timeout. */
export async function startDemo(fn = ORDER_FUNCTION): Promise<Application> {
  const { templateFile, eventsDirectory, parameterOverrides = {} } = fn;
  const app = await startApplication({ templateFile, eventsDirectory, parameterOverrides });
  try {
    for (let n = 1; n <= 20; n += 1) await app.invoke(fn.logicalId, await eventOf(fn, FAILURES[n] ?? fn.order, n));
    await app.invoke(fn.logicalId, await eventOf(fn, 'timeout', 21));
    await app.settled();
    return app;
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }
}

/** An event of the application, with the number of the order. */
export function event(name: string, n: number): Promise<unknown> {
  return eventOf(ORDER_FUNCTION, name, n);
}

async function eventOf({ eventsDirectory }: DemoFunction, name: string, n: number): Promise<unknown> {
  const text = await readFile(join(eventsDirectory, `${name}.json`), 'utf8');
  return { ...(JSON.parse(text) as object), orderId: `order-${n}` };
}
