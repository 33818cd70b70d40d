/** An order goes through three stages. Each stage is a subsegment of the request's trace. */
import { asObject } from '../shared/json.ts';
import { traced } from '../shared/tracing.ts';
import { type Failure, InvalidEventError, simulateFailure } from './failures.ts';

/** What the processor receives. events/processor.json is an example. */
export interface Order {
  orderId: string;
  product: string;
  quantity: number;
}

/** What the processor answers. */
export interface Receipt {
  orderId: string;
  chargedCents: number;
}

const PRICE_CENTS = 2450;

const MAX_QUANTITY = 1000;

/** Checks the event. Throws an {@link InvalidEventError} that names the field and the rule. */
export function parseOrder(event: unknown): Order {
  const { orderId, product, quantity } = asObject(event);

  if (typeof orderId !== 'string' || orderId === '') {
    throw new InvalidEventError('orderId', 'a non-empty string', orderId);
  }
  if (typeof product !== 'string' || product === '') {
    throw new InvalidEventError('product', 'a non-empty string', product);
  }
  if (typeof quantity !== 'number' || !(quantity >= 1 && quantity <= MAX_QUANTITY)) {
    throw new InvalidEventError('quantity', `a number from 1 to ${MAX_QUANTITY}`, quantity);
  }
  return { orderId, product, quantity };
}

/**
 * Calculates the price, reserves the goods, and charges the customer.
 *
 * `failure` makes one of the stages fail. Real code would have no such argument.
 */
export async function processOrder(
  order: Order,
  failure: Failure | undefined,
  requestId: string,
): Promise<Receipt> {
  const totalCents = await traced('price', async (subsegment) => {
    // Annotations are indexed: you can search for traces with annotation.order_id = "order-1".
    subsegment.annotate('request_id', requestId);
    subsegment.annotate('order_id', order.orderId);
    await simulateFailure(failure, 'price', order);

    const cents = order.quantity * PRICE_CENTS;
    // Metadata is not indexed. It can be any value, and is shown with the trace.
    subsegment.addMetadata('price', { order, cents });
    return cents;
  });

  await traced('reserve', async (subsegment) => {
    subsegment.annotate('order_id', order.orderId);
    subsegment.annotate('quantity', order.quantity);
    await simulateFailure(failure, 'reserve', order);
  });

  return traced('charge', async (subsegment) => {
    subsegment.annotate('order_id', order.orderId);
    subsegment.annotate('total_cents', totalCents);
    await simulateFailure(failure, 'charge', order);
    return { orderId: order.orderId, chargedCents: totalCents };
  });
}
