import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import AWSXRay from 'aws-xray-sdk-core';

const sqs = AWSXRay.captureAWSv3Client(new SQSClient({}));

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
  await sqs.send(
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
