import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AWS_ENVIRONMENT, Botocore } from './botocore.ts';
import { CALLS, type Call, titleOf } from './calls.ts';
import { AWS } from './peers.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let boto: Botocore;
let directory: string;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  world = await startWorld();
  cleanup.use(world.application);
  boto = new Botocore(world.endpoint);
  cleanup.defer(() => boto.stop());
  directory = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
});

/** Runs `aws` against the stack. Rejects when it does not end with status 0. */
async function aws(...args: string[]): Promise<string> {
  const endpoint = ['--endpoint-url', world.endpoint, '--output', 'json'];
  const { stdout } = await promisify(execFile)(AWS, [...args, ...endpoint], { env: AWS_ENVIRONMENT });
  return stdout;
}

/** The command of an operation, as a person would type it, with its parameters as JSON. */
async function command(call: Call): Promise<Record<string, unknown>> {
  const file = join(directory, 'stream');
  const params = call.params(world);
  const args = [call.service === 's3' ? 's3api' : call.service, kebab(call.operation)];
  if (call.uploaded !== undefined) {
    await writeFile(file, String(params[call.uploaded]));
    delete params[call.uploaded];
    args.push('--body', file);
  }
  // A command that writes into a file needs its parameters as separate options with strings.
  if (call.streamed === undefined) args.push('--cli-input-json', JSON.stringify(params));
  else args.push(...Object.entries(params).flatMap(([name, value]) => [`--${kebab(name)}`, String(value)]), file);
  // The CLI writes null for members that are missing in an answer of several pages.
  const answer: Record<string, unknown> = JSON.parse((await aws(...args)) || '{}', (_, value) => value ?? undefined);
  return call.streamed === undefined ? answer : { ...answer, [call.streamed]: await readFile(file, 'utf8') };
}

/** `ListObjectsV2` is the command `list-objects-v2`. */
function kebab(operation: string): string {
  return operation.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

describe('the AWS CLI can read the answer, which is valid in the model of botocore, to', () => {
  it.each(CALLS.map((call) => [titleOf(call), call] as const))('%s', async (_, call) => {
    const answer = await command(call);

    expect(answer).toMatchObject(call.answer(world));
    expect(await boto.judge(call.service, call.operation, answer)).toEqual([]);
  });

  it('s3 cp and s3 ls: a copied file is listed, and its content does not change', async () => {
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    await writeFile(from, 'there and back');
    await aws('s3', 'cp', from, `s3://${world.bucket}/copied`);
    await aws('s3', 'cp', `s3://${world.bucket}/copied`, to);

    expect(await readFile(to, 'utf8')).toBe('there and back');
    expect(await aws('s3', 'ls', `s3://${world.bucket}/`)).toContain(' copied\n');
  });

  it('filter-log-events with pages: the CLI reads all pages', async () => {
    const events = Array.from({ length: 25 }, (_, number) => ({ timestamp: number, message: String(number) }));
    world.application.stack.logs.append('/paged', 's', events);
    const answer = JSON.parse(await aws('logs', 'filter-log-events', '--log-group-name', '/paged', '--page-size', '4'));

    expect(answer.events.map(({ message }: { message: string }) => Number(message))).toEqual([...events.keys()]);
  });

  it.each([
    ['kms', 'list-keys'],
    ['iam', 'list-roles'],
    ['ec2', 'describe-vpcs'],
    ['kinesis', 'list-streams'],
  ])('%s %s of a service that is not supported: the error lists the supported services', async (...words) => {
    const stderr = expect.stringMatching(
      /\(NotImplementedException\).*samtrace does not support the service "\w+"\. It supports xray, /,
    );

    await expect(aws(...words)).rejects.toMatchObject({ stderr });
  });

  it('get-trace-summaries with an invalid filter expression: the CLI shows the error of X-Ray', async () => {
    const { fromSeconds, toSeconds } = world;
    const times = ['--start-time', String(fromSeconds), '--end-time', String(toSeconds)];
    const mistaken = aws('xray', 'get-trace-summaries', ...times, '--filter-expression', 'nonsense = 1');

    await expect(mistaken).rejects.toMatchObject({ stderr: expect.stringContaining('(InvalidRequestException)') });
  });
});
