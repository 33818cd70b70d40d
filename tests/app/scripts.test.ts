import { execFile } from 'node:child_process';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { eventOf, reportsOf, startSample, storedIn } from './support/sample.ts';

/** `npm run errors`, `invoke`, and `replay`, as a user runs them. */
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
  const env = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/dev/null' };
  return new Promise((resolve) => {
    execFile(process.execPath, [`scripts/${script}.ts`, ...where, ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('npm run invoke', () => {
  it('sends as many orders as asked for, each with a number and a trace', async () => {
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
  it('lists each kind of failure with its count and its newest report', async () => {
    await run('invoke', '--count', '1', '--event', 'events/unknown-product.json');
    await stack.settled();

    const { stdout } = await run('errors');

    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^ +3 {2}local-ProcessorFunction-\w+\/OutOfStockError-[0-9a-f]{16}$/),
      expect.stringMatching(/^ +thrown: "teapot" is out of stock\.$/),
      expect.stringMatching(/^ +newest: s3:\/\/\S+\/report\.json$/),
      expect.stringMatching(/^ +1 {2}local-ProcessorFunction-\w+\/UnknownProductError-[0-9a-f]{16}$/),
      expect.stringMatching(/^ +thrown: There is no product "teapot"\.$/),
      expect.stringMatching(/^ +newest: s3:\/\/\S+\/report\.json$/),
    ]);
  });

  it('lists the reports of one kind, each of which exists', async () => {
    const { stdout: kinds } = await run('errors');
    const fingerprint = /OutOfStockError-([0-9a-f]{16})/.exec(kinds)?.[1] ?? '';

    const { stdout } = await run('errors', fingerprint);

    const keys = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^s3:\/\/[^/]+\//, ''));
    expect(keys).toHaveLength(3);
    expect(Object.keys(await storedIn(stack))).toEqual(expect.arrayContaining(keys));
  });

  it('says that a kind has no reports', async () => {
    expect(await run('errors', 'ffffffffffffffff')).toMatchObject({
      status: 0,
      stdout: 'There are no reports with the fingerprint ffffffffffffffff.\n',
    });
  });
});

describe('events/logs-delivery.json', () => {
  it('is reported at once, without its log and trace', async () => {
    const { answer, durationMs } = await stack.invoke('ErrorHandlerFunction', eventOf('logs-delivery'));

    expect(answer).toEqual({ reports: 1 });
    expect(durationMs).toBeLessThan(2000);
    const [report] = await reportsOf(stack, '5f2c9a3e-0000-4000-8000-000000000001');
    expect(report).toMatchObject({ class: 'thrown', log: { outcome: 'missing' }, trace: { outcome: 'missing' } });
  });
});

describe('npm run replay', () => {
  it('has nothing to do while the queue is empty', async () => {
    expect(await run('replay')).toMatchObject({ status: 0, stdout: 'Replayed 0, 0 left in the queue.\n' });
  });

  it('leaves a message that it cannot replay in the queue, goes on, and ends with status 1', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
    const QueueUrl = stack.physicalId('UnreportedQueue');
    const replayable = {
      requestPayload: eventOf('logs-delivery'),
      responsePayload: { errorType: 'E', errorMessage: 'm' },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'what is this?' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(replayable) }));
    sqs.destroy();

    const { status, stdout, stderr } = await run('replay');

    expect(stderr).toBe('');
    expect(stdout).toMatch(/Failed again: Message \S+ is not the record of a failed invocation: what is this\?/);
    expect(stdout).toContain('Failed with E: m\n  Reported\n');
    expect(stdout).toContain('Replayed 1, 1 left in the queue.');
    expect(status).toBe(1);
  });
});

describe('an error of a script is one line:', () => {
  it.each([
    ['nothing answers', 1, ['errors', '--endpoint', 'http://127.0.0.1:1'], /Nothing answers at 127.0.0.1:1/],
    ['an option is not known', 2, ['replay', '--bogus'], /^Unknown option '--bogus'/],
    ['there is no such event', 1, ['invoke', '--event', 'nowhere.json'], /nowhere.json/],
    ['a count is not a number', 1, ['invoke', '--count', 'many'], /^--count must be .*, but was "many"/],
    ['an event is not JSON', 1, ['invoke', '--event', 'README.md'], /^README\.md is not JSON: /],
    ['a number of days is wrong', 1, ['errors', '--days', '0'], /^--days must be .*, but was "0"/],
  ] as const)('%s', async (_, status, [script, ...args], message) => {
    const outcome = await run(script, ...args);

    expect(outcome).toMatchObject({ status, stderr: expect.stringMatching(message) });
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('no region is set', async () => {
    const { stderr, status } = await new Promise<Outcome>((resolve) => {
      const env = { PATH: process.env.PATH ?? '', HOME: '/dev/null' };
      execFile(process.execPath, ['scripts/errors.ts'], { env }, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

    expect(stderr).toMatch(/^Region is missing: set AWS_REGION and AWS_PROFILE, or use --local\.\n$/);
    expect(status).toBe(1);
  });
});
