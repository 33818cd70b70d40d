import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Entity, Invocation, Stack } from 'samtrace';
import { problemsOf } from '../unit/support/schema.ts';
import { eventOf, keysWith, reportsOf, startSample, storedIn, unreportedIn } from './support/sample.ts';

/** Every way to fail, once, through the bundles that `sam build` makes. */
const FAILURES = {
  'unknown-product': { class: 'thrown', errorType: 'UnknownProductError' },
  'out-of-stock': { class: 'thrown', errorType: 'OutOfStockError' },
  'payment-declined': { class: 'thrown', errorType: 'PaymentDeclinedError' },
  'rejected-promise': { class: 'thrown', errorType: 'OutOfStockError' },
  'late-throw': { class: 'exit', errorType: 'Runtime.ExitError' },
  exit: { class: 'exit', errorType: 'Runtime.ExitError' },
  timeout: { class: 'timeout', errorType: 'Sandbox.Timedout' },
  'out-of-memory': { class: 'out-of-memory', errorType: 'Runtime.OutOfMemory' },
} as const;
type Failure = keyof typeof FAILURES;

/** The default of TraceWaitSeconds in template.yml. */
const TRACE_WAIT_MS = 45_000;

/**
 * Three callers send these orders, one after the other. The first environment serves several requests, so that their logs
 * are in the same log stream.
 */
const CALLERS: readonly (readonly (Failure | 'good')[])[] = [
  ['unknown-product', 'out-of-stock', 'good', 'payment-declined', 'rejected-promise', 'late-throw', 'exit'],
  ['timeout'],
  ['out-of-memory'],
];

let stack: Stack;
const results = {} as Record<Failure | 'good', Invocation>;

beforeAll(async () => {
  stack = await startSample({ parameterOverrides: { NotificationEmail: 'ops@example.com' } });
  await Promise.all(CALLERS.map(sendOrders));
  await stack.settled();
});

async function sendOrders(names: readonly (Failure | 'good')[]): Promise<void> {
  for (const name of names) {
    const event = name === 'good' ? { ...eventOf('processor'), errorRate: 0 } : eventOf(name);
    results[name] = await stack.invoke('ProcessorFunction', event);
  }
}

afterAll(() => stack?.stop());

describe('the events', () => {
  it('ask for every failure', () => {
    const others = ['processor.json', 'logs-delivery.json'];
    const names = readdirSync('events').filter((file) => !others.includes(file));

    expect(names.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(FAILURES).sort());
  });
});

describe.each(Object.entries(FAILURES) as [Failure, (typeof FAILURES)[Failure]][])(
  'the failure %s',
  (failure, expected) => {
    it('is answered as Lambda answers it', () => {
      expect(results[failure].error).toMatchObject({ type: expected.errorType });
    });

    it('has exactly one report, with the complete log and trace', async () => {
      const reports = await reportsOf(stack, results[failure].requestId);

      expect(reports).toEqual([
        expect.objectContaining({
          requestId: results[failure].requestId,
          class: expected.class,
          error: expect.objectContaining({ type: expected.errorType }),
          event: eventOf(failure),
          log: expect.objectContaining({ outcome: 'found' }),
          trace: expect.objectContaining({ outcome: 'found' }),
        }),
      ]);
      expect(reports.flatMap(problemsOf)).toEqual([]);
    });

    it('has a report with the lines of its own log, and of no other', async () => {
      const { requestId } = results[failure];
      const log = JSON.stringify(await fileOf(requestId, 'log-events.json'));

      expect(log).toContain('platform.start');
      expect(log).toContain('platform.report');
      expect(log).toContain('traceHeader');
      for (const other of Object.values(results)) {
        if (other.requestId !== requestId) expect(log).not.toContain(other.requestId);
      }
    });

    it("has a report with its own trace, and both of Lambda's segments", async () => {
      const { requestId } = results[failure];
      const trace = JSON.stringify(await fileOf(requestId, 'request-trace.json'));

      expect(trace).toContain(requestId);
      expect(trace).toContain('"origin":"AWS::Lambda"');
      expect(trace).toContain('"origin":"AWS::Lambda::Function"');
    });

    it('has a marker for its kind', async () => {
      const [report] = await reportsOf(stack, results[failure].requestId);

      const marker = (await storedIn(stack))[report?.keys.marker ?? ''];

      expect(marker).toMatchObject({ class: expected.class, type: expected.errorType });
    });

    it('is notified once, with the key of its marker', async () => {
      const [report] = await reportsOf(stack, results[failure].requestId);

      const emails = stack.emails().filter(({ text }) => text.includes(`/${report?.keys.marker}"`));

      expect(emails).toEqual([expect.objectContaining({ to: 'ops@example.com' })]);
    });
  },
);

describe('the report of a request that Lambda ended', () => {
  it('names the subsegment in which it was', async () => {
    const [report] = await reportsOf(stack, results.timeout.requestId);

    expect(report?.failingSubsegment).toEqual({ id: expect.any(String), name: 'charge' });
  });
});

describe('the report of a request that threw', () => {
  it('has TypeScript files and lines in its stack', async () => {
    const [report] = await reportsOf(stack, results['out-of-stock'].requestId);

    expect(report?.error.stack[1]).toMatch(/simulateFailure \(.*processor\/failures\.ts:\d+:\d+\)/);
  });

  it('is counted by a metric', () => {
    const [metric] = stack.logs('ErrorHandlerFunction', '{ $.Failures = 1 && $.Class = "thrown" }');

    expect(JSON.parse(metric?.message ?? '')).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'ErrorHandler', Dimensions: [['Function', 'Class']] }] },
      Function: stack.physicalId('ProcessorFunction'),
    });
  });
});

/** The marker of a kind sends a message: S3 event, EventBridge rule, SNS topic, email. */
describe('the notification', () => {
  it('names the function and the error type of the marker', async () => {
    const [marker] = await keysWith(stack, '/PaymentDeclinedError-');

    expect(marker).toMatch(/^markers\/local-ProcessorFunction-\w+\/PaymentDeclinedError-[0-9a-f]{16}$/);
    expect(stack.emails().filter(({ text }) => text.includes(`/${marker}`))).toHaveLength(1);
  });

  it('is sent once for each kind, and not again for more failures of a kind', async () => {
    const before = stack.emails();

    const more = Array.from({ length: 3 }, () => stack.invoke('ProcessorFunction', eventOf('payment-declined')));
    const [latest] = await Promise.all(more);
    await stack.settled();

    expect(await reportsOf(stack, latest?.requestId ?? '')).toHaveLength(1);
    expect(before).toHaveLength((await keysWith(stack, 'markers/')).length);
    expect(stack.emails()).toEqual(before);
  });
});

describe('an order that succeeds', () => {
  it('has no report', async () => {
    expect(results.good.error).toBeUndefined();
    expect(await reportsOf(stack, results.good.requestId)).toEqual([]);
  });
});

describe('events/logs-delivery.json', () => {
  it('is reported without its log and trace, and without waiting for them', async () => {
    const { answer, durationMs } = await stack.invoke('ErrorHandlerFunction', eventOf('logs-delivery'));

    expect(answer).toEqual({ reports: 1 });
    expect(durationMs).toBeLessThan(TRACE_WAIT_MS);
    const [report] = await reportsOf(stack, '5f2c9a3e-0000-4000-8000-000000000001');
    expect(report).toMatchObject({ class: 'thrown', log: { outcome: 'missing' }, trace: { outcome: 'missing' } });
  });
});

describe('an event that is no delivery', () => {
  it('is stored once, and is not retried', async () => {
    const before = stack.asyncInvocations().length;

    stack.invokeAsync('ErrorHandlerFunction', { Records: [] });
    stack.invokeAsync('ErrorHandlerFunction', { Records: [] });
    await stack.settled();

    expect(stack.asyncInvocations().slice(before)).toEqual([
      expect.objectContaining({ attempts: 1, status: 'ok' }),
      expect.objectContaining({ attempts: 1, status: 'ok' }),
    ]);
    expect(await keysWith(stack, 'invalid/')).toHaveLength(1);
    expect(await unreportedIn(stack)).toEqual([]);
  });

  it('is kept by the on-failure queue as it is, if it cannot be unpacked and its secrets cannot be masked', async () => {
    const event = { awslogs: { data: 'not gzipped' } };

    stack.invokeAsync('ErrorHandlerFunction', event);
    await stack.settled();

    expect(await unreportedIn(stack)).toMatchObject([{ requestPayload: event }]);
  });
});

describe('the service map', () => {
  it('has an edge from each function to everything that it calls', () => {
    const edges = stack.serviceMap().edges.map(({ from, to }) => `${from} > ${to}`);

    expect(edges).toEqual(
      [
        'client ProcessorFunction > AWS::Lambda ProcessorFunction',
        'AWS::Lambda ProcessorFunction > AWS::Lambda::Function ProcessorFunction',
        'client ErrorHandlerFunction > AWS::Lambda ErrorHandlerFunction',
        'AWS::Lambda ErrorHandlerFunction > AWS::Lambda::Function ErrorHandlerFunction',
        'AWS::Lambda::Function ErrorHandlerFunction > AWS::CloudWatchLogs CloudWatchLogs',
        'AWS::Lambda::Function ErrorHandlerFunction > AWS::S3::Bucket ReportBucket',
        'AWS::Lambda::Function ErrorHandlerFunction > AWS::XRay XRay',
      ].sort((a, b) => a.localeCompare(b)),
    );
  });
});

describe('a trace', () => {
  it('has every subsegment below its own parent', () => {
    const stagesOf = (requestId: string) => stack.trace(requestId).segments.flatMap(stagesIn).sort();
    const all = ['charge', 'price', 'reserve'].map((stage) => `Invocation > ${stage}`);

    expect(stagesOf(results.good.requestId)).toEqual(all);
    expect(stagesOf(results['payment-declined'].requestId)).toEqual(all);
    expect(stagesOf(results['out-of-stock'].requestId)).toEqual(all.slice(1));
  });

  it('has the annotations and the metadata of each stage', () => {
    const { requestId } = results.good;
    const order = { orderId: 'order-1', product: 'teapot', quantity: 2 };
    const stages = stack.trace(requestId).segments.flatMap(withSubsegments);
    const stage = (wanted: string) => stages.find(({ name }) => name === wanted);

    expect(stage('price')).toMatchObject({
      annotations: { request_id: requestId, order_id: 'order-1' },
      metadata: { default: { price: { order, cents: 4900 } } },
    });
    expect(stage('reserve')).toMatchObject({ annotations: { order_id: 'order-1', quantity: 2 } });
    expect(stage('charge')).toMatchObject({ annotations: { order_id: 'order-1', total_cents: 4900 } });
  });
});

function withSubsegments(entity: Entity): Entity[] {
  return [entity, ...(entity.subsegments ?? []).flatMap(withSubsegments)];
}

/** The subsegments of the processor in a trace, as `parent > name`. */
function stagesIn(entity: Entity): string[] {
  const children = entity.subsegments ?? [];
  const own = children.filter(({ name }) => ['price', 'reserve', 'charge'].includes(name));
  return [...own.map(({ name }) => `${entity.name} > ${name}`), ...children.flatMap(stagesIn)];
}

async function fileOf(requestId: string, name: string): Promise<unknown> {
  const stored = Object.entries(await storedIn(stack));
  return stored.find(([key]) => key.includes(requestId) && key.endsWith(name))?.[1];
}
