import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryInUseError, findRunningStack, lockDirectory } from '../../src/stack/directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

const DETAILS = { endpoint: 'http://127.0.0.1:1', functions: { F: 'local-F' } };

/** The ID of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid ?? 0;
}

describe('lockDirectory', () => {
  it('refuses a directory that this process has locked, until the lock is released', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
    await lock.release();

    await (await lockDirectory(directory)).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('locks the directory for only one of several calls at the same time', async () => {
    await writeFile(join(directory, 'run.json'), JSON.stringify({ pid: await endedPid() }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['run.json']);
  });

  it('takes over the lock of a process that has ended, and names it', async () => {
    const pid = await endedPid();
    await writeFile(join(directory, 'run.json'), JSON.stringify({ pid }));

    expect((await lockDirectory(directory)).previousPid).toBe(pid);
  });

  // Only Linux tells when a process started.
  (process.platform === 'linux' ? it : it.skip)('takes over when another process has the ID by now', async () => {
    const lock = { pid: process.ppid, processStart: 'an earlier boot 1' };
    await writeFile(join(directory, 'run.json'), JSON.stringify(lock));

    expect((await lockDirectory(directory)).previousPid).toBe(process.ppid);
  });

  it.each(['', 'null', '{"pid": "1"}', '{"pid": -1}'])(
    'takes over a lock file with the content %j',
    async (content) => {
      await writeFile(join(directory, 'run.json'), content);

      expect((await lockDirectory(directory)).previousPid).toBeUndefined();
      expect(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'))).toMatchObject({ pid: process.pid });
    },
  );
});

describe('findRunningStack', () => {
  it('returns a running stack, and nothing after it has ended', async () => {
    const lock = await lockDirectory(directory);
    await lock.publish(DETAILS);
    expect(await findRunningStack(directory)).toMatchObject({ pid: process.pid, ...DETAILS });
    await lock.release();

    expect(await findRunningStack(directory)).toBeUndefined();
  });

  it('returns nothing for a process that has ended without releasing its lock', async () => {
    await writeFile(join(directory, 'run.json'), JSON.stringify({ pid: await endedPid(), ...DETAILS }));

    expect(await findRunningStack(directory)).toBeUndefined();
  });
});
