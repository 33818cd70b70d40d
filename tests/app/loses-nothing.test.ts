import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultKind, FaultRule, Stack } from 'samtrace';
import { problemsOf } from '../unit/support/schema.ts';
import { deliverAgain, failOrder, failOrders } from './support/failing-orders.ts';
import { startSample, storedIn, unreportedIn } from './support/sample.ts';
import { runScript } from './support/scripts.ts';

/** Every failure ends as exactly one complete report: with real processes, real SDK clients, and an AWS that fails. */
const CALLS = ['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'];
const NAMES = ['log-events.json', 'report.html', 'report.json', 'request-trace.json'];

let stack: Stack;

beforeAll(async () => {
  stack = await startSample();
});
afterAll(() => stack?.stop());
afterEach(() => stack.faults.set());

async function expectCompleteReports(requestIds: string[]): Promise<void> {
  const objects = await stack.objects();
  for (const requestId of requestIds) {
    const stored = objects.filter(({ key }) => key.includes(requestId));
    expect(stored.map(({ key }) => key.split('/').at(-1)).sort()).toEqual(NAMES);
    const reports = stored.filter(({ key }) => key.endsWith('/report.json')).map((object) => object.json());
    expect(reports).toMatchObject([{ class: 'thrown', log: { outcome: 'found' }, trace: { outcome: 'found' } }]);
    expect(reports.flatMap(problemsOf)).toEqual([]);
  }
}

describe('no failure is lost', () => {
  const kinds: FaultKind[] = ['throttle', '500', 'drop', 'denied'];
  const cases = CALLS.flatMap((calls) => kinds.map((kind): [FaultKind, string] => [kind, calls]));

  it.each(cases)('if AWS fails once, with the fault %s, at %s', async (kind, calls) => {
    const before = stack.faults.count;
    stack.faults.set([{ calls, kind, rate: 1, times: 1 }]);

    const requestId = await failOrder(stack);

    expect(stack.faults.count).toBe(before + 1);
    await expectCompleteReports([requestId]);
    expect(await unreportedIn(stack)).toEqual([]);
  });

  it('if CloudWatch Logs, X-Ray, and S3 do not answer at first', async () => {
    const before = stack.faults.count;
    stack.faults.set(CALLS.map((calls): FaultRule => ({ calls, kind: 'hang', rate: 1, times: 1 })));

    const requestIds = await failOrders(stack, 3);

    expect(stack.faults.count).toBe(before + CALLS.length);
    await expectCompleteReports(requestIds);
  });

  it('or stored twice if every fifth call fails', async () => {
    const before = stack.faults.count;
    stack.faults.set(
      (['throttle', '500', 'drop'] as const).map((kind): FaultRule => ({ calls: '*', kind, rate: 0.07 })),
    );

    const requestIds = await failOrders(stack, 6);
    stack.faults.set();
    await runScript('replay', ['--endpoint', stack.endpoint]);

    expect(stack.faults.count).toBeGreaterThan(before);
    await expectCompleteReports(requestIds);
  });
});

describe('a delivery that comes five times at once', () => {
  it('changes nothing', async () => {
    const requestId = await failOrder(stack);
    const stored = await storedIn(stack);

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(stack, requestId)));

    expect(await storedIn(stack)).toEqual(stored);
  });

  it('gives one report if nothing was stored before', async () => {
    stack.faults.set([{ calls: 's3:PutObject', kind: 'denied', rate: 1 }]);
    const requestId = await failOrder(stack);
    stack.faults.set();

    await Promise.all(Array.from({ length: 5 }, () => deliverAgain(stack, requestId)));

    await expectCompleteReports([requestId]);
  });
});
