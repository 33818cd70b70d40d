import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

const TEMPLATE = 'examples/orders-api/template.yaml';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: TEMPLATE });
});
afterAll(() => stack?.stop());

function place(order: unknown): Promise<Response> {
  return fetch(`${stack.url('Api')}/prod/orders`, { method: 'POST', body: JSON.stringify(order) });
}

describe('the example orders-api', () => {
  it('stores an order, which the second function ships', async () => {
    const response = await place({ product: 'tea', quantity: 2 });
    const { orderId } = (await response.json()) as { orderId: string };
    await stack.settled();

    expect(response.status).toBe(202);
    expect(await stack.items('Orders')).toEqual([{ orderId, product: 'tea', quantity: 2, status: 'SHIPPED' }]);
    expect(stack.logs('ShipOrder', '"Shipped 2 of tea"')).toHaveLength(1);
    expect(await stack.messages('Shipments')).toEqual([]);
  });

  it('refuses a body that is not an order', async () => {
    expect((await place({ product: 'tea' })).status).toBe(400);
  });

  it('is traced from the stage of the API to the table and the queue', async () => {
    const response = await place({ product: 'coffee', quantity: 1 });
    await stack.settled();
    const traceId = /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1] ?? '';
    const trace = stack.trace(traceId);

    expect(trace.segment('AWS::ApiGateway::Stage').http).toMatchObject({ response: { status: 202 } });
    expect(trace.calls('AWS::DynamoDB::Table')).toMatchObject([{ operation: 'PutItem' }]);
    expect(trace.calls('AWS::SQS::Queue')).toMatchObject([{ operation: 'SendMessage' }]);
  });

  it('has a service map with a path from the API through both functions to the table', async () => {
    await place({ product: 'sugar', quantity: 3 });
    await stack.settled();
    const edges = stack.serviceMap().edges.map(({ from, to, isLink }) => `${from} -> ${to}${isLink ? ' (link)' : ''}`);

    expect(edges).toEqual(
      expect.arrayContaining([
        'AWS::Lambda::Function PlaceOrder -> AWS::DynamoDB::Table Orders',
        'AWS::Lambda::Function PlaceOrder -> AWS::SQS::Queue Shipments',
        'AWS::SQS::Queue Shipments -> AWS::Lambda ShipOrder (link)',
        'AWS::Lambda::Function ShipOrder -> AWS::DynamoDB::Table Orders',
      ]),
    );
  });

  it('has the address of its API in the outputs', () => {
    expect(stack.outputs.OrdersUrl).toBe(`${stack.url('Api')}/prod/orders`);
  });

  it('has a template with less than 150 lines', () => {
    expect(readFileSync(TEMPLATE, 'utf8').split('\n').length).toBeLessThan(150);
  });
});
