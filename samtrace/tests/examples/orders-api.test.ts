import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'examples/orders-api/template.yaml' });
});
afterAll(() => stack?.stop());

function place(order: unknown): Promise<Response> {
  return fetch(`${stack.url('Api')}/prod/orders`, { method: 'POST', body: JSON.stringify(order) });
}

describe('the example orders-api', () => {
  it('accepts an order, which the second function ships', async () => {
    const response = await place({ product: 'tea', quantity: 2 });
    await stack.settled();

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ orderId: expect.any(String) });
    expect(stack.logs('ShipOrder', '"Shipped 2 of tea"')).toHaveLength(1);
    expect(await stack.messages('Orders')).toEqual([]);
  });

  it('refuses a body that is not an order', async () => {
    expect((await place({ product: 'tea' })).status).toBe(400);
  });

  it('is traced from the stage of the API to the queue', async () => {
    const response = await place({ product: 'coffee', quantity: 1 });
    await stack.settled();
    const traceId = /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1] ?? '';
    const trace = stack.trace(traceId);

    expect(trace.segment('AWS::ApiGateway::Stage').http).toMatchObject({ response: { status: 202 } });
    expect(trace.calls('AWS::SQS::Queue')).toMatchObject([{ operation: 'SendMessage' }]);
  });

  it('has the address of its API in the outputs', () => {
    expect(stack.outputs.OrdersUrl).toBe(`${stack.url('Api')}/prod/orders`);
  });
});
