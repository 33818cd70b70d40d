import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Invocation, type Stack, startStack } from 'samtrace';

const FUNCTIONS = ['WithOpenTelemetry', 'WithXRaySdk'] as const;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'examples/opentelemetry/template.yaml' });
});
afterAll(() => stack?.stop());

async function invoke(name: (typeof FUNCTIONS)[number], product: string): Promise<Invocation> {
  const invocation = await stack.invoke(name, { orderId: 'A-7', product });
  await stack.settled();
  return invocation;
}

describe('the example opentelemetry', () => {
  it.each(FUNCTIONS)('traces the call of %s to the bucket, and indexes the order', async (name) => {
    const { requestId, answer } = await invoke(name, 'tea');
    const trace = stack.trace(requestId);

    expect(answer).toEqual({ stored: 'A-7' });
    expect(trace.calls('AWS::S3::Bucket')).toMatchObject([{ operation: 'PutObject', resource: 'Orders' }]);
    expect(trace.calls()).toHaveLength(1);
    expect(trace.subsegment('store order').annotations).toEqual({ order_id: 'A-7' });
  });

  it('has a segment of OpenTelemetry between the segment of the function and its calls', async () => {
    const { requestId } = await invoke('WithOpenTelemetry', 'tea');
    const { segments } = stack.trace(requestId);
    const arrows = stack.serviceMap().edges.map(({ from, to }) => `${from} > ${to}`);

    expect(segments.map(({ origin }) => origin)).toEqual([
      'AWS::Lambda',
      'AWS::Lambda::Function',
      undefined,
      'AWS::S3::Bucket',
    ]);
    expect(segments[2]?.subsegments).toMatchObject([{ name: 'store order', subsegments: [{ name: 'S3' }] }]);
    expect(arrows.filter((arrow) => arrow.includes('WithOpenTelemetry'))).toEqual([
      'AWS::Lambda WithOpenTelemetry > AWS::Lambda::Function WithOpenTelemetry',
      'AWS::Lambda::Function WithOpenTelemetry > unknown WithOpenTelemetry',
      'client WithOpenTelemetry > AWS::Lambda WithOpenTelemetry',
      'unknown WithOpenTelemetry > AWS::S3::Bucket Orders',
    ]);
  });

  it('records no spans of a request that is not sampled', async () => {
    const traceHeader = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${'0'.repeat(24)};Sampled=0`;
    const { requestId } = await stack.invoke('WithOpenTelemetry', { orderId: 'A-7', product: 'tea' }, { traceHeader });
    await stack.settled();

    expect(() => stack.trace(requestId)).toThrow('has no trace');
  });

  it('records an error of the handler in the spans and in the segments of Lambda', async () => {
    const { requestId, error } = await invoke('WithOpenTelemetry', 'coffee');
    const trace = stack.trace(requestId);

    expect(error?.message).toBe('There is no coffee.');
    expect(trace.segment('AWS::Lambda::Function').error).toBe(true);
    expect(trace.subsegment('store order')).toMatchObject({
      fault: true,
      cause: { exceptions: [{ type: 'Error', message: 'There is no coffee.' }] },
    });
    expect(trace.exceptions()[0]?.stack?.[0]).toMatchObject({ label: 'objectOf', line: expect.any(Number) });
  });
});
