import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambdaWorld } from './world.ts';

const world = lambdaWorld();
let layerDirectory: string;
beforeAll(async () => {
  layerDirectory = await mkdtemp(join(tmpdir(), 'layers-'));
  const wrapper = join(layerDirectory, 'wrapper');
  await writeFile(wrapper, '#!/bin/sh\nexport WRAPPER_VARIABLE="from a layer"\nexec "$@"\n');
  await chmod(wrapper, 0o755);
});
afterAll(async () => {
  await world.lambda.stop();
  await rm(layerDirectory, { recursive: true });
});

/** Invokes a function whose AWS_LAMBDA_EXEC_WRAPPER is this path. */
async function invokeWith(wrapper: string) {
  const functionName = world.define('answers.environment', {
    functionName: `wrapper-${wrapper.replaceAll(/\W/g, '-')}`,
    environment: { AWS_LAMBDA_EXEC_WRAPPER: wrapper },
    layerDirectory,
  });
  const { payload, functionError } = await world.invoke(functionName);
  return { answer: JSON.parse(payload.toString()), functionError, log: world.logOf(functionName) };
}

describe('AWS_LAMBDA_EXEC_WRAPPER', () => {
  if (process.platform === 'win32') return; // Wrappers are shell scripts.

  it.each([
    ['a script of the function', '/var/task/wrapper.sh', 'set by the wrapper'],
    ['a script of a layer', '/opt/wrapper', 'from a layer'],
  ])('starts the runtime through %s', async (_what, wrapper, value) => {
    const { answer, functionError } = await invokeWith(wrapper);

    expect(functionError).toBeUndefined();
    expect(answer).toMatchObject({ WRAPPER_VARIABLE: value, AWS_LAMBDA_EXEC_WRAPPER: wrapper });
  });

  it.each([
    ['a script that does not exist', '/var/task/missing', 127, /missing: does not exist/],
    ['a file that is not executable', '/var/task/answers.mjs', 126, /answers\.mjs: is not an executable/],
  ])('fails with %s as on Lambda', async (_what, wrapper, status, line) => {
    const { answer, functionError, log } = await invokeWith(wrapper);

    expect(functionError).toBe('Unhandled');
    expect(answer).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(new RegExp(`Runtime exited with error: exit status ${status}$`)),
    });
    expect(log.join('\n')).toMatch(line);
  });
});
