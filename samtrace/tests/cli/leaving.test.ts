import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyApp, eventually, isAlive, runSamtrace, type SamtraceProcess } from '../support/samtrace-process.ts';

const RUN = ['--function', 'OrderFunction', '--event', 'events/order.json'];
const ENDLESS = [...RUN, '--invocations', '100000'];
/** A run with a line for each invocation that takes 25 seconds, so that a signal comes in the middle of it. */
const UNHURRIED = ['--function', 'OrderFunction', '--event', 'events/unhurried.json', '--invocations', '50'];

/** Only the last build and the objects are left. */
async function expectTidy({ directory, temporaryFiles }: SamtraceProcess): Promise<void> {
  expect((await readdir(join(directory, '.local'))).sort()).toEqual(['build', 's3']);
  expect(await temporaryFiles()).toEqual([]);
}

/** The functions' environments and all other processes of a run, which must not outlive it. */
function descendantsOf(run: SamtraceProcess): number[] {
  const descendants = run.descendants();
  expect(descendants.length).toBeGreaterThan(0);
  return descendants;
}

describe('Ctrl-C', () => {
  it('stops a running stack with status 0 and the last line "Stopped.", and leaves no process', async () => {
    await using run = await runSamtrace(...RUN, '--invocations', '2');
    await run.printed(/Press Ctrl-C/);
    const descendants = descendantsOf(run);
    run.child.kill('SIGINT');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect(run.stdout()).toMatch(/Press Ctrl-C to stop\.\n\nStopped\.\n$/);
    expect(descendants.filter(isAlive)).toEqual([]);
    await expectTidy(run);
  });

  it('during a run prints the counts so far, then "Stopped.", and nothing in between', async () => {
    await using run = await runSamtrace(...UNHURRIED);
    await run.printed(/ 3 {2}order-3/);
    const descendants = descendantsOf(run);
    run.child.kill('SIGINT');

    expect([await run.exit(), run.stderr()]).toEqual([130, '']);
    expect(run.stdout()).toMatch(/\n\n\d+ invocations: \d+ ok, \d+ failed.*\nStopped\.\n$/);
    expect(descendants.filter(isAlive)).toEqual([]);
    await expectTidy(run);
  });

  it('during the build ends without an error', async () => {
    await using run = await runSamtrace(...RUN);
    await eventually(() => run.files().includes('.local/run.json'));
    run.child.kill('SIGINT');

    expect([await run.exit(), run.stderr()]).toEqual([130, '']);
    expect(run.stdout()).toMatch(/Stopped\.\n$/);
  });
});

describe('samtrace', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('stops on %s as on Ctrl-C', async (signal) => {
    await using run = await runSamtrace(...UNHURRIED);
    await run.printed(/ 3 {2}order-3/);
    const descendants = descendantsOf(run);
    run.child.kill(signal);

    expect([await run.exit(), run.stderr()]).toEqual([130, '']);
    expect(run.stdout()).toMatch(/\nStopped\.\n$/);
    expect(descendants.filter(isAlive)).toEqual([]);
    await expectTidy(run);
  });

  it('stops without an error if its output is closed, as with samtrace | head', async () => {
    await using run = await runSamtrace(...UNHURRIED, '--concurrency', '2');
    await run.printed(/ 2 {2}order-2/);
    run.child.stdout?.destroy();

    expect([await run.exit(), run.stderr()]).toEqual([130, '']);
    await expectTidy(run);
  });

  it('exits at the deadline during its invocations, and prints how many are missing', async () => {
    await using run = await runSamtrace('--once', ...ENDLESS, '--deadline', '2');

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toMatch(/^Not finished after 2 s: \d+ of 100000 invocations/);
    await expectTidy(run);
  });
});

describe('after kill -9 of samtrace', () => {
  it('no process is left, and the next start cleans up and prints a line about it', async () => {
    await using killed = await runSamtrace(...RUN, '--invocations', '2');
    await killed.printed(/Press Ctrl-C/);
    const descendants = descendantsOf(killed);
    killed.child.kill('SIGKILL');
    await killed.exit();
    await eventually(() => !descendants.some(isAlive));

    expect(await killed.temporaryFiles()).toEqual([]);
    await using next = await killed.again('--once', ...RUN, '--invocations', '1');
    expect([await next.exit(), next.stderr()]).toEqual([0, '']);
    expect(next.stdout()).toContain(`Cleaned up after process ${killed.child.pid}, which had not stopped properly.`);
    await expectTidy(next);
  });

  it('a lock file without a process in it does not stop the next start', async () => {
    await using help = await runSamtrace('--help');
    await help.exit();
    await mkdir(join(help.directory, '.local/run.json'), { recursive: true });
    await using run = await help.again('--once');

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect((await readdir(join(help.directory, '.local'))).sort()).toEqual(['build', 's3']);
  });
});

describe('when npm has started samtrace', () => {
  it.each([
    ['SIGTERM', 'samtrace'],
    ['SIGKILL', 'samtrace'],
    // The shell stays between npm and samtrace, so samtrace's own parent does not change.
    ['SIGTERM', 'samtrace && true'],
    ['SIGKILL', 'samtrace && true'],
  ] as const)('the end of npm by %s ends a stack that was started as "%s"', async (signal, script) => {
    const directory = await copyApp();
    const command = script.replace('samtrace', `"${process.execPath}" "${resolve('bin/samtrace.js')}" --port 0`);
    await writeFile(join(directory, 'package.json'), JSON.stringify({ scripts: { start: command } }));
    const npm = spawn('npm', ['start'], {
      cwd: directory,
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    });
    // Read to the end: a closed pipe would be another reason to stop.
    let output = '';
    const ready = new Promise<void>((resolve) => {
      npm.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Press Ctrl-C')) resolve();
      });
    });
    await ready;
    const pids = samtraceProcessesIn(directory);
    try {
      npm.kill(signal);
      if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit');
      await eventually(() => !pids.some(isAlive));
    } finally {
      for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
    }

    expect(pids.length).toBeGreaterThan(0);
    expect((await readdir(join(directory, '.local'))).sort()).toEqual(['build', 's3']);
    await rm(directory, { recursive: true });
  });
});

/** The processes whose working directory is this one or below it. */
function samtraceProcessesIn(directory: string): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const own = rows.filter((row) => row.includes('bin/samtrace.js'));
  return own.map((row) => Number(row.trim().split(/\s+/)[0])).filter((pid) => cwdOf(pid) === directory);
}

function cwdOf(pid: number): string {
  try {
    return execFileSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' }).trim();
  } catch {
    return ''; // It has ended.
  }
}
