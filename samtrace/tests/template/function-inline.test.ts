import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { startApplication } from '../support/application.ts';

it('examples/function-inline.yml runs: plain CloudFormation, inline code, active tracing', async () => {
  const event: unknown = JSON.parse(readFileSync('examples/function-inline.event.json', 'utf8'));
  await using application = await startApplication({ templateFile: 'examples/function-inline.yml' });

  const { payload, functionError } = await application.invoke('GreetingFunction', event);
  await application.settled();

  expect(functionError).toBeUndefined();
  expect(JSON.parse(payload.toString())).toEqual({ greeting: 'Hello, reader {{n}}!' });
  const { xray, template } = application.stack;
  const graph = xray.serviceGraph({ startTimeMs: Date.now() - 60_000, endTimeMs: Date.now() + 1 });
  expect(graph.map(({ Type }) => Type).sort()).toEqual(['AWS::Lambda', 'AWS::Lambda::Function', 'client']);
  expect(template).toMatchObject({
    functions: [
      { tracingMode: 'Active', code: { kind: 'inline' }, logging: { logGroup: '/aws/lambda/local-greeting' } },
    ],
    ignored: [],
    notes: [],
  });
}, 30_000);
