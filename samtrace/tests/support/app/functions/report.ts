import { gunzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({ maxAttempts: 1 });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample */
interface SubscriptionEvent {
  awslogs: { data: string };
}

interface Delivery {
  logEvents: { id: string; message: string }[];
}

export async function handler(event: SubscriptionEvent) {
  const text = gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString('utf8');
  const { logEvents } = JSON.parse(text) as Delivery;
  for (const { message } of logEvents) {
    const { requestId } = JSON.parse(message) as { requestId: string };
    const Key = `reports/${requestId}/report.json`;
    await s3.send(new PutObjectCommand({ Bucket: process.env.REPORT_BUCKET, Key, Body: message }));
  }
}
