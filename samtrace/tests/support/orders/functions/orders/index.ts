import { captureAsyncFunc, type Subsegment } from 'aws-xray-sdk-core';
import { simulateFailure } from './failures.ts';

interface OrderEvent {
  orderId: string;
  product: string;
  quantity: number;
  /** The failure to simulate: the name of a file in `events/`, such as `out-of-stock`. */
  failure?: string;
}

const PRICE_CENTS = 2450;

export async function handler(event: OrderEvent, context: { awsRequestId: string }) {
  console.info({ message: 'Order received', event });

  const totalCents = await traced('price', async (subsegment) => {
    subsegment?.addAnnotation('request_id', context.awsRequestId);
    subsegment?.addAnnotation('order_id', event.orderId);
    return event.quantity * PRICE_CENTS;
  });
  await traced('charge', async (subsegment) => {
    subsegment?.addAnnotation('total_cents', totalCents);
    await simulateFailure(event.failure, event.product);
  });
  return { orderId: event.orderId, totalCents };
}

/** Does work in a subsegment. The subsegment is sent when it starts, so that the trace of a timeout contains it. */
function traced<Result>(name: string, work: (subsegment?: Subsegment) => Promise<Result>): Promise<Result> {
  return captureAsyncFunc(name, async (subsegment) => {
    subsegment?.flush();
    try {
      const result = await work(subsegment);
      subsegment?.close();
      return result;
    } catch (error) {
      subsegment?.close(error as Error);
      throw error;
    }
  });
}
