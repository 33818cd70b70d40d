import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetEventSourceMappingCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2015-01-01T00:00:00.000';

let stack: Stack;
let tables: DynamoDBDocumentClient;
let lambda: LambdaClient;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/streams/template.yml' });
  cleanup.defer(() => stack.stop());
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const config = { endpoint: stack.endpoint, region: 'us-east-1', credentials };
  tables = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  lambda = new LambdaClient(config);
  cleanup.defer(() => tables.destroy());
  cleanup.defer(() => lambda.destroy());
});

const seen = new Map<string, number>();
afterEach(async () => {
  await stack.settled();
  for (const name of ['Watcher', 'Filtered', 'Bisecting', 'Reporting']) seen.set(name, eventsOf(name, 0).length);
});

/** What a function has logged of its events since the last test. */
function eventsOf(name: string, from = seen.get(name) ?? 0): unknown[] {
  return stack
    .logs(name)
    .flatMap(({ message }) => message.split('EVENT ')[1] ?? [])
    .slice(from)
    .map((text) => JSON.parse(text));
}

const put = (id: string, more: Record<string, unknown> = {}, TableName = 'orders') =>
  tables.send(new PutCommand({ TableName, Item: { id, ...more } }));

/** The records that Watcher has got, in their order. */
function records(): Record<string, unknown>[] {
  return eventsOf('Watcher').flatMap((event) => (event as { Records: Record<string, unknown>[] }).Records);
}

describe('the stream of a table', () => {
  it('has the records of an insertion, a change and a deletion, as Lambda hands them to a function', async () => {
    await put('one', { color: 'green', bytes: Buffer.from('foobar') });
    await put('one', { color: 'green', bytes: Buffer.from('foobar') });
    await tables.send(
      new UpdateCommand({
        TableName: 'orders',
        Key: { id: 'one' },
        UpdateExpression: 'SET color = :c REMOVE #b',
        ExpressionAttributeNames: { '#b': 'bytes' },
        ExpressionAttributeValues: { ':c': 'blue' },
      }),
    );
    await tables.send(new DeleteCommand({ TableName: 'orders', Key: { id: 'one' } }));
    await stack.settled();

    const [inserted, modified, removed, ...others] = records();
    expect(others).toEqual([]);
    expect(inserted).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { id: { S: 'one' } },
        NewImage: { id: { S: 'one' }, color: { S: 'green' }, bytes: { B: 'Zm9vYmFy' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 5 + 5 + 10 + 11,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: STREAM,
    });
    expect(modified).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: {
        OldImage: { id: { S: 'one' }, color: { S: 'green' } },
        NewImage: { id: { S: 'one' }, color: { S: 'blue' } },
      },
    });
    expect(removed).toMatchObject({ eventName: 'REMOVE', dynamodb: { OldImage: { color: { S: 'blue' } } } });
    expect(JSON.stringify(removed)).not.toContain('NewImage');
  });

  it('has the records of a batch and of a transaction, in the order of the writes', async () => {
    const Items = ['a', 'b'].map((id) => ({ PutRequest: { Item: { id } } }));
    await tables.send(new BatchWriteCommand({ RequestItems: { orders: Items } }));
    await tables.send(
      new TransactWriteCommand({
        TransactItems: [
          { Delete: { TableName: 'orders', Key: { id: 'a' } } },
          { Put: { TableName: 'orders', Item: { id: 'c' } } },
        ],
      }),
    );
    await stack.settled();

    const changes = records().map((record) => [record.eventName, JSON.stringify(record.dynamodb).includes('"c"')]);
    expect(changes).toEqual([
      ['INSERT', false],
      ['INSERT', false],
      ['REMOVE', false],
      ['INSERT', true],
    ]);
  });

  it('has no images if its view type says so', async () => {
    await put('k', { color: 'red' }, 'keys');
    await stack.settled();

    expect(records()).toMatchObject([{ eventName: 'INSERT', dynamodb: { Keys: { id: { S: 'k' } } } }]);
    expect(JSON.stringify(records())).not.toContain('red');
  });

  it('is in the description of its table', async () => {
    const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'orders' }));

    expect(Table).toMatchObject({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: STREAM,
      LatestStreamLabel: '2015-01-01T00:00:00.000',
    });
  });
});

describe('an event source mapping of a stream', () => {
  it('leaves out the records that no filter accepts', async () => {
    await put('red', { color: 'red' });
    await put('red', { color: 'red', more: 1 });
    await put('green', { color: 'green' });
    await stack.settled();

    expect(eventsOf('Filtered')).toMatchObject([{ Records: [{ dynamodb: { Keys: { id: { S: 'red' } } } }] }]);
  });

  it('halves a failed batch, tries the bad record again, and sends a record of it to the queue', async () => {
    const Items = ['1', '2', 'bad', '4'].map((id) => ({ PutRequest: { Item: { id } } }));
    await tables.send(new BatchWriteCommand({ RequestItems: { orders: Items } }));
    await stack.settled();

    expect(eventsOf('Bisecting')).toEqual([['1', '2', 'bad', '4'], ['1', '2'], ['bad', '4'], ['bad'], ['bad'], ['4']]);
    const [failure, ...others] = await stack.messages('Failures');
    expect(others).toEqual([]);
    expect(failure?.json()).toEqual({
      requestContext: {
        requestId: expect.any(String),
        functionArn: expect.stringMatching(/:function:local-Bisecting-/),
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
        startSequenceNumber: expect.stringMatching(/^\d{21}$/),
        endSequenceNumber: expect.stringMatching(/^\d{21}$/),
        approximateArrivalOfFirstRecord: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        approximateArrivalOfLastRecord: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        batchSize: 1,
        streamArn: STREAM,
      },
    });
  });

  it('begins again at the record that the function reports', async () => {
    const Items = ['5', 'bad', '6'].map((id) => ({ PutRequest: { Item: { id, again: true } } }));
    await tables.send(new BatchWriteCommand({ RequestItems: { orders: Items } }));
    await stack.settled();

    expect(eventsOf('Reporting')).toEqual([
      ['5', 'bad', '6'],
      ['bad', '6'],
      ['bad', '6'],
    ]);
  });

  it('gives each batch a trace of its own, without a link to the writer', async () => {
    await put('traced');
    await stack.settled();
    const [start] = stack
      .logs('Watcher')
      .filter(({ message }) => message.startsWith('START'))
      .slice(-1);
    const [, requestId = ''] = /RequestId: (\S+)/.exec(start?.message ?? '') ?? [];
    const { segments } = stack.trace(requestId);

    expect(segments.map(({ origin }) => origin).sort()).toEqual(['AWS::Lambda', 'AWS::Lambda::Function']);
    expect(segments.filter((segment) => 'links' in segment)).toEqual([]);
  });

  it('has the members of a stream in the answers of Lambda', async () => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const own = EventSourceMappings.find(({ FunctionArn }) => FunctionArn?.includes('Bisecting'));
    const answer = await lambda.send(new GetEventSourceMappingCommand({ UUID: own?.UUID ?? '' }));

    expect(answer).toMatchObject({
      BatchSize: 4,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: expect.stringContaining(':local-Failures-') } },
      EventSourceArn: STREAM,
      LastProcessingResult: 'No records processed',
      MaximumBatchingWindowInSeconds: 1,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: 1,
      ParallelizationFactor: 1,
      StartingPosition: 'LATEST',
      State: 'Enabled',
      StateTransitionReason: 'User action',
      TumblingWindowInSeconds: 0,
    });
  });
});
