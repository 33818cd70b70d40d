import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { tracedClient, tracedHandler } from '../../examples/opentelemetry/src/opentelemetry.ts';

const s3 = tracedClient(new S3Client({}));

export const handler = tracedHandler(async ({ key }: { key: string }) => {
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: 'text' }));
});
