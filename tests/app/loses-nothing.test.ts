import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultKind, FaultRule, Stack } from 'samtrace';
import { problemsOf } from '../unit/support/schema.ts';
import { reportsOf, startSample, storedIn, unreportedIn } from './support/sample.ts';

/**
 * Every failure of the processor ends as exactly one complete report, or as a message in the on-failure queue that can be
 * replayed: with real processes, real SDK clients, and an AWS that fails.
 */
const FULL_REPORTS = 1;
const ORDERS = ['out-of-stock', 'payment-declined', 'unknown-product'].map(
  (name) => JSON.parse(readFileSync(`events/${name}.json`, 'utf8')) as object,
);
const COMPLETE = {
  log: expect.objectContaining({ outcome: 'found' }),
  trace: expect.objectContaining({ outcome: 'found' }),
};
let stack: Stack;

beforeAll(async () => {
  // Many failures of one kind within a minute are no storm here: that is tested below, with a stack of its own.
  stack = await startSample({
    retryDelayScale: 0.001,
    parameterOverrides: { FullReportsPerMinute: '10000' },
  });
}, 60_000);
afterAll(() => stack?.stop());
afterEach(() => stack.faults.set());

/** Sends orders that fail, three at a time, and waits for all that follows. The request ids. */
async function failOrders(count: number, from = stack): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const sent = ORDERS.slice(0, count - ids.length).map((order) => from.invoke('ProcessorFunction', order));
    ids.push(...(await Promise.all(sent)).map(({ requestId }) => requestId));
  }
  await from.settled();
  return ids;
}

/** The keys of everything that is stored of a request, without what differs from one to the other. */
async function keysOf(requestId: string, from = stack): Promise<string[]> {
  const keys = Object.keys(await storedIn(from)).filter((key) => key.includes(requestId));
  return keys
    .map((key) =>
      key
        .replace(requestId, 'ID')
        .replace(/\/\d{4}-\d\d-\d\d\//, '/DATE/')
        .replace(/[\da-f]{16}\/\d{8}T\d{9}Z/, 'GROUP/TIME'),
    )
    .sort();
}

const STORED = [
  ...['log-events.json', 'report.html', 'report.json', 'request-trace.json'].map((name) => `errors/DATE/ID/${name}`),
  'groups/GROUP/TIME-ID',
];

async function expectCompleteReports(requestIds: string[]): Promise<void> {
  for (const requestId of requestIds) {
    expect(await keysOf(requestId)).toEqual(STORED);
    const reports = await reportsOf(stack, requestId);
    expect(reports).toEqual([expect.objectContaining({ kind: 'thrown', ...COMPLETE })]);
    expect(reports.flatMap(problemsOf)).toEqual([]);
  }
}

describe('while AWS fails for a time,', () => {
  const kinds: FaultKind[] = ['throttle', '500', 'drop', 'denied'];
  const cases = ['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'].flatMap((calls) =>
    kinds.map((kind): [FaultKind, string] => [kind, calls]),
  );

  it.each(cases)('%s at %s loses no failure', async (kind, calls) => {
    stack.faults.set([{ calls, kind, rate: 1, times: 1 }]);

    const requestIds = await failOrders(1);

    await expectCompleteReports(requestIds);
  });

  it('a service that does not answer loses no failure', async () => {
    const calls = ['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'];
    stack.faults.set(calls.map((each): FaultRule => ({ calls: each, kind: 'hang', rate: 1, times: 1 })));

    const requestIds = await failOrders(3);

    await expectCompleteReports(requestIds);
  }, 30_000);

  it('a fault in every fifth call loses no failure, and stores none twice', async () => {
    const before = stack.faults.count;
    stack.faults.set(
      (['throttle', '500', 'drop'] as const).map((kind): FaultRule => ({ calls: '*', kind, rate: 0.07 })),
    );

    const requestIds = await failOrders(12);
    stack.faults.set();
    await replay();

    expect(stack.faults.count).toBeGreaterThan(before);
    await expectCompleteReports(requestIds);
  }, 60_000);
});

describe('what cannot be reported', () => {
  it.each(['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'])(
    'because of %s waits in the queue with its cause, and npm run replay reports it',
    async (calls) => {
      stack.faults.set([{ calls, kind: 'denied', rate: 1 }]);
      const [requestId = ''] = await failOrders(1);
      stack.faults.set();

      const output = await replay();

      expect(output).toMatch(new RegExp(`failed with +UnfinishedError: .*Denied by --faults: ${calls}`));
      expect(output).toContain('1 replayed, 0 stay in the queue.');
      await expectCompleteReports([requestId]);
      expect(await unreportedIn(stack)).toEqual([]);
    },
    30_000,
  );

  it('because stored reports cannot be read, leaves them as they are', async () => {
    const [requestId = ''] = await failOrders(1);
    const stored = await storedIn(stack);
    stack.faults.set([{ calls: 's3:GetObject', kind: 'denied', rate: 1 }]);

    await deliverAgain(requestId);

    expect(await storedIn(stack)).toEqual(stored);
    expect(await unreportedIn(stack)).toEqual([
      expect.objectContaining({ responsePayload: expect.objectContaining({ errorType: 'UnfinishedError' }) }),
    ]);
  }, 30_000);
});

describe('a delivery that comes again', () => {
  it('five times at once changes nothing', async () => {
    const [requestId = ''] = await failOrders(1);
    const stored = await storedIn(stack);

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(requestId)));

    expect(await storedIn(stack)).toEqual(stored);
  });

  it('five times at once before anything is stored gives one report', async () => {
    stack.faults.set([{ calls: 's3:PutObject', kind: 'denied', rate: 1 }]);
    const [requestId = ''] = await failOrders(1);
    stack.faults.set();

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(requestId)));

    await expectCompleteReports([requestId]);
  }, 30_000);
});

describe('in a storm', () => {
  let storm: Stack;
  beforeAll(async () => {
    storm = await startSample({ parameterOverrides: { FullReportsPerMinute: String(FULL_REPORTS) } });
  }, 60_000);
  afterAll(() => storm?.stop());

  it('every failure is reported and counted, and few are read about', async () => {
    const requestIds = await failOrders(18, storm);

    for (const requestId of requestIds) expect(await keysOf(requestId, storm)).toEqual(STORED);
    const reports = (await Promise.all(requestIds.map((requestId) => reportsOf(storm, requestId)))).flat();
    const [full, light] = [true, false].map((is) =>
      reports.filter(({ log }) => (Object(log).outcome === 'found') === is),
    );
    // Each environment counts by the minute of the clock, and the storm may see it turn.
    const minutesOfEnvironments = new Set(
      storm
        .logs('ErrorHandlerFunction')
        .map(({ logStream, timestamp }) => `${logStream} ${Math.floor(timestamp / 60_000)}`),
    ).size;
    expect(full?.length).toBeGreaterThan(0);
    expect(full?.length).toBeLessThanOrEqual(FULL_REPORTS * ORDERS.length * minutesOfEnvironments);
    expect(light).toHaveLength(18 - (full?.length ?? 0));
    expect(light).toEqual(
      light?.map(() =>
        expect.objectContaining({
          log: expect.objectContaining({ reason: expect.stringContaining('A light report') }),
        }),
      ),
    );
    expect(reports.flatMap(problemsOf)).toEqual([]);
  }, 60_000);
});

/** `npm run replay`, as a person runs it. */
async function replay(): Promise<string> {
  const command = ['scripts/replay.ts', '--endpoint', stack.endpoint];
  return (await promisify(execFile)(process.execPath, command)).stdout;
}

/** Sends the record of a request's error to the error handler once more, as CloudWatch Logs may. */
async function deliverAgain(requestId: string): Promise<void> {
  const [error] = stack.logs('ProcessorFunction', `{ $.level = "ERROR" && $.requestId = "${requestId}" }`);
  const { logStream, ...event } = error ?? {};
  const logGroup = stack.physicalId('ProcessorLogGroup');
  const delivery = { messageType: 'DATA_MESSAGE', logGroup, logStream, logEvents: [event] };
  const awslogs = { data: gzipSync(JSON.stringify(delivery)).toString('base64') };
  stack.invokeAsync('ErrorHandlerFunction', { awslogs });
  await stack.settled();
}
