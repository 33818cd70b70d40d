import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import AWSXRay from 'aws-xray-sdk-core';

const s3 = AWSXRay.captureAWSv3Client(new S3Client({ maxAttempts: 1 }));
const sqs = AWSXRay.captureAWSv3Client(new SQSClient({ maxAttempts: 1 }));
const { BUCKET, QUEUE_URL, CURRENCY } = process.env;

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

/** Stores the order `{ id, quantity }` and sends a message. */
export const handler = async (order: { id: string; quantity: number }): Promise<{ price: string }> => {
  console.info(`order ${order.id}`);
  await reserve(order.quantity);
  const Body = JSON.stringify(order);
  await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: `orders/${order.id}.json`, Body, ContentType: 'application/json' }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: Body }));
  return { price: `${order.quantity * 7} ${CURRENCY}` };
};

function reserve(quantity: number): Promise<void> {
  return AWSXRay.captureAsyncFunc('reserve', async (subsegment) => {
    subsegment?.addAnnotation('quantity', quantity);
    const error = quantity > 99 ? new OutOfStockError('Only 99 are left.') : undefined;
    subsegment?.close(error);
    if (error !== undefined) throw error;
  });
}
