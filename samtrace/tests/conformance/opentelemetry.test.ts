import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack, type Trace } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/conformance/opentelemetry/template.yml' });
}, 120_000);
afterAll(() => stack?.stop());

/** ADOT sends spans some seconds after the answer, or with the next invocation. */
async function traceWithSpans(name: string, event: unknown): Promise<Trace> {
  const { requestId } = await stack.invoke(name, event);
  const deadline = AbortSignal.timeout(20_000);
  for (;;) {
    await stack.settled();
    const trace = stack.trace(requestId);
    if (trace.segments.some(({ origin }) => origin === undefined)) return trace;
    if (deadline.aborted) throw new Error(`No span of ${name} has arrived: ${JSON.stringify(trace.segments)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe.each([
  ['AWS’s distribution (ADOT)', 'Full', 'full'],
  ['ADOT that sends spans to X-Ray’s endpoint over HTTP', 'OverHttp', 'over-http'],
  ['ADOT lite', 'Lite', 'lite'],
])('%s', (_what, name, serviceName) => {
  it('has its spans below the segment of the function, with the call of the AWS client', async () => {
    const trace = await traceWithSpans(name, { key: 'a' });
    const span = trace.segments.find(({ origin }) => origin === undefined);

    expect(span?.parent_id).toBe(trace.subsegment('Invocation').id);
    expect(trace.calls('AWS::S3::Bucket')).toMatchObject([{ operation: 'PutObject', resource: 'Orders', status: 200 }]);
    expect(trace.subsegment('S3')).toMatchObject({ namespace: 'aws', aws: { request_id: expect.any(String) } });
    // ADOT lite names the span after the function.
    if (name !== 'Lite') expect(span?.name).toBe(serviceName);
  });

  it('records an error of the handler as a fault with its stack', async () => {
    const trace = await traceWithSpans(name, {});
    const span = trace.segments.find(({ origin }) => origin === undefined);

    expect(span).toMatchObject({
      fault: true,
      cause: { exceptions: [{ type: 'TypeError', message: 'no key', remote: false }] },
    });
  });

  it('records no span for the runtime’s own requests', () => {
    const labels = stack.serviceMap().nodes.map(({ label }) => label);

    expect(labels.filter((label) => label.includes('127.0.0.1'))).toEqual([]);
  });
});
