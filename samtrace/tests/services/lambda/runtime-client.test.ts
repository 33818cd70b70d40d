import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { environmentVariables } from '../../../src/services/lambda/environment-variables.ts';
import { RuntimeApi, SECRET_HEADER } from '../../../src/services/lambda/runtime-api.ts';
import { bundleRuntime } from '../../../src/services/lambda/runtime-bundle.ts';
import { definitionOf, lambdaWorld, newRuntimeDirectory } from './world.ts';

const bundle = await bundleRuntime(newRuntimeDirectory());
afterAll(() => bundle.remove());

it('ends the runtime client when its Runtime API closes during an invocation', async () => {
  const asked = Promise.withResolvers<void>();
  const api = await RuntimeApi.listen({ onMessage: () => asked.resolve() });
  const runtime = spawn(process.execPath, [bundle.file], {
    env: {
      ...environmentVariables(
        { ...definitionOf({ functionName: 'hangs', handler: 'failures.hangs' }), version: '$LATEST' },
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

it('refuses calls of the Runtime API that are not allowed in the current state', async () => {
  const api = await RuntimeApi.listen({ onMessage: () => {} });
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

describe('callers of the Runtime API', () => {
  const SECRET = 'secret-of-the-environment';

  /** The status of the response to `next`, or 200 as soon as the API has accepted the request and holds it open. */
  async function callNext(secret: string | undefined, headers: Record<string, string>): Promise<number | undefined> {
    const accepted = Promise.withResolvers<number>();
    const api = await RuntimeApi.listen({
      onMessage: () => accepted.resolve(200),
      ...(secret !== undefined && { secret }),
    });
    const url = `http://${api.address}/2018-06-01/runtime/invocation/next`;
    const responded = new Promise<number | undefined>((resolve) => {
      // By hand: fetch does not let a program choose the headers Host and Origin.
      request(url, { headers }, (response) => resolve(response.statusCode))
        .on('error', () => {})
        .end();
    });
    const status = await Promise.race([accepted.promise, responded]);
    api.close();
    return status;
  }

  it.each([
    ['the runtime with its secret', SECRET, { [SECRET_HEADER]: SECRET }, 200],
    ['a program without the secret', SECRET, {}, 403],
    ['a program with another secret', SECRET, { [SECRET_HEADER]: 'guess' }, 403],
    ['a web page that knows the secret', SECRET, { [SECRET_HEADER]: SECRET, origin: 'https://evil.example' }, 403],
    ['AWS’s own runtime client, which sends no secret', undefined, {}, 200],
    ['a web page, if no secret is set', undefined, { origin: 'https://evil.example' }, 403],
    ['a no-cors GET of a web page', undefined, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    ['a typed address', undefined, { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 403],
    ['a foreign name that resolves to loopback', undefined, { host: 'evil.example' }, 403],
  ])('%s', async (_caller, secret, headers, status) => {
    await expect(callNext(secret, headers)).resolves.toBe(status);
  });

  it('does not show the secret to the function', async () => {
    const world = lambdaWorld();
    const functionName = world.define('answers.environment');
    const { payload } = await world.invoke(functionName);
    await world.lambda.stop();

    expect(Object.keys(JSON.parse(payload.toString())).filter((name) => /samtrace/i.test(name))).toEqual([]);
  });
});
