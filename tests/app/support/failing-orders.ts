import { gzipSync } from 'node:zlib';
import type { Stack } from 'samtrace';
import { eventOf } from './sample.ts';

const ORDERS = ['out-of-stock', 'payment-declined', 'unknown-product'].map(eventOf);

/** Sends orders that fail, three at a time, and waits for everything that follows. Returns the request IDs. */
export async function failOrders(stack: Stack, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const sent = ORDERS.slice(0, count - ids.length).map((order) => stack.invoke('ProcessorFunction', order));
    ids.push(...(await Promise.all(sent)).map(({ requestId }) => requestId));
  }
  await stack.settled();
  return ids;
}

/** Sends an order that fails, and waits for everything that follows. Returns the request ID. */
export async function failOrder(stack: Stack): Promise<string> {
  const [requestId = ''] = await failOrders(stack, 1);
  return requestId;
}

/** Sends the record of a request's error to the error handler again, as CloudWatch Logs may. */
export async function deliverAgain(stack: Stack, requestId: string): Promise<void> {
  const [error] = stack.logs('ProcessorFunction', `{ $.level = "ERROR" && $.requestId = "${requestId}" }`);
  const { logStream, ...event } = error ?? {};
  const logGroup = stack.physicalId('ProcessorLogGroup');
  const delivery = { messageType: 'DATA_MESSAGE', logGroup, logStream, logEvents: [event] };
  const awslogs = { data: gzipSync(JSON.stringify(delivery)).toString('base64') };
  stack.invokeAsync('ErrorHandlerFunction', { awslogs });
  await stack.settled();
}
