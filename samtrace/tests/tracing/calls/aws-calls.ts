import http from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import AWSXRay from 'aws-xray-sdk-core';

// Both patchers together, as applications have them: each AWS call must still be one call.
AWSXRay.captureHTTPsGlobal(http);
const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));
const sqs = AWSXRay.captureAWSv3Client(new SQSClient({}));
const lambda = AWSXRay.captureAWSv3Client(new LambdaClient({}));
const { BUCKET, QUEUE_URL, CALLEE } = process.env;

/** Stores an object, sends a message and invokes another function with the event. */
export const handler = async (event: unknown): Promise<void> => {
  const Payload = JSON.stringify(event);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'orders/a.json', Body: Payload }));
  await sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: Payload }));
  await lambda.send(new InvokeCommand({ FunctionName: CALLEE, Payload }));
};
