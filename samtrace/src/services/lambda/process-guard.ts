import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the environments when this process dies without a chance to do so (`kill -9`): an environment that is frozen, or
 * busy in an endless loop, could not notice by itself. A shell waits at the end of a pipe for the list of process groups;
 * when the pipe closes, it kills those that it was told last.
 */
export class ProcessGuard {
  readonly #pids = new Set<number>();
  #shell: ChildProcess | undefined;
  #failed = false;

  /** False where processes are not guarded: on Windows, or without a shell. Then they must not be frozen. */
  add(pid: number): boolean {
    this.#pids.add(pid);
    return this.#tell();
  }

  remove(pid: number): void {
    this.#pids.delete(pid);
    this.#tell();
  }

  async stop(): Promise<void> {
    const shell = this.#shell;
    if (shell === undefined || shell.exitCode !== null || shell.signalCode !== null) return;
    const closed = new Promise((resolve) => shell.once('close', resolve));
    shell.stdin?.end('\n');
    await closed;
  }

  #tell(): boolean {
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
    shell.stdin.on('error', fail);
    return shell;
  }
}
