import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Entity } from '../../samtrace/src/aws/segment-document.ts';
import type { InvokeResult } from '../../samtrace/src/services/lambda/service.ts';
import { type Application, startApplication } from '../../samtrace/tests/support/application.ts';

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

let application: Application;
const results = {} as Record<Failure | 'good', InvokeResult>;

beforeAll(async () => {
  application = await startApplication();
  const event = (file: string) => JSON.parse(readFileSync(`events/${file}.json`, 'utf8')) as object;
  const names = ['good', ...Object.keys(KINDS)] as (Failure | 'good')[];
  await Promise.all(
    names.map(async (name) => {
      const sent = name === 'good' ? { ...event('processor'), errorRate: 0 } : event(name);
      results[name] = await application.invoke('ProcessorFunction', sent);
    }),
  );
  await application.settled();
}, 60_000);

afterAll(async () => application?.[Symbol.asyncDispose]());

describe('a failed request', () => {
  it('can be asked for with every file of events/', () => {
    const others = ['processor.json', 'logs-delivery.json', 'logs-delivery-poison.json'];
    const failures = readdirSync('events').filter((file) => !others.includes(file));

    expect(failures.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(KINDS).sort());
  });

  describe.each(Object.entries(KINDS) as [Failure, (typeof KINDS)[Failure]][])('%s', (failure, expected) => {
    it('answers the caller as Lambda does', () => {
      expect(results[failure]).toMatchObject({ functionError: 'Unhandled', errorType: expected.errorType });
    });

    it('gets exactly one report, of its kind, with its whole log and trace', async () => {
      const reports = await application.reportsOf(results[failure].requestId);

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
    expect(results.good.functionError).toBeUndefined();
    expect(await application.reportsOf(results.good.requestId)).toEqual([]);
  });

  it("the error handler's own error invokes nobody, and ends in the queue with its cause", async () => {
    const invocationsBefore = application.stack.lambda.asyncInvocations().length;
    const handler = application.stack.template.functions.find((fn) => fn.logicalId === 'ErrorHandlerFunction');

    const poison = { awslogs: { data: 'poison' } };

    application.stack.lambda.invokeAsync(handler?.functionName ?? '', Buffer.from(JSON.stringify(poison)));
    await application.settled();

    const since = application.stack.lambda.asyncInvocations().slice(invocationsBefore);
    expect(since).toEqual([expect.objectContaining({ attempts: 3, status: 'error', errorType: 'PoisonError' })]);
    expect(await application.queued()).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
        requestPayload: poison,
        responsePayload: expect.objectContaining({ errorType: 'PoisonError' }),
      }),
    ]);
  });
});

describe('the service map', () => {
  it("has the processor's two nodes, the error handler's two, and its edges to what it calls", () => {
    const { stack } = application;
    const services = stack.xray.serviceGraph({ startTimeMs: Date.now() - 600_000, endTimeMs: Date.now() + 1 });
    const nodes = new Map(services.map((service) => [service.ReferenceId, `${service.Type} ${service.Name}`]));
    const edges = services.flatMap((service) =>
      (service.Edges ?? []).map(
        (edge) => `${nodes.get(service.ReferenceId ?? -1)} > ${nodes.get(edge.ReferenceId ?? -1)}`,
      ),
    );
    const name = (logicalId: string) => stack.template.functions.find((fn) => fn.logicalId === logicalId)?.functionName;
    const processor = name('ProcessorFunction');
    const handler = name('ErrorHandlerFunction');

    expect(edges.sort()).toEqual(
      [
        `client ${processor} > AWS::Lambda ${processor}`,
        `AWS::Lambda ${processor} > AWS::Lambda::Function ${processor}`,
        `client ${handler} > AWS::Lambda ${handler}`,
        `AWS::Lambda ${handler} > AWS::Lambda::Function ${handler}`,
        `AWS::Lambda::Function ${handler} > AWS::CloudWatchLogs CloudWatchLogs`,
        `AWS::Lambda::Function ${handler} > AWS::S3::Bucket ${stack.template.buckets[0]?.name}`,
        `AWS::Lambda::Function ${handler} > AWS::XRay XRay`,
      ].sort(),
    );
  });
});

describe('traces', () => {
  it('hold every subsegment of requests that were not killed under its own parent', () => {
    const { stack } = application;
    const summaries = stack.xray.traceSummaries({ startTimeMs: Date.now() - 600_000, endTimeMs: Date.now() + 1 });
    const placed = summaries.flatMap(({ Id }) => segmentsOf(Id).flatMap(stagesIn));
    const stagesOf = (requestId: string) =>
      placed
        .filter((stage) => stage.requestId === requestId)
        .map((stage) => stage.place)
        .sort();
    const all = ['charge', 'price', 'reserve'];

    expect(stagesOf(results.good.requestId)).toEqual(all.map((stage) => `Invocation > ${stage}`));
    expect(stagesOf(results['payment-declined'].requestId)).toEqual(all.map((stage) => `Invocation > ${stage}`));
    expect(stagesOf(results['out-of-stock'].requestId)).toEqual(all.slice(1).map((stage) => `Invocation > ${stage}`));
  });

  function segmentsOf(id: string | undefined): Entity[] {
    const [trace] = application.stack.xray.batchGetTraces([id ?? '']);
    return (trace?.Segments ?? []).map(({ Document }) => JSON.parse(Document ?? '{}') as Entity);
  }

  function stagesIn(entity: Entity): { requestId: string; place: string }[] {
    return (entity.subsegments ?? []).flatMap((child) => [
      ...(typeof child.annotations?.request_id === 'string'
        ? [{ requestId: child.annotations.request_id, place: `${entity.name} > ${child.name}` }]
        : []),
      ...stagesIn(child),
    ]);
  }
});

async function fileOf(requestId: string, name: string): Promise<unknown> {
  const found = Object.entries(await application.stored()).find(([key]) => key.endsWith(`/${requestId}/${name}`));
  return found?.[1];
}
