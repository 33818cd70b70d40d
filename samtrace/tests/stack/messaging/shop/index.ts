import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import AWSXRay from 'aws-xray-sdk-core';

const sns = AWSXRay.captureAWSv3Client(new SNSClient({ maxAttempts: 1 }));
const events = AWSXRay.captureAWSv3Client(new EventBridgeClient({ maxAttempts: 1 }));

/** Publishes a message, or puts an order on the event bus. */
export async function handler({ publish, order }: { publish?: string; order?: object }): Promise<void> {
  if (publish !== undefined) {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: publish } };
    await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: 'hello', MessageAttributes }));
  }
  if (order !== undefined) {
    const Detail = JSON.stringify(order);
    const entry = { Source: 'shop', DetailType: 'Order Placed', Detail, EventBusName: process.env.BUS };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
  }
}
