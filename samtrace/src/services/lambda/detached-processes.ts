import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessGuard } from './process-guard.ts';

interface Found {
  readonly startTime: string;
  readonly processGroup: number;
}

/**
 * The processes that a function's code started outside its process group (`detached: true`), also with other environment
 * variables. They are found as descendants of the function's process, so {@link find} has to be called while that process
 * exists. Not found: a process whose parent has ended already, since then nothing connects it with the function. Linux
 * only, because other systems do not list the children of a process.
 */
export class DetachedProcesses {
  readonly #guard: ProcessGuard;
  readonly #found = new Map<number, Found>();

  constructor(guard: ProcessGuard) {
    this.#guard = guard;
  }

  /** Looks for processes below this one, which is the leader of its process group. */
  find(pid: number): void {
    if (process.platform !== 'linux') return;
    for (const descendant of descendantsOf(pid)) {
      const facts = factsOf(descendant);
      if (facts === undefined || facts.processGroup === pid || this.#found.has(descendant)) continue;
      this.#found.set(descendant, facts);
      // The guard ends them if this process is killed.
      this.#guard.add(facts.processGroup);
    }
  }

  kill(): void {
    for (const [pid, { startTime, processGroup }] of this.#found) {
      this.#guard.remove(processGroup);
      // By now another process may have the ID.
      if (factsOf(pid)?.startTime === startTime) killGroup(processGroup);
    }
    this.#found.clear();
  }
}

/** Every thread has its own list of children. https://man7.org/linux/man-pages/man5/proc_pid_task.5.html */
function descendantsOf(pid: number): number[] {
  const children = read(() => readdirSync(`/proc/${pid}/task`), []).flatMap((thread) => {
    const list = read(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'), '');
    return list.split(' ').filter(Boolean).map(Number);
  });
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Fields 5 and 22 of /proc/<pid>/stat. The command in field 2 may contain spaces and parentheses. */
function factsOf(pid: number): Found | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [processGroup, startTime] = [fields[2], fields[19]];
  return startTime === undefined ? undefined : { processGroup: Number(processGroup), startTime };
}

function killGroup(processGroup: number): void {
  try {
    process.kill(-processGroup, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A process may end at any time. */
function read<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
