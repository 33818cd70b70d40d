import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newTraceId } from '../../src/aws/trace-header.ts';
import { type Application, startApplication } from '../support/application.ts';
import { AWS_ENVIRONMENT } from './botocore.ts';
import { freePort } from './free-port.ts';
import { DAEMON } from './peers.ts';

let application: Application;
let port: number;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  application = cleanup.use(await startApplication({ templateFile: 'examples/function-inline.yml' }));
  const directory = await mkdtemp(join(tmpdir(), 'daemon-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  port = await freePort();
  const config = join(directory, 'cfg.yaml');
  await writeFile(config, `Version: 2\nEndpoint: "${application.stack.endpoint}"\n`);
  const address = `127.0.0.1:${port}`;
  const args = ['-o', '-n', 'us-east-1', '-b', address, '-t', address, '-c', config, '-l', 'info'];
  const daemon = spawn(DAEMON, args, { env: AWS_ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
  cleanup.defer(() => ended(daemon));
  await lineWith('Starting proxy', daemon.stdout);
});

async function ended(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  if (child.kill()) await exited;
}

/** Resolves when a line with the text arrives, and continues to read, so that the writer is not blocked. */
function lineWith(text: string, stream: Readable): Promise<void> {
  return new Promise((resolve) => createInterface(stream).on('line', (line) => line.includes(text) && resolve()));
}

/** Does the traced work with the SDK sending to a daemon's port, and reads the trace from our API. */
async function traceThrough(daemonPort: number) {
  const { xray } = application.stack;
  const id = newTraceId(Date.now());
  const seen = new Promise<void>((resolve) => xray.onTrace((traceId) => traceId === id && resolve()));
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'sdk-work.ts'), id], {
    env: { ...process.env, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemonPort}` },
  });
  await seen;
  const documents = xray.batchGetTraces([id]).flatMap(({ Segments = [] }) => Segments.map(({ Document }) => Document));
  return documents.map((document) => JSON.parse(document ?? '{}', withoutIdsAndTimes)).sort(byName);
}

/** Subsegments are returned in the order of their random IDs. This sorts them by name. */
function withoutIdsAndTimes(name: string, value: unknown): unknown {
  if (name === 'subsegments' && Array.isArray(value)) return value.sort(byName);
  return /^(id|trace_id|parent_id|start_time|end_time)$/.test(name) ? typeof value : value;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

describe('the X-Ray daemon of AWS', () => {
  it('sends the same trace of the X-Ray SDK as the daemon of samtrace', async () => {
    const real = await traceThrough(port);

    expect(real.map(({ name }) => name)).toEqual(['S3', 'work']);
    expect(await traceThrough(application.stack.daemon.port)).toEqual(real);
  });

  it('returns the same sampling rules as the daemon of samtrace', async () => {
    const rules = async (at: number) =>
      (await fetch(`http://127.0.0.1:${at}/GetSamplingRules`, { method: 'POST', body: '{}' })).json();

    expect(await rules(application.stack.daemon.port)).toEqual(await rules(port));
  });
});
