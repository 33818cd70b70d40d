import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The samtrace command in a separate process. */
export interface SamtraceProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly directory: string;
  /** Runs another command in the same directory. */
  again(...args: string[]): Promise<SamtraceProcess>;
  againWithInput(input: string, ...args: string[]): Promise<SamtraceProcess>;
  stdout(): string;
  stderr(): string;
  /** Resolves when the output matches; rejects with everything printed when the process ends before. */
  printed(pattern: RegExp): Promise<void>;
  exit(): Promise<number | null>;
  /** The paths of the files in its directory. */
  files(): string[];
  /** The files in its temporary directory. */
  temporaryFiles(): Promise<string[]>;
  /** Its child processes and their children, such as the functions' environments. POSIX only. */
  descendants(): number[];
}

/** The application of these tests. */
const APP_DIRECTORY = join(import.meta.dirname, 'app');

const ENTRY = resolve(import.meta.dirname, '../../bin/samtrace.js');

/** Runs samtrace in a copy of the application, which is removed with the process. */
export async function runSamtrace(...args: string[]): Promise<SamtraceProcess> {
  const directory = await copyApp();
  const started = await runSamtraceIn(directory, args);
  return {
    ...started,
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A new directory with the application. */
export async function copyApp(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'samtrace-app-'));
  await cp(APP_DIRECTORY, directory, { recursive: true });
  return directory;
}

/**
 * Runs samtrace in a directory that stays. Its temporary directory is `tmp` in there. Without `--port`, the stack gets a
 * free port, so that tests can run at the same time.
 */
export async function runSamtraceIn(
  directory: string,
  args: readonly string[],
  options: { environment?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<SamtraceProcess> {
  const temporary = join(directory, 'tmp');
  await mkdir(temporary, { recursive: true });
  const takesPort = !['invoke', 'fire'].includes(args[0] ?? '') && !args.includes('--port');
  const port = takesPort ? ['--port', '0'] : [];
  const child = spawn(process.execPath, [ENTRY, ...args, ...port], {
    cwd: directory,
    env: {
      ...process.env,
      TMPDIR: temporary,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ...options.environment,
    },
  });
  child.stdin.end(options.input ?? '');
  const exited = once(child, 'close');
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    child.emit('printed');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = async () => (await exited)[0] as number | null;
  return {
    child,
    directory,
    again: (...more) => runSamtraceIn(directory, more),
    againWithInput: (input, ...more) => runSamtraceIn(directory, more, { input }),
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
    files: () => readdirSync(directory, { recursive: true, encoding: 'utf8' }),
    temporaryFiles: () => readdir(temporary),
    async printed(pattern) {
      while (!pattern.test(stdout)) {
        const ended = await Promise.race([once(child, 'printed').then(() => false), exit().then(() => true)]);
        if (ended && !pattern.test(stdout)) throw new Error(`it ended without ${pattern}:\n${stdout}\n${stderr}`);
      }
    },
    descendants: () => descendantsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exit();
    },
  };
}

/** Resolves when the condition holds. For facts that no event announces; the test's own timeout is the only limit. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    pairs.flatMap(([child = 0, its]) => (its === parent ? [child, ...children(child)] : []));
  return children(pid);
}

/** A process that has ended, but whose parent has not read its status (a zombie), is not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}
