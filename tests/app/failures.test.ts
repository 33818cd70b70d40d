import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Entity, Invocation, Stack } from 'samtrace';
import { reportsOf, startSample, storedIn, unreportedIn } from './support/sample.ts';

/**
 * Every way to fail, once, through the real bundles in the local stack: all events are sent at the same time, and the
 * tests look at what came of them.
 */
const KINDS = {
  'unknown-product': { kind: 'thrown', errorType: 'UnknownProductError' },
  'out-of-stock': { kind: 'thrown', errorType: 'OutOfStockError' },
  'payment-declined': { kind: 'thrown', errorType: 'PaymentDeclinedError' },
  'rejected-promise': { kind: 'thrown', errorType: 'OutOfStockError' },
  'late-throw': { kind: 'exit', errorType: 'Runtime.ExitError' },
  exit: { kind: 'exit', errorType: 'Runtime.ExitError' },
  timeout: { kind: 'timeout', errorType: 'Sandbox.Timedout' },
  'out-of-memory': { kind: 'out-of-memory', errorType: 'Runtime.OutOfMemory' },
} as const;
type Failure = keyof typeof KINDS;

let stack: Stack;
const results = {} as Record<Failure | 'good', Invocation>;

beforeAll(async () => {
  stack = await startSample();
  const event = (file: string) => JSON.parse(readFileSync(`events/${file}.json`, 'utf8')) as object;
  const names = ['good', ...Object.keys(KINDS)] as (Failure | 'good')[];
  await Promise.all(
    names.map(async (name) => {
      const sent = name === 'good' ? { ...event('processor'), errorRate: 0 } : event(name);
      results[name] = await stack.invoke('ProcessorFunction', sent);
    }),
  );
  await stack.settled();
}, 60_000);

afterAll(() => stack?.stop());

describe('a failed request', () => {
  it('can be asked for with every file of events/', () => {
    const others = ['processor.json', 'logs-delivery.json', 'logs-delivery-poison.json'];
    const failures = readdirSync('events').filter((file) => !others.includes(file));

    expect(failures.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(KINDS).sort());
  });

  describe.each(Object.entries(KINDS) as [Failure, (typeof KINDS)[Failure]][])('%s', (failure, expected) => {
    it('answers the caller as Lambda does', () => {
      expect(results[failure].error).toMatchObject({ type: expected.errorType });
    });

    it('gets exactly one report, of its kind, with its whole log and trace', async () => {
      const reports = await reportsOf(stack, results[failure].requestId);

      expect(reports).toEqual([
        expect.objectContaining({
          requestId: results[failure].requestId,
          kind: expected.kind,
          error: expect.objectContaining({ type: expected.errorType }),
          log: expect.objectContaining({ outcome: 'found' }),
          trace: expect.objectContaining({ outcome: 'found' }),
        }),
      ]);
    });

    it('has the lines of its own log, and of no other', async () => {
      const { requestId } = results[failure];
      const log = JSON.stringify(await fileOf(requestId, 'log-events.json'));

      expect(log).toContain('platform.start');
      expect(log).toContain('platform.report');
      expect(log).toContain('traceHeader');
      for (const other of Object.values(results)) {
        if (other.requestId !== requestId) expect(log).not.toContain(other.requestId);
      }
    });

    it("has its own trace, with both of Lambda's segments", async () => {
      const { requestId } = results[failure];
      const trace = JSON.stringify(await fileOf(requestId, 'request-trace.json'));

      expect(trace).toContain(requestId);
      expect(trace).toContain('AWS::Lambda::Function');
    });
  });
});

describe('what is no failure of the processor', () => {
  it('a job that goes well gets no report', async () => {
    expect(results.good.error).toBeUndefined();
    expect(await reportsOf(stack, results.good.requestId)).toEqual([]);
  });

  it("the error handler's own error invokes nobody, and ends in the queue with its cause", async () => {
    const invocationsBefore = stack.asyncInvocations().length;
    const poison = { awslogs: { data: 'poison' } };

    stack.invokeAsync('ErrorHandlerFunction', poison);
    await stack.settled();

    const since = stack.asyncInvocations().slice(invocationsBefore);
    expect(since).toEqual([expect.objectContaining({ attempts: 3, status: 'error', errorType: 'PoisonError' })]);
    expect(await unreportedIn(stack)).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
        requestPayload: poison,
        responsePayload: expect.objectContaining({ errorType: 'PoisonError' }),
      }),
    ]);
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

describe('traces', () => {
  it('hold every subsegment of requests that were not killed under its own parent', () => {
    const stagesOf = (requestId: string) => stack.trace(requestId).segments.flatMap(stagesIn).sort();
    const all = ['charge', 'price', 'reserve'];

    expect(stagesOf(results.good.requestId)).toEqual(all.map((stage) => `Invocation > ${stage}`));
    expect(stagesOf(results['payment-declined'].requestId)).toEqual(all.map((stage) => `Invocation > ${stage}`));
    expect(stagesOf(results['out-of-stock'].requestId)).toEqual(all.slice(1).map((stage) => `Invocation > ${stage}`));
  });

  /** The subsegments that the processor annotates with the request ID. */
  function stagesIn(entity: Entity): string[] {
    return (entity.subsegments ?? []).flatMap((child) => [
      ...(child.annotations?.request_id === undefined ? [] : [`${entity.name} > ${child.name}`]),
      ...stagesIn(child),
    ]);
  }
});

async function fileOf(requestId: string, name: string): Promise<unknown> {
  const found = Object.entries(await storedIn(stack)).find(([key]) => key.endsWith(`/${requestId}/${name}`));
  return found?.[1];
}
