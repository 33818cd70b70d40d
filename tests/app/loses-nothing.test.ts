import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultKind, FaultRule, Stack } from 'samtrace';
import { problemsOf } from '../unit/support/schema.ts';
import { eventOf, keysWith, reportsOf, startSample, storedIn, unreportedIn } from './support/sample.ts';

/**
 * Every failure ends as exactly one complete report, or as a message in the on-failure queue that can be replayed: with real
 * processes, real SDK clients, and an AWS that fails.
 */
const ORDERS = ['out-of-stock', 'payment-declined', 'unknown-product'].map(eventOf);
const CALLS = ['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'];
const NAMES = ['log-events.json', 'report.html', 'report.json', 'request-trace.json'];

let stack: Stack;

beforeAll(async () => {
  stack = await startSample({ retryDelayScale: 0.001, parameterOverrides: { TraceWaitSeconds: '2' } });
}, 60_000);
afterAll(() => stack?.stop());
afterEach(() => stack.faults.set());

/** Sends orders that fail, three at a time, and waits for everything that follows. Returns the request IDs. */
async function failOrders(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const sent = ORDERS.slice(0, count - ids.length).map((order) => stack.invoke('ProcessorFunction', order));
    ids.push(...(await Promise.all(sent)).map(({ requestId }) => requestId));
  }
  await stack.settled();
  return ids;
}

async function expectCompleteReports(requestIds: string[]): Promise<void> {
  for (const requestId of requestIds) {
    const keys = await keysWith(stack, requestId);
    expect(keys.map((key) => key.split('/').at(-1)).sort()).toEqual(NAMES);
    const reports = await reportsOf(stack, requestId);
    expect(reports).toMatchObject([{ class: 'thrown', log: { outcome: 'found' }, trace: { outcome: 'found' } }]);
    expect(reports.flatMap(problemsOf)).toEqual([]);
  }
}

describe('no failure is lost while AWS fails for a time:', () => {
  const kinds: FaultKind[] = ['throttle', '500', 'drop', 'denied'];
  const cases = CALLS.flatMap((calls) => kinds.map((kind): [FaultKind, string] => [kind, calls]));

  it.each(cases)('%s at %s', async (kind, calls) => {
    stack.faults.set([{ calls, kind, rate: 1, times: 1 }]);

    const requestIds = await failOrders(1);

    await expectCompleteReports(requestIds);
    expect(await unreportedIn(stack)).toEqual([]);
  });

  it('a service that does not answer', async () => {
    stack.faults.set(CALLS.map((calls): FaultRule => ({ calls, kind: 'hang', rate: 1, times: 1 })));

    const requestIds = await failOrders(3);

    await expectCompleteReports(requestIds);
  }, 30_000);

  it('a fault in every fifth call; none is stored twice', async () => {
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

describe('a failure that cannot be reported', () => {
  it.each(CALLS)(
    'because %s is denied waits in the queue with its cause, and npm run replay reports it',
    async (calls) => {
      stack.faults.set([{ calls, kind: 'denied', rate: 1 }]);
      const [requestId = ''] = await failOrders(1);
      stack.faults.set();

      const output = await replay();

      expect(output).toMatch(new RegExp(`Failed with IncompleteDeliveryError: .*Denied by --faults: ${calls}`));
      expect(output).toContain('Replayed 1, 0 left in the queue.');
      expect(await reportsOf(stack, requestId)).toContainEqual(
        expect.objectContaining({ log: expect.objectContaining({ outcome: 'found' }) }),
      );
      expect(await unreportedIn(stack)).toEqual([]);
    },
    30_000,
  );

  it('because the stored report cannot be read leaves it as it is', async () => {
    const [requestId = ''] = await failOrders(1);
    const stored = await storedIn(stack);
    stack.faults.set([{ calls: 's3:GetObject', kind: 'denied', rate: 1 }]);

    await deliverAgain(requestId);

    expect(await storedIn(stack)).toEqual(stored);
    expect(await unreportedIn(stack)).toEqual([
      expect.objectContaining({ responsePayload: expect.objectContaining({ errorType: 'IncompleteDeliveryError' }) }),
    ]);
    stack.faults.set();
    await replay();
  }, 30_000);
});

describe('a delivery that comes five times at once', () => {
  it('changes nothing', async () => {
    const [requestId = ''] = await failOrders(1);
    const stored = await storedIn(stack);

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(requestId)));

    expect(await storedIn(stack)).toEqual(stored);
  });

  it('gives one report if nothing was stored before', async () => {
    stack.faults.set([{ calls: 's3:PutObject', kind: 'denied', rate: 1 }]);
    const [requestId = ''] = await failOrders(1);
    stack.faults.set();

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(requestId)));

    await expectCompleteReports([requestId]);
    await replay();
  }, 30_000);
});

/** Runs `npm run replay`. */
async function replay(): Promise<string> {
  const command = ['scripts/replay.ts', '--endpoint', stack.endpoint];
  return (await promisify(execFile)(process.execPath, command)).stdout;
}

/** Sends the record of a request's error to the error handler again, as CloudWatch Logs may. */
async function deliverAgain(requestId: string): Promise<void> {
  const [error] = stack.logs('ProcessorFunction', `{ $.level = "ERROR" && $.requestId = "${requestId}" }`);
  const { logStream, ...event } = error ?? {};
  const logGroup = stack.physicalId('ProcessorLogGroup');
  const delivery = { messageType: 'DATA_MESSAGE', logGroup, logStream, logEvents: [event] };
  const awslogs = { data: gzipSync(JSON.stringify(delivery)).toString('base64') };
  stack.invokeAsync('ErrorHandlerFunction', { awslogs });
  await stack.settled();
}
