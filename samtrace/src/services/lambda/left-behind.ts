import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills what a function's code has started apart from its process group (`detached: true`): on Lambda nothing outlives its
 * environment. Such processes are known by a variable that no two living environments share, the address of the Runtime
 * API. On Linux only; elsewhere nothing tells the variables of a process.
 */
export function killLeftBehind(runtimeApi: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc')) {
    if (/^\d+$/.test(pid) && variablesOf(pid).includes(`AWS_LAMBDA_RUNTIME_API=${runtimeApi}`)) kill(Number(pid));
  }
}

/** None of a process that has ended meanwhile or belongs to somebody else. */
function variablesOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
