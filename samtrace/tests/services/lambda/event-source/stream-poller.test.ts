import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { AwsError } from '../../../../src/aws/error.ts';
import { Pending } from '../../../../src/aws/pending.ts';
import type { StreamMapping } from '../../../../src/services/lambda/event-source/stream-mapping.ts';
import { StreamPoller } from '../../../../src/services/lambda/event-source/stream-poller.ts';
import type { TableRecord } from '../../../../src/services/lambda/event-source/table-streams.ts';

const MAPPING: StreamMapping = {
  uuid: 'u',
  streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s',
  functionName: 'f',
  startingPosition: 'LATEST',
  enabled: true,
  batchSize: 100,
  batchingWindowSeconds: 0,
  filterPatterns: [],
  reportsItemFailures: false,
  bisectsBatches: false,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
};

/** An answer of the function, by its attempt from 1: a payload, or an error that Lambda throws. */
type Answers = (attempt: number, batch: TableRecord[]) => 'failed' | AwsError | undefined;

const pollers: StreamPoller[] = [];
afterEach(() => Promise.all(pollers.map((poller) => poller.stop())));

function start(mapping: Partial<StreamMapping>, answers: Answers) {
  const pending = new Pending();
  const batches: string[][] = [];
  const sent: Record<string, unknown>[] = [];
  const poller = new StreamPoller(
    { ...MAPPING, ...mapping },
    {
      pending,
      retryDelayScale: 0.001,
      functionArn: ({ functionName }) => `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      async invoke(_functionName, payload) {
        const { Records } = JSON.parse(payload.toString()) as { Records: TableRecord[] };
        batches.push(Records.map(({ eventID }) => eventID));
        const answer = answers(batches.length, Records);
        if (answer instanceof AwsError) throw answer;
        return {
          requestId: 'r',
          payload: Buffer.from('null'),
          ...(answer === 'failed' && { functionError: 'Unhandled' as const }),
          executedVersion: '$LATEST',
          durationMs: 1,
          coldStart: false,
          logTail: '',
        };
      },
      async sendToDestination({ body }) {
        sent.push(JSON.parse(body));
      },
    },
  );
  pollers.push(poller);
  poller.start();
  return { poller, pending, batches, sent };
}

let sequenceNumber = 0;
function record(eventID: string, createdMs = Date.now()): TableRecord {
  const dynamodb = {
    ApproximateCreationDateTime: Math.floor(createdMs / 1000),
    SequenceNumber: String(++sequenceNumber),
  };
  return { eventID, dynamodb };
}

describe('a batch of a stream', () => {
  it('has at most the batch size, and comes after the batch before it', async () => {
    const { poller, pending, batches } = start({ batchSize: 2 }, () => undefined);
    poller.arrived(['a', 'b', 'c'].map((id) => record(id)));
    await pending.idle();

    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('blocks the records behind it until its retries are used up, and is then left out', async () => {
    const { poller, pending, batches, sent } = start(
      { batchSize: 1, maximumRetryAttempts: 2, onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
      (_, [first]) => (first?.eventID === 'bad' ? 'failed' : undefined),
    );
    poller.arrived(['bad', 'good'].map((id) => record(id)));
    await pending.idle();

    expect(batches).toEqual([['bad'], ['bad'], ['bad'], ['good']]);
    expect(sent).toMatchObject([{ requestContext: { approximateInvokeCount: 3 } }]);
  });

  it('is tried once with no retries, also after it has been halved', async () => {
    const { poller, pending, batches } = start({ maximumRetryAttempts: 0, bisectsBatches: true }, () => 'failed');
    poller.arrived(['a', 'b', 'c'].map((id) => record(id)));
    await pending.idle();

    expect(batches).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
  });

  it('is invoked again while the function is throttled, which is no attempt', async () => {
    const throttled = new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
    const { poller, pending, batches, sent } = start({ maximumRetryAttempts: 0 }, (attempt) =>
      attempt < 3 ? throttled : undefined,
    );
    poller.arrived([record('a')]);
    await pending.idle();

    expect(batches).toHaveLength(3);
    expect(sent).toEqual([]);
  });

  it('leaves out records that are older than the maximum, and the destination gets a record about them', async () => {
    const { poller, pending, batches, sent } = start(
      { maximumRecordAgeSeconds: 60, onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
      () => undefined,
    );
    poller.arrived([record('old', Date.now() - 120_000), record('new')]);
    await pending.idle();

    expect(batches).toEqual([['new']]);
    expect(sent).toMatchObject([
      { requestContext: { condition: 'RecordAgeExceeded' }, DDBStreamBatchInfo: { batchSize: 1 } },
    ]);
    expect(sent[0]).not.toHaveProperty('responseContext');
  });
});

describe('a batch that fails and has no maximum of retries', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  afterAll(() => warn.mockRestore());

  it('is no longer pending after three attempts, and a warning names the function and the stream', async () => {
    const { poller, pending, batches } = start({ batchSize: 1 }, () => 'failed');
    poller.arrived([record('a'), record('b')]);
    await pending.idle();
    poller.arrived([record('c')]);
    await pending.idle();

    expect(batches).toEqual([['a'], ['a'], ['a']]);
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      `f cannot process a batch of ${MAPPING.streamArn}. Lambda tries again until the records are a day old. MaximumRetryAttempts limits the attempts.`,
    ]);
  });

  it('is no longer pending if the function does not exist', async () => {
    const missing = new AwsError('ResourceNotFoundException', 'Function not found: f', { status: 404 });
    const { poller, pending, batches } = start({}, () => missing);
    poller.arrived([record('a')]);
    await pending.idle();

    expect(batches).toEqual([['a']]);
  });
});
