import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Invocation, type Stack, startStack } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/tables/template.yml' });
});
afterAll(() => stack?.stop());

const TableName = 'Notes';
const call = (fn: string, command: string, input: object): Promise<Invocation> => stack.invoke(fn, { command, input });
const put = (Item: object, table = TableName) => call('Writer', 'Put', { TableName: table, Item });
/** The answer, or the message of the error. */
const outcome = ({ answer, error }: Invocation) => error?.message ?? answer;

describe('a table of the template', () => {
  it('contains the items that a function writes, as plain values', async () => {
    await put({ id: 'n1', text: 'milk', lines: [1, { done: true }] });

    expect(await stack.items('Notes')).toContainEqual({ id: 'n1', text: 'milk', lines: [1, { done: true }] });
  });

  it('has its name, its ARN, its index, and its time to live', async () => {
    await put({ player: 'ann', game: 'chess', points: 10, medal: 'gold', secret: 'x' }, 'Scores');
    const query = {
      TableName: 'Scores',
      IndexName: 'by-game',
      KeyConditionExpression: 'game = :g AND points > :p',
      ExpressionAttributeValues: { ':g': 'chess', ':p': 5 },
    };
    const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
    const client = new DynamoDBClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'scores' }));
    client.destroy();

    expect((await call('IndexReader', 'Query', query)).answer).toMatchObject({
      Items: [{ player: 'ann', game: 'chess', points: 10, medal: 'gold' }],
    });
    expect(stack.outputs.ScoresArn).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/scores');
    expect(stack.physicalId('Notes')).toMatch(/^local-Notes-/);
    expect(TimeToLiveDescription?.AttributeName).toBe('expires');
  });

  it('is a node on the service map, with an edge from its function', async () => {
    const { requestId } = await put({ id: 'traced' });
    await stack.settled();

    expect(stack.trace(requestId).calls('AWS::DynamoDB::Table')).toMatchObject([{ operation: 'PutItem' }]);
    expect(stack.serviceMap().nodes).toContainEqual(
      expect.objectContaining({ label: 'AWS::DynamoDB::Table Notes', requests: expect.any(Number) }),
    );
  });
});

describe('the role of a function', () => {
  const denied = (action: string, resource: RegExp) =>
    expect.stringMatching(
      new RegExp(
        `^User: arn:aws:sts::.* is not authorized to perform: dynamodb:${action} on resource: arn:aws:dynamodb:us-east-1:000000000000:table/${resource.source} because no identity-based policy allows the dynamodb:${action} action$`,
      ),
    );
  const item = { id: 'role' };

  it.each<[string, object, string, RegExp]>([
    ['Put', { TableName, Item: item }, 'PutItem', /local-Notes-\w+/],
    ['Delete', { TableName, Key: item }, 'DeleteItem', /local-Notes-\w+/],
    ['BatchWrite', { RequestItems: { Notes: [{ PutRequest: { Item: item } }] } }, 'BatchWriteItem', /local-Notes-\w+/],
    ['TransactWrite', { TransactItems: [{ Put: { TableName, Item: item } }] }, 'PutItem', /local-Notes-\w+/],
    [
      'TransactWrite',
      { TransactItems: [{ ConditionCheck: { TableName, Key: item, ConditionExpression: 'attribute_exists(id)' } }] },
      'ConditionCheckItem',
      /local-Notes-\w+/,
    ],
    ['Get', { TableName: 'Scores', Key: { player: 'a', game: 'b' } }, 'GetItem', /scores/],
    ['BatchGet', { RequestItems: { Scores: { Keys: [{ player: 'a', game: 'b' }] } } }, 'BatchGetItem', /scores/],
    ['Query', { TableName: 'Scores', IndexName: 'by-game' }, 'Query', /scores\/index\/by-game/],
  ])('with DynamoDBReadPolicy may not %s %j', async (command, input, action, resource) => {
    expect(outcome(await call('Reader', command, input))).toEqual(denied(action, resource));
  });

  it('with DynamoDBReadPolicy allows reads', async () => {
    await put(item);

    expect(outcome(await call('Reader', 'Get', { TableName, Key: item }))).toEqual({ Item: item });
    expect(
      outcome(await call('Reader', 'TransactGet', { TransactItems: [{ Get: { TableName, Key: item } }] })),
    ).toEqual({ Responses: [{ Item: item }] });
    expect(outcome(await call('Reader', 'Scan', { TableName, Select: 'COUNT' }))).toMatchObject({
      Count: expect.any(Number),
    });
  });

  it('with a permission for an index does not allow a query of the table', async () => {
    const query = {
      TableName: 'Scores',
      KeyConditionExpression: 'player = :p',
      ExpressionAttributeValues: { ':p': 'ann' },
    };

    expect(outcome(await call('IndexReader', 'Query', query))).toEqual(denied('Query', /scores/));
  });

  it('with DynamoDBCrudPolicy allows transactions that write', async () => {
    const transaction = {
      TransactItems: [
        { Put: { TableName, Item: { id: 'first' } } },
        { ConditionCheck: { TableName, Key: { id: 'none' }, ConditionExpression: 'attribute_not_exists(id)' } },
      ],
    };

    expect(outcome(await call('Writer', 'TransactWrite', transaction))).toEqual({});
  });
});

describe('a template', () => {
  it('with a table that DynamoDB rejects does not start, and the error contains the reason', async () => {
    await expect(startStack({ template: 'tests/stack/tables/refused.yml' })).rejects.toThrow(
      /^Notes: .*Number of attributes in KeySchema does not exactly match/,
    );
  });
});
