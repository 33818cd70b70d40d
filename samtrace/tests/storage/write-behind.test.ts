import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { Pending } from '../../src/aws/pending.ts';
import { createLogs } from '../../src/services/logs/service.ts';
import { createXRay } from '../../src/services/xray/service.ts';
import { WriteBehind } from '../../src/storage/write-behind.ts';
import { segment } from '../services/xray/support.ts';

const STATEMENTS = ['INSERT INTO numbers VALUES (?, ?)'];
let directory: string;
let file: string;
let warnings: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-'));
  file = join(directory, 'numbers.sqlite');
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  database.close();
  warnings = [];
  jest.spyOn(process, 'emitWarning').mockImplementation((text) => void warnings.push(String(text)));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(directory, { recursive: true });
});

function openFile(maxWaitingBytes = 10_000_000): WriteBehind {
  return new WriteBehind({ file, content: 'numbers', statements: STATEMENTS, maxWaitingBytes });
}

function stored(): number[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare('SELECT number FROM numbers ORDER BY number').all();
  database.close();
  return rows.map(({ number }) => Number(number));
}

describe('a file with delayed writes', () => {
  it('contains every write after it is closed', async () => {
    const open = openFile();
    for (let number = 0; number < 12_000; number += 1) open.write(0, [number, 'text']);
    await open.close();

    expect(stored()).toHaveLength(12_000);
    expect(open.unsavedCount).toBe(0);
  });

  it('skips a write that can never succeed, warns about it, and contains the others', async () => {
    const open = openFile();
    for (const number of [1, 2, 2, 3]) open.write(0, [number, 'text']);
    await open.close();

    expect(stored()).toEqual([1, 2, 3]);
    expect(open.unsavedCount).toBe(1);
    expect(warnings).toEqual([expect.stringMatching(/^1 changes cannot be saved: UNIQUE constraint failed/)]);
  });

  // Only Linux can limit the size of a process's files from outside, and lift the limit again.
  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('gets everything that waited when the disk has space again', async () => {
    const { warnings, unsavedWhileFull, unsavedAtTheEnd } = await onFullDisk(1_000_000);

    expect(warnings).toEqual([
      expect.stringMatching(/^Nothing can be saved, and changes wait until it is possible again: /),
      expect.stringMatching(/^Everything is saved again/),
    ]);
    expect([unsavedWhileFull, unsavedAtTheEnd]).toEqual([99, 0]);
    expect(stored()).toEqual(Array.from({ length: 100 }, (_, number) => number));
  });

  onLinux('gives up the oldest writes while the disk is full, and counts them', async () => {
    const { unsavedWhileFull, unsavedAtTheEnd } = await onFullDisk(60_000);

    expect(unsavedWhileFull).toBe(99);
    expect(unsavedAtTheEnd).toBeGreaterThan(50);
    expect(stored()).toEqual([
      0,
      ...Array.from({ length: 99 - unsavedAtTheEnd }, (_, index) => unsavedAtTheEnd + 1 + index),
    ]);
  });
});

describe('stored data', () => {
  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('opens and can be read while the disk is full', async () => {
    const common = { account: DEFAULT_ACCOUNT, now: Date.now, dataDirectory: directory };
    const logs = createLogs({ ...common, pending: new Pending(), deliver: async () => {} });
    logs.append('/group', 'stream', [{ timestamp: Date.now(), message: 'stored' }]);
    const xray = createXRay({ ...common, visibilityDelayMs: 0 });
    xray.put(segment());
    await logs.stop();
    await xray.stop();

    const script = join(import.meta.dirname, 'fixtures/read-on-full-disk.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, directory, '/group']);

    expect(JSON.parse(stdout)).toEqual({ events: 1, traces: 1 });
  });
});

async function onFullDisk(maxWaitingBytes: number) {
  const script = join(import.meta.dirname, 'fixtures/full-disk.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, file, String(maxWaitingBytes)]);
  return JSON.parse(stdout) as { warnings: string[]; unsavedWhileFull: number; unsavedAtTheEnd: number };
}
