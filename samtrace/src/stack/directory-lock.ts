import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LOCK_FILE = 'run.json';

/** The lock files that this process holds. */
const held = new Set<string>();

/** The content of the lock file: the stack that uses the directory. */
export interface RunningStack {
  readonly pid: number;
  /** When the process started, in the format of the system. It distinguishes a process from a later one with the same ID. */
  readonly processStart?: string;
  /** Absent while the stack starts. */
  readonly endpoint?: string;
  /** The functions' names by their logical IDs. Absent while the stack starts. */
  readonly functions?: Readonly<Record<string, string>>;
}

export interface DirectoryLock {
  /** The process that used the directory and ended without releasing it. */
  readonly previousPid: number | undefined;
  /** Writes into the lock file how other processes can reach the stack. */
  publish(details: Required<Pick<RunningStack, 'endpoint' | 'functions'>>): Promise<void>;
  release(): Promise<void>;
}

/** Another stack uses the directory. Both would build into it and empty it. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Locks a directory for this process. Takes over the lock of a process that has ended. Throws a
 * {@link DirectoryInUseError} when a running stack holds the lock.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, LOCK_FILE);
  const own = { pid: process.pid, ...processStartOf(process.pid) };
  let previousPid: number | undefined;
  while (!(await createWith(JSON.stringify(own), file))) {
    const owner = await readLock(file);
    if (owner !== undefined && isRunning(owner, file)) {
      throw new DirectoryInUseError(
        `The process ${owner.pid} runs a stack in ${directory}. Stop it, or start this one from another directory.`,
      );
    }
    await removeStale(file, owner);
    previousPid = owner?.pid;
  }
  held.add(file);
  return {
    previousPid,
    publish: (details) => replaceWith(JSON.stringify({ ...own, ...details }), file),
    async release() {
      held.delete(file);
      await rm(file, { force: true });
    },
  };
}

/** The stack that runs in a directory, or undefined. */
export async function findRunningStack(directory: string): Promise<RunningStack | undefined> {
  const file = join(directory, LOCK_FILE);
  const owner = await readLock(file);
  return owner !== undefined && isRunning(owner, file) ? owner : undefined;
}

/** Creates the file with its complete content, so that no process reads an empty one. Returns false if it exists. */
async function createWith(content: string, file: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function replaceWith(content: string, file: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

/** Removes the lock of a process that has ended, but not the lock that another process has created since then. */
async function removeStale(file: string, stale: RunningStack | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return; // Another process has removed it.
  }
  const moved = await readLock(aside);
  if (moved !== undefined && moved.pid !== stale?.pid && isRunning(moved, file)) await rename(aside, file);
  else await rm(aside, { recursive: true, force: true });
}

async function readLock(file: string): Promise<RunningStack | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const { pid } = Object(value) as { pid?: unknown };
    return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? (value as RunningStack) : undefined;
  } catch {
    return undefined; // There is no lock, or samtrace did not write it.
  }
}

function isRunning({ pid, processStart }: RunningStack, file: string): boolean {
  // After a restart of a container, this process may have the ID of the one that wrote the lock.
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const current = processStartOf(pid).processStart;
  return processStart === undefined || current === undefined || processStart === current;
}

/**
 * On Linux, the data that distinguishes a process from a later one with the same ID: the boot, and from /proc/<pid>/stat the start time
 * (field 22). A process that has ended and waits for its parent (state Z, field 3) matches none. The command in field 2
 * may contain spaces and parentheses. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function processStartOf(pid: number): { processStart?: string } {
  if (process.platform !== 'linux') return {};
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { processStart: fields[0] === 'Z' ? 'ended' : `${boot} ${fields[19]}` };
  } catch {
    return {};
  }
}
