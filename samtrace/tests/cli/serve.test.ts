import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runSamtrace } from '../support/samtrace-process.ts';

interface Result {
  endpoint: string;
  invocations: {
    n: number;
    event?: string;
    requestId: string;
    status: string;
    errorType?: string;
    error?: unknown;
    answer?: unknown;
    traceUrl?: string;
  }[];
  asyncInvocations: { requestId: string; function: string; attempts: number; status: string }[];
  failedDestinations: { function: string; requestId: string; destinationArn: string; reason: string }[];
  objects: { bucket: string; key: string; size: number }[];
  traces: number;
  serviceGraph: { Name?: string; Type?: string }[];
}

const RUN = ['--function', 'OrderFunction', '--event', 'events/order.json'];
const FAILING_RUN = ['--function', 'OrderFunction', '--event', 'events/failure.json', '--invocations', '1'];

describe('samtrace', () => {
  it('prints the URL of the page first, then the resources and the ignored resources, and waits', async () => {
    await using run = await runSamtrace();
    await run.printed(/Press Ctrl-C to stop\./);

    const [url = '', resources, ignored] = run.stdout().split('\n');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(resources).toBe('template.yml: OrderFunction, ReportFunction, 1 bucket, 1 queue, 1 subscription filter');
    expect(ignored).toMatch(/^Ignored locally: .*AWS::CloudWatch::Alarm/);
    expect((await fetch(url)).status).toBe(200);
    expect(run.stderr()).toBe('');
  });

  it('prints no colors in a pipe', async () => {
    await using plain = await runSamtrace('--once');
    await plain.exit();

    expect(plain.stdout()).not.toContain('\u001b');
  });

  it('prefers template.yaml, and uses the parameters of samconfig.toml that the template declares', async () => {
    await using run = await runSamtrace('--help');
    await run.exit();
    await writeFile(
      join(run.directory, 'samconfig.toml'),
      '[default.deploy.parameters]\nparameter_overrides = "Currency=USD FailedMessage=\\"has no price\\" Unknown=1"\n',
    );
    await writeFile(join(run.directory, 'template.yaml'), await readFile(join(run.directory, 'template.yml')));
    const messageOf = async (...args: string[]) => {
      await using started = await run.again(...FAILING_RUN, '--once', '--json', ...args);
      expect([await started.exit(), started.stderr()]).toEqual([0, '']);
      return (JSON.parse(started.stdout()) as Result).invocations[0]?.error;
    };

    expect(await messageOf()).toMatchObject({ errorMessage: 'order-1 has no price' });
    expect(await messageOf('--parameter-overrides', 'FailedMessage=is too late')).toMatchObject({
      errorMessage: 'order-1 is too late',
    });
  });

  it('simulates an account with Transaction Search, and prints a line about it', async () => {
    await using run = await runSamtrace('--once', '--transaction-search');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect(run.stdout()).toContain(
      'CloudWatch Transaction Search is on: BatchGetTraces finds 1% of the traces, and StartTraceRetrieval finds all.',
    );
  });

  it('names each failed invocation by its event, with its error and the address of its trace', async () => {
    await using run = await runSamtrace(...RUN, '--once', '--invocations', '4');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect(run.stdout()).toMatch(/\n1 {2}order-1 {2}ok in \d+ ms \(cold start\)\n/);
    expect(run.stdout()).toMatch(
      /\n2 {2}order-2 {2}failed in \d+ ms: OutOfStockError: order-2 is out of stock\n {3}http:\/\/\S+\/traces\/1-\S+\n/,
    );
    expect(run.stdout()).toMatch(/ stored reports\/\S+\/… for order-2\n/);
    expect(run.stdout()).toMatch(/\n4 invocations: 2 ok, 2 failed \(2 OutOfStockError\)\n/);
  });

  it('prints one JSON object, with the answer or the error of each invocation, with --once --json', async () => {
    await using run = await runSamtrace(...RUN, '--once', '--json', '--invocations', '12', '--concurrency', '4');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    const result = JSON.parse(run.stdout()) as Result;
    const failed = result.invocations.filter(({ status }) => status === 'error');
    const reported = result.objects.map(({ key }) => key.split('/')[1]);
    expect(result.invocations.map(({ event }) => event)).toEqual(
      Array.from({ length: 12 }, (_, i) => `order-${i + 1}`),
    );
    expect(result.invocations[0]).toMatchObject({ n: 1, answer: { id: 'order-1', total: 10, currency: 'EUR' } });
    expect(failed[0]).toMatchObject({
      error: { errorType: 'OutOfStockError', errorMessage: expect.stringMatching(/^order-\d+ is out of stock$/) },
      traceUrl: expect.stringContaining(`${result.endpoint}/traces/1-`),
    });
    expect(reported.sort()).toEqual(failed.map(({ requestId }) => requestId).sort());
    expect(result.asyncInvocations.every(({ status, attempts }) => status === 'ok' && attempts === 1)).toBe(true);
    expect(result.traces).toBe(12 + result.asyncInvocations.length);
    expect(result.serviceGraph.map(({ Type }) => Type)).toContain('AWS::Lambda::Function');
    for (const { bucket, key, size } of result.objects) {
      expect((await readFile(join(run.directory, '.local', 's3', bucket, key))).length).toBe(size);
    }
  });

  it('prints no line for each of more than 50 invocations, and the first failure of each type in the end', async () => {
    await using run = await runSamtrace(...RUN, '--once', '--invocations', '60');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect(run.stdout()).not.toMatch(/order-\d+ {2}(ok|failed)|stored reports/);
    expect(run.stdout()).toMatch(
      /\n60 invocations: 30 ok, 30 failed .*\n {2}OutOfStockError, first in order-2: order-2 is out of stock\n {4}http:\/\/\S+\/traces\/1-\S+\n/,
    );
  });

  it('shows a throttled call as a result of the run, and continues', async () => {
    await using help = await runSamtrace('--help');
    await help.exit();
    await writeFile(
      join(help.directory, 'throttled.yml'),
      `Transform: AWS::Serverless-2016-10-31
Resources:
  Throttled:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs24.x, Handler: index.handler, InlineCode: '', ReservedConcurrentExecutions: 0}
`,
    );
    const args = ['--template', 'throttled.yml', '--function', 'Throttled', '--event', 'events/ok.json'];
    await using run = await help.again(...args, '--once', '--json', '--invocations', '2');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect((JSON.parse(run.stdout()) as Result).invocations.map(({ errorType }) => errorType)).toEqual([
      'TooManyRequestsException',
      'TooManyRequestsException',
    ]);
  });
});

describe('the status of samtrace --once', () => {
  it('is 1 if the deadline ends before all work is done, and stderr names the work', async () => {
    const slow = ['--function', 'OrderFunction', '--event', 'events/slow.json', '--invocations', '3'];
    await using run = await runSamtrace(...slow, '--once', '--deadline', '2');

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toMatch(/^Not finished after 2 s: 3 of 3 invocations\n$/);
  });

  it('is 1 if an asynchronous invocation fails, and stdout and stderr contain the error', async () => {
    await using run = await runSamtrace(...FAILING_RUN, '--once', '--faults', 's3:PutObject=denied');

    expect(await run.exit()).toBe(1);
    expect(run.stdout()).toMatch(/→ ReportFunction failed in .* \(attempt 3\): AccessDenied: /);
    expect(run.stderr()).toMatch(/^ReportFunction failed for [\w-]+: AccessDenied: [^\n]+\n$/);
  });
});
