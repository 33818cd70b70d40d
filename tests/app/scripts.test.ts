import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { startSample, storedIn } from './support/sample.ts';

/** `npm run errors`, `invoke` and `replay`, as a person runs them. */
let stack: Stack;
beforeAll(async () => {
  stack = await startSample({ parameterOverrides: { TraceWaitSeconds: '2' } });
}, 60_000);
afterAll(() => stack?.stop());

interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a script against the local stack, or wherever `args` say. */
function run(script: string, ...args: string[]): Promise<Outcome> {
  const where = args.includes('--endpoint') ? [] : ['--endpoint', stack.endpoint];
  const env = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent' };
  return new Promise((resolve) => {
    execFile(process.execPath, [`scripts/${script}.ts`, ...where, ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('npm run invoke', () => {
  it('sends as many orders as asked for, each numbered and in a trace that is kept', async () => {
    const { status, stdout } = await run('invoke', '--count', '3', '--event', 'events/out-of-stock.json');
    await stack.settled();

    const lines = stdout.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(4);
    const traceIds = lines
      .slice(0, 3)
      .map((line) => /^ +\d +(1-[0-9a-f]{8}-[0-9a-f]{24}) +error +OutOfStockError: /.exec(line)?.[1]);
    const found = traceIds.map((id) => stack.trace(id ?? '').traceId);
    expect(found).toEqual(traceIds);
  });
});

describe('npm run errors', () => {
  it('lists each group with its count, and what it is', async () => {
    await run('invoke', '--count', '1', '--event', 'events/unknown-product.json');
    await stack.settled();

    const { stdout } = await run('errors');

    const rows = stdout.trimEnd().split('\n').slice(1);
    expect(rows).toEqual([
      expect.stringMatching(
        /^ +3 {2}\S+Z {2}\S+Z {2}[0-9a-f]{16} {2}local-ProcessorFunction-\S+ {2}OutOfStockError: "teapot" is out/,
      ),
      expect.stringMatching(/^ +1 {2}.* {2}UnknownProductError: /),
    ]);
  });

  it('lists the reports of a group, each of which is there', async () => {
    const { stdout: groups } = await run('errors');
    const fingerprint = /([0-9a-f]{16}) {2}\S+ {2}OutOfStockError/.exec(groups)?.[1] ?? '';

    const { stdout } = await run('errors', fingerprint);

    const keys = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^s3:\/\/[^/]+\//, ''));
    expect(keys).toHaveLength(3);
    expect(Object.keys(await storedIn(stack))).toEqual(expect.arrayContaining(keys));
  });

  it('says that there are none', async () => {
    const { status, stdout } = await run('errors', 'ffffffffffffffff');

    expect(status).toBe(0);
    expect(stdout).toMatch(/^No failures under s3:\/\/\S+\/groups\/ffffffffffffffff\n$/);
  });
});

describe('a failure whose function nobody names', () => {
  it('is listed with a dash', async () => {
    const delivery = JSON.parse(readFileSync('events/logs-delivery.json', 'utf8'));
    await stack.invoke('ErrorHandlerFunction', delivery);
    await stack.settled();

    expect((await run('errors')).stdout).toMatch(/[0-9a-f]{16} {2}– {2}/);
  });
});

describe('npm run replay', () => {
  it('has nothing to do while the queue is empty', async () => {
    expect(await run('replay')).toMatchObject({ status: 0, stdout: '0 replayed, 0 stay in the queue.\n' });
  });

  it('leaves what it cannot read in the queue, goes on, and ends with status 1', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
    const QueueUrl = stack.physicalId('UnreportedQueue');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'what is this?' }));
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"requestPayload":{"awslogs":{"data":"poison"}}}' }),
    );
    sqs.destroy();

    const { status, stdout, stderr } = await run('replay');

    expect(stderr).toBe('');
    expect(stdout).toMatch(/fails again: message \S+ is no record of a failed invocation: what is this\?/);
    expect(stdout).toMatch(/fails again: PoisonError: awslogs.data is not gzipped, or unpacks to over \d+ bytes\.\n/);
    expect(stdout).toContain('0 replayed, 2 stay in the queue.');
    expect(status).toBe(1);
  });
});

describe('what goes wrong is said in one line', () => {
  it.each([
    ['nothing answers', 1, ['errors', '--endpoint', 'http://127.0.0.1:1'], /Nothing answers at 127.0.0.1:1/],
    ['an option is not known', 2, ['replay', '--bogus'], /^Unknown option '--bogus'/],
    ['there is no such event', 1, ['invoke', '--event', 'nowhere.json'], /nowhere.json/],
    ['a count is none', 1, ['invoke', '--count', 'many'], /--count is "many"/],
  ] as const)('%s', async (_, status, [script, ...args], message) => {
    const outcome = await run(script, ...args);

    expect(outcome).toMatchObject({ status, stderr: expect.stringMatching(message) });
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('no region is set', async () => {
    const { stderr, status } = await new Promise<Outcome>((resolve) => {
      const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
      execFile(process.execPath, ['scripts/errors.ts'], { env }, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

    expect(stderr).toMatch(/^Region is missing: set AWS_REGION .*--local for the local stack\.\n$/);
    expect(status).toBe(1);
  });
});
