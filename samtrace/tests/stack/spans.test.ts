import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/spans/template.yml' });
});
afterAll(() => stack?.stop());

describe('a function that sends OpenTelemetry spans over HTTP', () => {
  it.each([
    ['X-Ray’s endpoint', ['XRAY']],
    ['a collector in its execution environment', ['COLLECTOR', '/v1/traces']],
  ])('is connected to this stack at the URL of %s, and its span is in the trace', async (_what, endpoints) => {
    const { requestId, answer } = await stack.invoke('Sender', { endpoints, name: 'own work' });
    await stack.settled();
    const invocation = stack.trace(requestId).subsegment('Invocation');

    expect(answer).toEqual({ status: 200, other: 'https://xray.example.com/v1/traces' });
    expect(invocation.subsegments).toMatchObject([{ name: 'own work' }]);
  });
});

describe('otlpEndpoint', () => {
  it('accepts spans of programs outside the stack', async () => {
    const answer = await fetch(`${stack.otlpEndpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  });
});
