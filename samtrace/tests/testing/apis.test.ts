import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/apis/template.yml' });
});
afterAll(() => stack?.stop());

describe('an API in a test', () => {
  it('is called at its URL, with or without its stage', async () => {
    const answers = ['/orders/7', '/Prod/orders/7'].map((path) => fetch(`${stack.url('ServerlessRestApi')}${path}`));

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('has its routes in the list of APIs', () => {
    expect(stack.apis.find(({ logicalId }) => logicalId === 'ServerlessHttpApi')).toEqual({
      logicalId: 'ServerlessHttpApi',
      kind: 'HTTP',
      url: stack.url('ServerlessHttpApi'),
      stages: ['$default'],
      routes: [{ method: 'ANY', path: '/orders/{id}' }],
    });
  });

  it('starts the trace of its request, which settled() waits for', async () => {
    const response = await fetch(`${stack.url('ServerlessRestApi')}/orders/7`);
    await stack.settled();
    const traceId = /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1] ?? '';

    expect(stack.trace(traceId).segment('AWS::ApiGateway::Stage').name).toBe('local/Prod');
  });
});

describe('the URL of a function', () => {
  it('is found by the logical ID of the function', () => {
    expect(stack.url('Echo')).toBe(stack.url('EchoUrl'));
  });

  it('is an error that lists the existing APIs for any other name', () => {
    expect(() => stack.url('Nothing')).toThrow(
      'The template has no API "Nothing" that samtrace runs. It has: ServerlessRestApi, Guarded, ServerlessHttpApi, Plain, EchoUrl, SignedUrl.',
    );
  });
});
