import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import AWSXRay from 'aws-xray-sdk-core';

const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));

interface Order {
  orderId: string;
  quantity: number;
}

export async function handler(order: Order): Promise<{ price: number }> {
  const price = await charge(order);

  await s3.send(
    new PutObjectCommand({
      Bucket: process.env.BUCKET,
      Key: `${order.orderId}.json`,
      Body: JSON.stringify({ ...order, price }),
    }),
  );
  return { price };
}

function charge({ orderId, quantity }: Order): Promise<number> {
  return AWSXRay.captureAsyncFunc('charge', async (subsegment) => {
    subsegment?.addAnnotation('order_id', orderId);
    subsegment?.close();
    return quantity * 7;
  });
}
