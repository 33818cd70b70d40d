import { CreateTableCommand, DeleteTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { createDynamoDb, type DynamoDb, type TableDefinition } from '../../../src/services/dynamodb/service.ts';
import { ORDERS, startWithOrders, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWithOrders();
});
afterEach(async () => {
  again?.stop();
  again = undefined;
  await world[Symbol.asyncDispose]();
});

/** Another stack on the folder, whose template has the table. */
let again: DynamoDb | undefined;
async function restartWith(definition: TableDefinition): Promise<DynamoDb> {
  again = createDynamoDb({ account: DEFAULT_ACCOUNT, dataDirectory: world.dataDirectory });
  await again.createTable({ definition });
  return again;
}

const TableName = 'Orders';
const put = (Item: Record<string, unknown>) => world.documents.send(new PutCommand({ TableName, Item }));
const stored = () => world.dynamodb.items(TableName);

describe('with a data directory, a restart', () => {
  it('keeps every kind of write', async () => {
    await put({ id: 'put', n: 1 });
    await put({ id: 'updated' });
    await world.documents.send(
      new UpdateCommand({
        TableName,
        Key: { id: 'updated' },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': 2 },
      }),
    );
    await put({ id: 'deleted' });
    await world.documents.send(new DeleteCommand({ TableName, Key: { id: 'deleted' } }));
    await put({ id: 'cleared' });
    const requests = [{ PutRequest: { Item: { id: 'batch' } } }, { DeleteRequest: { Key: { id: 'cleared' } } }];
    await world.documents.send(new BatchWriteCommand({ RequestItems: { Orders: requests } }));
    const before = await stored();

    world = await world.restart();

    const byId = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
    expect((await stored()).sort(byId)).toEqual([...before].sort(byId));
    expect(before.map(({ id }) => id?.S).sort()).toEqual(['batch', 'put', 'updated']);
  });

  it('keeps tables with their indexes, and removes deleted ones', async () => {
    await put({ id: '1', customer: 'ann', placedAt: 1 });
    const other = { ...structuredClone(ORDERS), TableName: 'Other' };
    await world.client.send(new CreateTableCommand(other as never));
    await world.client.send(new DeleteTableCommand({ TableName: 'Other' }));

    world = await world.restart();

    const { TableNames } = await world.client.send(new ListTablesCommand({}));
    const { Items } = await world.documents.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-customer',
        KeyConditionExpression: 'customer = :c',
        ExpressionAttributeValues: { ':c': 'ann' },
      }),
    );
    expect([TableNames, Items]).toEqual([['Orders'], [{ id: '1', customer: 'ann', placedAt: 1 }]]);
  });
});

describe('a table of the template', () => {
  it('has its items from the data directory, also with another index', async () => {
    await put({ id: '1' });
    world.dynamodb.stop();
    const { GlobalSecondaryIndexes: _, ...withoutIndex } = ORDERS;
    const definition = { ...withoutIndex, AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] };

    const after = await restartWith(definition);
    expect(await after.items(TableName)).toEqual([{ id: { S: '1' } }]);
  });

  it('is empty if its key has changed, as a replaced table on AWS', async () => {
    await put({ id: '1' });
    world.dynamodb.stop();
    const { GlobalSecondaryIndexes: _, ...withoutIndex } = ORDERS;
    const definition = {
      ...withoutIndex,
      AttributeDefinitions: [{ AttributeName: 'number', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'number', KeyType: 'HASH' }],
    };

    const after = await restartWith(definition);
    expect(await after.items(TableName)).toEqual([]);
  });
});
