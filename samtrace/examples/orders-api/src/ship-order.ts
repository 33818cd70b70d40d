import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import AWSXRay from 'aws-xray-sdk-core';

const table = DynamoDBDocumentClient.from(AWSXRay.captureAWSv3Client(new DynamoDBClient({})));

/** The parts of the event that this function reads. */
interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

interface Order {
  orderId: string;
  product: string;
  quantity: number;
}

export async function handler(event: QueueEvent): Promise<void> {
  for (const { body } of event.Records) {
    await ship(JSON.parse(body));
  }
}

/** A message may arrive twice. The second time, the order has this status already. */
async function ship({ orderId, product, quantity }: Order): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { orderId },
      UpdateExpression: 'SET #status = :shipped',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':shipped': 'SHIPPED' },
    }),
  );
  console.info(`Shipped ${quantity} of ${product}`);
}
