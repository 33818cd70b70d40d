import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { buildFunction } from '../../src/build/build.ts';
import { readTemplate } from '../../src/template/template.ts';
import { accepting, freePort } from './free-port.ts';
import { RUNTIME_CLIENT_MODULE, RUNTIME_EMULATOR } from './peers.ts';

const directory = await mkdtemp(join(tmpdir(), 'emulator-'));
afterAll(() => rm(directory, { recursive: true }));

const emulators: ChildProcess[] = [];
afterEach(async () => {
  for (const emulator of emulators.splice(0)) {
    const exited = once(emulator, 'exit');
    emulator.kill();
    await exited;
  }
});

/** Runs a function's bundle as `sam local invoke` does: SAM's variables, the emulator, and no trace header. */
async function emulate(logicalId: string) {
  const template = readTemplate('tests/support/orders/template.yml', {
    stackName: 'sam',
    account: DEFAULT_ACCOUNT,
    parameterOverrides: {},
  });
  const fn = template.functions.find((each) => each.logicalId === logicalId);
  if (fn === undefined) throw new Error(`The template has no function ${logicalId}.`);
  const built = await buildFunction(fn, join(directory, logicalId));
  const [port, runtimeApiPort] = [await freePort(), await freePort()];
  const addresses = ['--runtime-interface-emulator-address', `127.0.0.1:${port}`];
  addresses.push('--runtime-api-address', `127.0.0.1:${runtimeApiPort}`);
  const emulator = spawn(RUNTIME_EMULATOR, [...addresses, process.execPath, RUNTIME_CLIENT_MODULE], {
    cwd: built.codeDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      ...fn.environment,
      ...built.environment,
      _HANDLER: built.handler,
      LAMBDA_TASK_ROOT: built.codeDirectory,
      AWS_SAM_LOCAL: 'true',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_LAMBDA_FUNCTION_NAME: logicalId,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySizeMb),
      AWS_LAMBDA_FUNCTION_TIMEOUT: String(fn.timeoutSeconds),
      AWS_LAMBDA_LOG_GROUP_NAME: `aws/lambda/${logicalId}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
    },
  });
  emulators.push(emulator);
  const output: string[] = [];
  createInterface(emulator.stdout).on('line', (line) => output.push(line));
  // The emulator writes its own records to stderr.
  createInterface(emulator.stderr).on('line', (line) => output.push(line));
  await accepting(port);
  return {
    async invoke(event: object): Promise<unknown> {
      const url = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`;
      return (await fetch(url, { method: 'POST', body: JSON.stringify(event) })).json();
    },
    /** The records of level ERROR, and the lines about a trace. The line with the command contains samtrace's path. */
    complaints: () =>
      output
        .filter((line) => !line.includes('(rapid) exec '))
        .filter((line) => /"level":"(ERROR|FATAL)"|trac(e|ing)/i.test(line)),
  };
}

describe('under the Runtime Interface Emulator, as `sam local invoke` runs it,', () => {
  it('a function returns its answer, and logs no error about the missing trace header', async () => {
    const { invoke, complaints } = await emulate('OrderFunction');
    const answer = await invoke({ orderId: 'order-1', product: 'teapot', quantity: 2 });

    expect(answer).toMatchObject({ orderId: 'order-1' });
    expect(complaints()).toEqual([]);
  });

  it('a function of a subscription starts, and accepts a control message', async () => {
    const { invoke, complaints } = await emulate('ReportFunction');
    const data = gzipSync(JSON.stringify({ messageType: 'CONTROL_MESSAGE' })).toString('base64');

    expect(await invoke({ awslogs: { data } })).toEqual({ reports: 0 });
    expect(complaints()).toEqual([]);
  });
});
