import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import AWSXRay from 'aws-xray-sdk-core';

const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));

/** Stores a text under the key that the event names. */
export const handler = async ({ key }: { key: string }): Promise<void> => {
  console.log(`storing ${key}`);
  const { BUCKET: Bucket } = process.env;
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'a note', ContentType: 'text/plain' }));
};
