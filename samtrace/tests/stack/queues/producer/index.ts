import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import AWSXRay from 'aws-xray-sdk-core';

const sqs = AWSXRay.captureAWSv3Client(new SQSClient({ maxAttempts: 1 }));

export async function handler(order: object): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(order) }));
}
