import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the environments when this process is killed (`kill -9`). An environment that is frozen or in an endless loop cannot
 * notice that by itself. A shell reads the list of process groups from a pipe; when the pipe closes, it kills the groups of
 * the last list.
 */
export class ProcessGuard {
  readonly #pids = new Set<number>();
  #shell: ChildProcess | undefined;
  #failed = false;

  /** False if processes are not guarded: on Windows, or without a shell. Then they must not be frozen. */
  add(pid: number): boolean {
    this.#pids.add(pid);
    return this.#send();
  }

  remove(pid: number): void {
    this.#pids.delete(pid);
    this.#send();
  }

  async stop(): Promise<void> {
    const shell = this.#shell;
    const hasEnded = shell?.pid === undefined || shell.exitCode !== null || shell.signalCode !== null;
    if (shell === undefined || hasEnded) return;
    const closed = new Promise((resolve) => shell.once('close', resolve));
    shell.stdin?.end('\n');
    await closed;
  }

  #send(): boolean {
    if (process.platform === 'win32' || this.#failed) return false;
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${[...this.#pids].join(' ')}\n`);
    return true;
  }

  #start(): ChildProcess {
    // Detached: Ctrl-C in a terminal goes to the whole process group and would end the guard first.
    const script = 'while read -r line; do pids=$line; done; for pid in $pids; do kill -s KILL -- -"$pid"; done';
    const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    const fail = () => {
      this.#failed = true;
    };
    shell.on('error', fail).on('exit', fail);
    // Undefined if the shell could not be started.
    shell.stdin?.on('error', fail);
    return shell;
  }
}
