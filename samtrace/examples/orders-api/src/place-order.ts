import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import AWSXRay from 'aws-xray-sdk-core';

const table = DynamoDBDocumentClient.from(AWSXRay.captureAWSv3Client(new DynamoDBClient({})));
const queue = AWSXRay.captureAWSv3Client(new SQSClient({}));

/** The parts of the event that this function reads. */
interface HttpEvent {
  body: string | null;
}

interface HttpResponse {
  statusCode: number;
  body: string;
}

interface Order {
  product: string;
  quantity: number;
}

export async function handler(event: HttpEvent): Promise<HttpResponse> {
  const order = readOrder(event.body);
  if (order === undefined) {
    return respond(400, { message: 'The body must be {"product": a string, "quantity": a number of at least 1}.' });
  }

  const orderId = randomUUID();
  await table.send(
    new PutCommand({
      TableName: process.env.TABLE_NAME,
      Item: { orderId, ...order, status: 'PLACED' },
    }),
  );
  await queue.send(
    new SendMessageCommand({
      QueueUrl: process.env.QUEUE_URL,
      MessageBody: JSON.stringify({ orderId, ...order }),
    }),
  );
  return respond(202, { orderId });
}

function readOrder(body: string | null): Order | undefined {
  try {
    const { product, quantity } = JSON.parse(body ?? '');
    const isOrder = typeof product === 'string' && Number.isInteger(quantity) && quantity >= 1;
    return isOrder ? { product, quantity } : undefined;
  } catch {
    return undefined;
  }
}

function respond(statusCode: number, body: unknown): HttpResponse {
  return { statusCode, body: JSON.stringify(body) };
}
