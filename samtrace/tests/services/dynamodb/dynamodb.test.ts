import * as dynamodb from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../../src/services/dynamodb/service.ts';
import { operationsIn } from '../../support/every-operation.ts';
import { startWithOrders, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWithOrders();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const TableName = 'Orders';
const tea = { id: '1', customer: 'ann', placedAt: 10, product: 'tea', quantity: 2 };
const put = (Item: Record<string, unknown>) => world.documents.send(new PutCommand({ TableName, Item }));
const get = async (id: string) => (await world.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;

describe('an item', () => {
  it('has the values that were put', async () => {
    const item = {
      ...tea,
      note: '',
      paid: true,
      discount: null,
      tags: new Set(['hot', 'new']),
      lines: [{ sku: 'A', price: 1.5 }],
      picture: new Uint8Array([1, 2, 3]),
    };
    await put(item);

    expect(await get('1')).toEqual(item);
  });

  it('is changed by an update expression', async () => {
    await put(tea);
    const { Attributes } = await world.documents.send(
      new UpdateCommand({
        TableName,
        Key: { id: '1' },
        UpdateExpression: 'SET quantity = quantity + :one, #s = if_not_exists(#s, :new) REMOVE product ADD visits :one',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':one': 1, ':new': 'NEW' },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(Attributes).toEqual({ id: '1', customer: 'ann', placedAt: 10, quantity: 3, status: 'NEW', visits: 1 });
  });

  it('is deleted, and returned by the delete on request', async () => {
    await put(tea);
    const { Attributes } = await world.documents.send(
      new DeleteCommand({ TableName, Key: { id: '1' }, ReturnValues: 'ALL_OLD' }),
    );

    expect([Attributes, await get('1')]).toEqual([tea, undefined]);
  });

  it('does not change if a condition is false, and the error contains the item on request', async () => {
    await put(tea);
    const again = world.documents.send(
      new PutCommand({
        TableName,
        Item: { id: '1' },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(again).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { id: { S: '1' }, quantity: { N: '2' } },
    });
    expect(await get('1')).toEqual(tea);
  });

  it('is changed by concurrent callers one after the other', async () => {
    const increments = Array.from({ length: 20 }, () =>
      world.documents.send(
        new UpdateCommand({
          TableName,
          Key: { id: 'count' },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      ),
    );
    await Promise.all(increments);

    expect(await get('count')).toEqual({ id: 'count', n: 20 });
  });
});

describe('a query', () => {
  beforeEach(async () => {
    await put(tea);
    await put({ ...tea, id: '2', placedAt: 20, product: 'coffee' });
    await put({ ...tea, id: '3', customer: 'bob' });
  });

  it('of an index returns its items in the order of the sort key, page by page', async () => {
    const query = {
      TableName,
      IndexName: 'by-customer',
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': 'ann' },
      ScanIndexForward: false,
      Limit: 1,
    };
    const first = await world.documents.send(new QueryCommand(query));
    const second = await world.documents.send(
      new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }),
    );

    expect([first.Items, second.Items]).toMatchObject([[{ id: '2' }], [{ id: '1' }]]);
  });

  it('and a scan apply a filter', async () => {
    const filter = { FilterExpression: 'contains(product, :p)', ExpressionAttributeValues: { ':p': 'off' } };

    expect(await world.documents.send(new ScanCommand({ TableName, ...filter }))).toMatchObject({
      Count: 1,
      ScannedCount: 3,
      Items: [{ id: '2' }],
    });
  });
});

describe('a batch', () => {
  it('writes and reads items', async () => {
    await put({ id: 'old' });
    await world.documents.send(
      new BatchWriteCommand({
        RequestItems: { Orders: [{ PutRequest: { Item: tea } }, { DeleteRequest: { Key: { id: 'old' } } }] },
      }),
    );
    const { Responses } = await world.documents.send(
      new BatchGetCommand({ RequestItems: { Orders: { Keys: [{ id: '1' }, { id: 'old' }] } } }),
    );

    expect(Responses).toEqual({ Orders: [tea] });
  });
});

describe('a table', () => {
  it('has an ID with the digits of a UUID, which stays the same', async () => {
    const describeTable = async () => (await world.client.send(new dynamodb.DescribeTableCommand({ TableName }))).Table;
    const table = await describeTable();

    expect(table?.TableId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await describeTable()).toMatchObject({ TableId: table?.TableId });
  });

  it('is active at once, and described with its ARN', async () => {
    const { Table } = await world.client.send(new dynamodb.DescribeTableCommand({ TableName }));

    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders',
      TableId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      GlobalSecondaryIndexes: [{ IndexName: 'by-customer', IndexStatus: 'ACTIVE' }],
    });
  });

  it('can be named by its ARN', async () => {
    await put(tea);
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders';
    const { Item } = await world.documents.send(new GetCommand({ TableName: arn, Key: { id: '1' } }));

    expect(Item).toEqual(tea);
  });

  it('stores its time to live, and keeps the items', async () => {
    const ttl = { TableName, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } };
    await put({ id: '1', expires: 1 });
    await world.client.send(new dynamodb.UpdateTimeToLiveCommand(ttl));

    expect(await world.client.send(new dynamodb.DescribeTimeToLiveCommand({ TableName }))).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
    expect(await get('1')).toEqual({ id: '1', expires: 1 });
    await expect(world.client.send(new dynamodb.UpdateTimeToLiveCommand(ttl))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'TimeToLive is already enabled',
    });
  });

  it('has tags', async () => {
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders';
    await world.client.send(new dynamodb.TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'shop' }] }));

    const { Tags } = await world.client.send(new dynamodb.ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
  });

  it('that is missing is a ResourceNotFoundException', async () => {
    const call = world.documents.send(new GetCommand({ TableName: 'Nothing', Key: { id: '1' } }));

    await expect(call).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('tables that are full', () => {
  it('take no further items until some are deleted', async () => {
    await using small = await startWithOrders({ maxBytes: 10_000 });
    const send = (id: string) =>
      small.documents.send(new PutCommand({ TableName, Item: { id, text: 'x'.repeat(5000) } }));
    for (const id of ['1', '2']) await send(id);

    await expect(send('4')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringMatching(/^The local DynamoDB holds at most 10000 bytes of items/),
    });
    await small.documents.send(new DeleteCommand({ TableName, Key: { id: '1' } }));
    await send('4');
    const { Items = [] } = await small.documents.send(new ScanCommand({ TableName }));
    expect(Items.map(({ id }) => id).sort()).toEqual(['2', '4']);
  });
});

/** A local index that has only keys. A query for all attributes reads the items of the table. */
const createOrdersByDay = ({ client }: World) =>
  client.send(
    new dynamodb.CreateTableCommand({
      TableName: 'OrdersByDay',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'day', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'day', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'by-total',
          KeySchema: [
            { AttributeName: 'day', KeyType: 'HASH' },
            { AttributeName: 'total', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
const visit = { day: 'monday', id: '1', total: 5, product: 'tea' };
const inGroup = { KeyConditionExpression: '#d = :d', ExpressionAttributeNames: { '#d': 'day' } };
const queryOfLocalIndex = (expressions: object, values: object) =>
  new QueryCommand({
    TableName: 'OrdersByDay',
    IndexName: 'by-total',
    Select: 'ALL_ATTRIBUTES',
    ...expressions,
    ExpressionAttributeValues: { ':d': 'monday', ...values },
  });

describe('a call that dynalite cannot make', () => {
  it('returns an error, and the next call works', async () => {
    await put(tea);
    const filter = { FilterExpression: 'product IN (:p, nickname)', ExpressionAttributeValues: { ':p': 'coffee' } };

    await expect(world.documents.send(new ScanCommand({ TableName, ...filter }))).rejects.toMatchObject({
      name: 'InternalServerError',
      message: expect.stringMatching(/^The local DynamoDB could not make this call of Scan: /),
    });
    expect(await get('1')).toEqual(tea);
  });

  it('returns an error if dynalite fails after the items were read, and the next call works', async () => {
    await createOrdersByDay(world);
    await world.documents.send(new PutCommand({ TableName: 'OrdersByDay', Item: visit }));
    const query = queryOfLocalIndex({ ...inGroup, FilterExpression: 'product IN (:p, nickname)' }, { ':p': 'coffee' });

    await expect(world.documents.send(query)).rejects.toMatchObject({
      name: 'InternalServerError',
      message: expect.stringMatching(/^The local DynamoDB could not make this call of Query: /),
      $metadata: { httpStatusCode: 500 },
    });
    const { Items } = await world.documents.send(queryOfLocalIndex(inGroup, {}));
    expect(Items).toEqual([visit]);
  });

  it.each<[string, object]>([
    ['PutItem', { TableName, Item: { id: null } }],
    ['PutItem', { TableName, Item: { id: { S: '1' }, a: null } }],
    ['PutItem', { TableName, Item: [] }],
    ['UpdateItem', { TableName, Key: { id: { S: '1' } }, ExpressionAttributeValues: { ':a': null } }],
    ['BatchWriteItem', { RequestItems: { Orders: [null] } }],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: { id: 1 } } }] }],
    ['GetItem', { TableName: 5 }],
    ['GetItem', {}],
  ])('%s %j answers that the input is wrong', async (operation, input) => {
    const answer = await fetch(world.endpoint, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=PERSON/20261128/us-east-1/dynamodb/aws4_request',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });

    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { __type: string }).__type).toMatch(/#(Serialization|Validation)Exception$/);
  });
});

describe('an operation', () => {
  const refused = operationsIn(dynamodb).filter(({ name }) => !OPERATIONS.includes(name));

  it.each(refused.map((operation) => [operation.name, operation] as const))(
    '%s that is not supported returns an error with its name',
    async (name, operation) => {
      await expect(world.client.send(operation.command() as never)).rejects.toMatchObject({
        name: 'NotImplementedException',
        message: `samtrace does not support ${name} of DynamoDB.`,
      });
    },
  );

  it.each([
    ['StreamSpecification in UpdateTable', { StreamSpecification: { StreamEnabled: true } }],
    [
      'the creation or deletion of an index in UpdateTable',
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-customer' } }] },
    ],
  ])('that would ignore a member is rejected: %s', async (what, members) => {
    const call = world.client.send(new dynamodb.UpdateTableCommand({ TableName, ...members } as never));

    await expect(call).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: `samtrace does not support ${what} of DynamoDB.`,
    });
  });
});
