import { readdirSync, readFileSync } from 'node:fs';
import { messageOf } from '../../aws/error.ts';

/**
 * Kills the processes that a function's code started outside its process group (`detached: true`): on Lambda nothing
 * runs longer than its environment. Such a process is recognized by a variable that no two environments share, the address
 * of the Runtime API. This works on Linux only, because other systems do not show the variables of a process.
 */
export function killLeftBehind(runtimeApi: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of processes()) {
    if (/^\d+$/.test(pid) && variablesOf(pid).includes(`AWS_LAMBDA_RUNTIME_API=${runtimeApi}`)) kill(Number(pid));
  }
}

/** The names below /proc; none, with a warning, if it cannot be read (no descriptor is free). */
function processes(): string[] {
  try {
    return readdirSync('/proc');
  } catch (error) {
    process.emitWarning(
      `Processes that a function has started may still be running: ${messageOf(error)}`,
      'LambdaWarning',
    );
    return [];
  }
}

/** None for a process that has ended, or that belongs to another user. */
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
