import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { environmentVariables } from '../../../src/services/lambda/environment-variables.ts';
import { RuntimeApi } from '../../../src/services/lambda/runtime-api.ts';
import { bundleRuntime } from '../../../src/services/lambda/runtime-bundle.ts';
import { definitionOf, newRuntimeDirectory } from './world.ts';

const bundle = await bundleRuntime(newRuntimeDirectory());
afterAll(() => bundle.remove());

it('the runtime client ends in the middle of its work when its Runtime API goes away', async () => {
  const asked = Promise.withResolvers<void>();
  const api = await RuntimeApi.listen(() => asked.resolve());
  const runtime = spawn(process.execPath, [bundle.file], {
    env: {
      ...environmentVariables(
        definitionOf({ functionName: 'hangs', handler: 'failures.hangs' }),
        DEFAULT_ACCOUNT,
        {},
        {
          logStreamName: 'stream',
          runtimeApi: api.address,
          runtimeDirectory: '/',
        },
      ),
      _LAMBDA_TELEMETRY_LOG_FD: '1',
    },
    stdio: 'ignore',
  });
  const ended = once(runtime, 'exit');
  await asked.promise;
  api.deliver({ requestId: 'id', headers: {}, payload: Buffer.from('{}') });

  api.close();

  expect(await ended).toEqual([1, null]);
});

it('the Runtime API refuses what a runtime may not ask at the time', async () => {
  const api = await RuntimeApi.listen(() => {});
  const call = async (method: string, path: string) => {
    const response = await fetch(`http://${api.address}/2018-06-01/runtime${path}`, { method });
    return [response.status, ((await response.json()) as { errorType: string }).errorType];
  };
  const next = fetch(`http://${api.address}/2018-06-01/runtime/invocation/next`);
  await expect(call('POST', '/invocation/other/response')).resolves.toEqual([400, 'InvalidRequestID']);
  await expect(call('GET', '/invocation/next')).resolves.toEqual([403, 'InvalidStateTransition']);
  await expect(call('POST', '/init/error')).resolves.toEqual([403, 'InvalidStateTransition']);
  await expect(call('GET', '/nothing')).resolves.toEqual([404, 'InvalidRequest']);

  api.deliver({ requestId: 'id', headers: { 'Lambda-Runtime-Deadline-Ms': '1' }, payload: Buffer.from('{}') });

  const delivered = await next;
  expect([delivered.headers.get('lambda-runtime-aws-request-id'), await delivered.text()]).toEqual(['id', '{}']);
  await expect(call('POST', '/invocation/id/response')).resolves.toEqual([202, undefined]);
  await expect(call('POST', '/invocation/id/error')).resolves.toEqual([403, 'InvalidStateTransition']);
  api.close();
});
