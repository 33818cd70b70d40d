import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const INTERVAL_MS = 500;
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ash', 'ksh', 'fish', 'busybox']);

/**
 * Calls `onEnd` when the `npm` or `npx` process that started this one has ended. npm passes SIGTERM on to its child, but
 * that is often a shell, which does not pass it on. SIGKILL cannot be passed on. The only reliable sign is that the process
 * has another parent. Does nothing if npm did not start this process.
 */
export function watchParent(environment: NodeJS.ProcessEnv, onEnd: () => void): void {
  if (process.platform === 'win32' || environment.npm_execpath === undefined) return;
  const parent = process.ppid;
  // The shell between npm and this process runs longer than npm. Then the parent of the shell is watched.
  let shellParent: number | undefined;
  void readProcess(parent).then((found) => {
    if (found !== undefined && SHELLS.has(found.name)) shellParent = found.parent;
  });
  const timer = setInterval(async () => {
    if (process.ppid === parent && !(await hasOtherParent(parent, shellParent))) return;
    clearInterval(timer);
    onEnd();
  }, INTERVAL_MS);
  timer.unref();
}

async function hasOtherParent(pid: number, parent: number | undefined): Promise<boolean> {
  if (parent === undefined) return false;
  const found = await readProcess(pid);
  return found !== undefined && found.parent !== parent;
}

async function readProcess(pid: number): Promise<{ name: string; parent: number } | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** `<pid> (<name>) <state> <parent> …`; the name may contain spaces and parentheses. */
function fromProc(pid: number): { name: string; parent: number } | undefined {
  try {
    const [, name = '', parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined; // It has ended.
  }
}

function fromPs(pid: number): Promise<{ name: string; parent: number } | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], (error, stdout) => {
      const [, parent, name = ''] = /^\s*(\d+)\s+-?(.*\S)/.exec(stdout) ?? [];
      resolve(error === null && parent !== undefined ? { name: basename(name), parent: Number(parent) } : undefined);
    });
  });
}
