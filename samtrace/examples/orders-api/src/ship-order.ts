import AWSXRay from 'aws-xray-sdk-core';

/** The parts of the event that this function reads. */
interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

interface Order {
  orderId: string;
  product: string;
  quantity: number;
}

export async function handler(event: QueueEvent): Promise<void> {
  for (const { body } of event.Records) {
    await ship(JSON.parse(body));
  }
}

function ship({ orderId, product, quantity }: Order): Promise<void> {
  return AWSXRay.captureAsyncFunc('ship', async (subsegment) => {
    subsegment?.addAnnotation('order_id', orderId);
    console.info(`Shipped ${quantity} of ${product}`);
    subsegment?.close();
  });
}
