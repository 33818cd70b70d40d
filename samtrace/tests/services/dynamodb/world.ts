import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { createDynamoDb, type DynamoDb, type DynamoDbOptions } from '../../../src/services/dynamodb/service.ts';
import { startApi } from '../../support/api.ts';

/** DynamoDB behind the gateway, with a clock that a test can move. */
export interface World extends AsyncDisposable {
  readonly dynamodb: DynamoDb;
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly endpoint: string;
  readonly dataDirectory: string;
  /** Moves the clock on. */
  later(seconds: number): void;
  /** Ends the stack, also as a killed process ends, and starts another one on the same folder. */
  restart(): Promise<World>;
}

/** A table `Orders` with the key `id`, and an index `by-customer`. */
export const ORDERS = {
  TableName: 'Orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'customer', AttributeType: 'S' },
    { AttributeName: 'placedAt', AttributeType: 'N' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-customer',
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'placedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} as const;

async function startWorld(existing?: string, options: Pick<DynamoDbOptions, 'maxBytes'> = {}): Promise<World> {
  const dataDirectory = existing ?? (await mkdtemp(join(tmpdir(), 'dynamodb-')));
  let movedMs = 0;
  const dynamodb = createDynamoDb({
    account: DEFAULT_ACCOUNT,
    dataDirectory,
    now: () => Date.now() + movedMs,
    ...options,
  });
  await dynamodb.restoreTables();
  const api = await startApi(dynamodb.api);
  const client = new DynamoDBClient(api.client);
  const stop = async () => {
    client.destroy();
    dynamodb.stop();
    await api.stop();
  };
  return {
    dynamodb,
    endpoint: api.client.endpoint,
    client,
    documents: DynamoDBDocumentClient.from(client),
    dataDirectory,
    later(seconds) {
      movedMs += seconds * 1000;
    },
    async restart() {
      await stop();
      return startWorld(dataDirectory);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A world that has the table {@link ORDERS}. */
export async function startWithOrders(options?: Pick<DynamoDbOptions, 'maxBytes'>): Promise<World> {
  const world = await startWorld(undefined, options);
  await world.client.send(new CreateTableCommand(structuredClone(ORDERS) as never));
  return world;
}
