import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `npm start` in a process of its own, in an empty folder, with the application's template and event. */
export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly directory: string;
  stdout(): string;
  stderr(): string;
  /** Resolves when the output matches; rejects with everything printed when the process ends before. */
  printed(pattern: RegExp): Promise<void>;
  exit(): Promise<number | null>;
  /** What it has left in the system's temp folder so far. */
  temporaryFiles(): Promise<string[]>;
  /** The processes below it, the functions' environments among them. POSIX only. */
  descendants(): number[];
}

export async function npmStart(...args: string[]): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'npm-start-'));
  const started = await npmStartIn(directory, ...args);
  return {
    ...started,
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The same in a folder that is there already, and stays. What it puts into the system's temp folder lies under `tmp`. */
export async function npmStartIn(directory: string, ...args: string[]): Promise<Started> {
  const temporary = join(directory, 'tmp');
  await mkdir(temporary, { recursive: true });
  const defaults = ['--template', resolve('../template.yml'), '--function', 'ProcessorFunction'];
  const event = ['--event', resolve('../events/processor.json'), '--port', '0'];
  const child = spawn(process.execPath, [resolve('src/cli/start.ts'), ...defaults, ...event, ...args], {
    cwd: directory,
    env: { ...process.env, TMPDIR: temporary, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
  });
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
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
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

function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    pairs.flatMap(([child = 0, its]) => (its === parent ? [child, ...children(child)] : []));
  return children(pid);
}

/** A process that has ended and that nobody has asked about yet (a zombie) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}
