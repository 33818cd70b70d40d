import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Stack, startStack } from '../../src/stack/stack.ts';
import { isGone } from '../services/lambda/world.ts';
import { SEED } from './seed.ts';

const KILLS = 50;
/** Data directories that are worked on at the same time. */
const CHAINS = 2;
const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Tracing: Active
      LoggingConfig: { LogFormat: JSON }
      Policies: [{ S3CrudPolicy: { BucketName: !Ref Bucket } }]
      Environment: { Variables: { BUCKET: !Ref Bucket } }
      InlineCode: |
        const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
        const s3 = new S3Client({});
        exports.handler = async ({ key, fails }) => {
          console.log(key);
          await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: 'a note' }));
          if (fails) throw new Error('as asked');
        };
  Bucket: { Type: AWS::S3::Bucket }
`;

let directory: string;
let templateFile: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kill-'));
  templateFile = join(directory, 'template.yml');
  await writeFile(templateFile, TEMPLATE);
});
afterAll(() => rm(directory, { recursive: true }));

it(`${KILLS} times kill -9 leaves data that opens, no half-written object, and no process`, async () => {
  const waitsMs = fc.sample(fc.integer({ min: 0, max: 400 }), { numRuns: KILLS, seed: SEED });
  const chains = Array.from({ length: CHAINS }, (_, chain) =>
    killAgainAndAgain(
      join(directory, String(chain)),
      waitsMs.filter((_wait, index) => index % CHAINS === chain),
    ),
  );
  // Both to their ends, so that no process is left when one of them fails.
  await Promise.allSettled(chains);
  for (const kept of await Promise.all(chains)) {
    process.stderr.write(
      `${KILLS / CHAINS} kills: ${kept.traces} traces, ${kept.events} log events, ${kept.objects} objects kept\n`,
    );
  }
}, 480_000);

interface Kept {
  readonly traces: number;
  readonly events: number;
  readonly objects: number;
}

async function killAgainAndAgain(folder: string, waitsMs: readonly number[]): Promise<Kept> {
  let kept: Kept = { traces: 0, events: 0, objects: 0 };
  for (const [round, waitMs] of waitsMs.entries()) {
    const pids = await workAndKill(folder, waitMs);
    while (!pids.every(isGone)) await delay(10);
    // Every fifth time, everything that is stored is read.
    if (round % 5 === 4) kept = await readAll(folder, kept);
  }
  return kept;
}

/** Starts a stack, kills it some time after its first invocations, and returns the ids of its functions' processes. */
async function workAndKill(folder: string, waitMs: number): Promise<number[]> {
  const script = join(import.meta.dirname, 'fixtures/working-stack.ts');
  const stack = spawn(process.execPath, [script, templateFile, join(folder, '.local'), join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  stack.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = once(stack, 'exit');
  const lines = createInterface(stack.stdout);
  const pids = new Set<number>();
  lines.on('line', (line) => {
    for (const pid of JSON.parse(line) as number[]) pids.add(pid);
  });
  const first = await Promise.race([once(lines, 'line').then(() => 'working'), exited.then(() => 'ended')]);
  if (first === 'ended') throw new Error(`The stack did not start on what the kill before it had left: ${errors}`);
  await delay(waitMs);
  stack.kill('SIGKILL');
  expect((await exited)[1]).toBe('SIGKILL');
  return [...pids];
}

/** Opens what the killed stacks have left, reads all of it, and checks that nothing was lost since the last time. */
async function readAll(folder: string, before: Kept): Promise<Kept> {
  const stack: Stack = await startStack({
    templateFile,
    directory: join(folder, '.local'),
    dataDirectory: join(folder, 'data'),
  });
  try {
    const summaries = stack.xray.traceSummaries({ startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER });
    for (const { Id } of summaries) expect(stack.xray.batchGetTraces([Id])).toHaveLength(1);
    const [logGroupName = ''] = stack.logs.logGroupNames();
    const events = stack.logs.filterLogEvents({ logGroupName });
    expect(events.every(({ message }) => typeof JSON.parse(message) === 'object')).toBe(true);
    const objects = stack.s3.objects();
    for (const { bucket, key } of objects) {
      expect((await stack.s3.getObject(bucket, key))?.body.toString()).toBe('a note');
    }
    const after = { traces: summaries.length, events: events.length, objects: objects.length };
    expect(after.traces).toBeGreaterThan(before.traces);
    expect(after.events).toBeGreaterThan(before.events);
    expect(after.objects).toBeGreaterThan(before.objects);
    return after;
  } finally {
    await stack.stop();
  }
}
