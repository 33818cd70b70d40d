import { GetCommand, PutCommand, ScanCommand, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWithOrders, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWithOrders();
  await world.documents.send(new PutCommand({ TableName, Item: { id: 'stock', left: 1 } }));
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const TableName = 'Orders';

type Parts = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>;

const write = (TransactItems: Parts, ClientRequestToken?: string) =>
  world.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
const items = async () => (await world.documents.send(new ScanCommand({ TableName }))).Items?.sort(byId);
const byId = (a: Record<string, string>, b: Record<string, string>) => String(a.id).localeCompare(String(b.id));

const order = { Put: { TableName, Item: { id: 'order' }, ConditionExpression: 'attribute_not_exists(id)' } };
const takeOne = {
  Update: {
    TableName,
    Key: { id: 'stock' },
    UpdateExpression: 'SET #left = #left - :one',
    ConditionExpression: '#left >= :one',
    ExpressionAttributeNames: { '#left': 'left' },
    ExpressionAttributeValues: { ':one': 1 },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
};
const check = (ConditionExpression: string, id = 'stock') => ({
  ConditionCheck: { TableName, Key: { id }, ConditionExpression },
});

describe('TransactWriteItems', () => {
  it('performs all writes', async () => {
    await write([order, takeOne, check('attribute_not_exists(id)', 'blocked')]);

    expect(await items()).toEqual([{ id: 'order' }, { id: 'stock', left: 0 }]);
  });

  it('performs no write if a condition is false, and returns a reason for each part', async () => {
    await write([takeOne]);
    const before = await items();

    await expect(write([order, takeOne, check('attribute_exists(nothing)', 'x')])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'stock' }, left: { N: '0' } },
        },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    expect(await items()).toEqual(before);
  });

  it('does not change an item that it only checks', async () => {
    await write([check('attribute_exists(id)'), order]);

    expect(await items()).toEqual([{ id: 'order' }, { id: 'stock', left: 1 }]);
  });

  it('returns a ValidationError for an update that the item does not allow', async () => {
    const wrongType = {
      ...takeOne.Update,
      ExpressionAttributeNames: { '#left': 'id' },
      ConditionExpression: undefined,
    };

    await expect(write([order, { Update: wrongType }])).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message: expect.any(String) }],
    });
    expect(await items()).toEqual([{ id: 'stock', left: 1 }]);
  });

  it('is performed once for the same token', async () => {
    await write([takeOne], 'token-1');
    await write([takeOne], 'token-1');
    expect(await items()).toEqual([{ id: 'stock', left: 0 }]);

    await expect(write([order], 'token-1')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    world.later(601);
    await write([order], 'token-1');
    expect(await items()).toHaveLength(2);
  });

  it.each<[string, Parts, string]>([
    ['two writes of one item', [order, order], 'Transaction request cannot include multiple operations on one item'],
    ['no items', [], 'A transaction has 1 to 100 items in TransactItems.'],
    ['two writes in one part', [{ ...order, ...takeOne }], expect.stringContaining('can only contain one of') as never],
  ])('is refused with %s', async (_, parts, message) => {
    await expect(write(parts)).rejects.toMatchObject({ name: 'ValidationException', message });
    expect(await items()).toEqual([{ id: 'stock', left: 1 }]);
  });

  it('is rejected for a missing table, without reasons', async () => {
    const elsewhere = { Put: { TableName: 'Nothing', Item: { id: '1' } } };

    await expect(write([order, elsewhere])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await items()).toEqual([{ id: 'stock', left: 1 }]);
  });

  it('is never partly visible', async () => {
    const transfer = (by: number) =>
      write(
        ['a', 'b'].map((id, index) => ({
          Update: {
            TableName,
            Key: { id },
            UpdateExpression: 'ADD n :by',
            ExpressionAttributeValues: { ':by': index === 0 ? by : -by },
          },
        })),
      );
    const reads = Array.from({ length: 10 }, () =>
      world.documents.send(
        new TransactGetCommand({ TransactItems: ['a', 'b'].map((id) => ({ Get: { TableName, Key: { id } } })) }),
      ),
    );
    await Promise.all(Array.from({ length: 10 }, (_, index) => transfer(index + 1)));

    for (const { Responses } of await Promise.all(reads)) {
      const [a, b] = Responses ?? [];
      expect((a?.Item?.n ?? 0) + (b?.Item?.n ?? 0)).toBe(0);
    }
  });
});

describe('TransactGetItems', () => {
  it('returns an item for each part, and an empty object for a missing item', async () => {
    const { Responses } = await world.documents.send(
      new TransactGetCommand({
        TransactItems: [
          { Get: { TableName, Key: { id: 'none' } } },
          {
            Get: {
              TableName,
              Key: { id: 'stock' },
              ProjectionExpression: '#left',
              ExpressionAttributeNames: { '#left': 'left' },
            },
          },
        ],
      }),
    );

    expect(Responses).toEqual([{}, { Item: { left: 1 } }]);
  });
});

describe('after a restart', () => {
  it('all writes of a successful transaction are kept, and no write of a cancelled one', async () => {
    await write([order, takeOne]);
    await write([{ Put: { TableName, Item: { id: 'late' } } }, takeOne]).catch(() => {});

    world = await world.restart();
    expect(await items()).toEqual([{ id: 'order' }, { id: 'stock', left: 0 }]);
    expect((await world.documents.send(new GetCommand({ TableName, Key: { id: 'late' } }))).Item).toBeUndefined();
  });
});
