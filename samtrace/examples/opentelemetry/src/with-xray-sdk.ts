import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import AWSXRay from 'aws-xray-sdk-core';
import { type Order, objectOf } from './order.ts';

const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));

export function handler(order: Order): Promise<{ stored: string }> {
  return AWSXRay.captureAsyncFunc('store order', async (subsegment) => {
    try {
      subsegment?.addAnnotation('order_id', order.orderId);
      await s3.send(new PutObjectCommand(objectOf(order)));
      return { stored: order.orderId };
    } catch (error) {
      subsegment?.addError(error as Error);
      throw error;
    } finally {
      subsegment?.close();
    }
  });
}
