import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { traced, tracedClient, tracedHandler } from './opentelemetry.ts';
import { type Order, objectOf } from './order.ts';

const s3 = tracedClient(new S3Client({}));

export const handler = tracedHandler((order: Order) =>
  traced('store order', async (span) => {
    span.setAttributes({ order_id: order.orderId, 'aws.xray.annotations': ['order_id'] });
    await s3.send(new PutObjectCommand(objectOf(order)));
    return { stored: order.orderId };
  }),
);
