import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Account } from '../../aws/arn.ts';
import type { VersionDefinition } from './contract.ts';
import { DetachedProcesses } from './detached-processes.ts';
import { environmentVariables } from './environment-variables.ts';
import { killLeftBehind } from './left-behind.ts';
import { Mailbox } from './mailbox.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { ProcessGuard } from './process-guard.ts';
import { type OutputListener, ProcessOutput } from './process-output.ts';
import { type Delivery, RuntimeApi, type RuntimeMessage } from './runtime-api.ts';
import { startCommand } from './start-command.ts';

/** How a process ended. The description has Lambda's words, `exit status 1` or `signal: killed`; it is absent for status 0. */
export interface Exit {
  readonly kind: 'exit';
  readonly description: string | undefined;
  readonly outOfMemory: boolean;
}

/** The module that a process runs. */
export interface RuntimeClient {
  readonly file: string;
  /** Our client sends the environment's secret with each request; AWS's client cannot. */
  readonly sendsSecret: boolean;
}

export interface RuntimeProcessOptions extends OutputListener {
  readonly definition: VersionDefinition;
  readonly account: Account;
  readonly platformEnvironment: Readonly<Record<string, string>>;
  readonly logStreamName: string;
  readonly runtimeClient: RuntimeClient;
  readonly guard: ProcessGuard;
}

/** The output of a process that has ended is read at once. Only a pipe that another process holds stays open for longer. */
const HELD_OPEN_MS = 1_000;
const POSIX = process.platform !== 'win32';

/** One process that runs a function's code, with its Runtime API. Its messages and its end arrive through {@link take}. */
export class RuntimeProcess {
  readonly #options: RuntimeProcessOptions;
  readonly #mailbox = new Mailbox<RuntimeMessage | Exit>();
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #memory: MemoryWatch | undefined;
  readonly #output: ProcessOutput;
  readonly #closed: Promise<void>;
  readonly #guarded: boolean;
  readonly #detached: DetachedProcesses;
  #frozen = false;
  #outOfMemory = false;
  #exited = false;

  static async start(options: RuntimeProcessOptions): Promise<RuntimeProcess> {
    const mailbox = new Mailbox<RuntimeMessage | Exit>();
    const secret = options.runtimeClient.sendsSecret ? randomBytes(32).toString('hex') : undefined;
    const api = await RuntimeApi.listen({
      onMessage: (message) => mailbox.put(message),
      ...(secret !== undefined && { secret }),
    });
    try {
      return new RuntimeProcess(options, api, secret, mailbox);
    } catch (error) {
      // Some errors of spawn are thrown, and not events: no memory is left, for example.
      api.close();
      throw error;
    }
  }

  private constructor(
    options: RuntimeProcessOptions,
    api: RuntimeApi,
    secret: string | undefined,
    mailbox: Mailbox<RuntimeMessage | Exit>,
  ) {
    this.#options = options;
    this.#api = api;
    this.#mailbox = mailbox;
    this.#detached = new DetachedProcesses(options.guard);
    this.#child = this.#spawn(secret);
    const { pid } = this.#child;
    this.#guarded = pid !== undefined && options.guard.add(pid);
    if (pid !== undefined) {
      this.#memory = new MemoryWatch(pid, options.definition.memorySizeMb * 1024 * 1024, () => {
        this.#outOfMemory = true;
        this.#signal('SIGKILL');
      });
      this.#memory.start();
    }
    this.#output = new ProcessOutput(this.#child, options);
    this.#closed = this.#watchEnd();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return !this.#exited;
  }

  /** The most memory that the process had resident; undefined if the system does not report it. */
  get peakMemoryBytes(): number | undefined {
    return this.#memory?.peakBytes;
  }

  /** The next message, or undefined if none arrives in time. After an exit, all output has been read. */
  take(timeoutMs: number): Promise<RuntimeMessage | Exit | undefined> {
    return this.#mailbox.take(Math.max(0, timeoutMs));
  }

  /** Sends the event to the runtime, which must have requested one. */
  deliver(delivery: Delivery): void {
    if (this.#frozen) this.#signal('SIGCONT');
    this.#frozen = false;
    this.#memory?.start();
    this.#api.deliver(delivery);
  }

  /** Passes on the output after the last line end, as Lambda does when an invocation ends. */
  flushOutput(): void {
    this.#output.flush();
  }

  /** Between invocations Lambda stops an environment's clock: timers and open work wait for the next event. */
  freeze(): void {
    this.#memory?.stop();
    if (!this.#guarded) return;
    this.#frozen = true;
    this.#signal('SIGSTOP');
    this.#findDetached();
  }

  /** Resolves when the process has ended and all of its output has been read. */
  async kill(): Promise<void> {
    // Stopped first, so that it starts nothing between the search and its end.
    this.#signal('SIGSTOP');
    this.#findDetached();
    this.#signal('SIGKILL');
    await this.#closed;
  }

  #spawn(secret: string | undefined): ChildProcess {
    const { definition, account, platformEnvironment, logStreamName, runtimeClient } = this.#options;
    const runtimeDirectory = dirname(runtimeClient.file);
    const facts = { logStreamName, runtimeApi: this.#api.address, runtimeDirectory };
    const [command, ...parameters] = startCommand(definition, [
      process.execPath,
      ...nodeFlags(definition),
      runtimeClient.file,
    ]);
    return spawn(command, parameters, {
      cwd: definition.codeDirectory,
      env: {
        ...environmentVariables(definition, account, platformEnvironment, facts),
        _LAMBDA_TELEMETRY_LOG_FD: '3',
        ...(secret !== undefined && { _SAMTRACE_RUNTIME_SECRET: secret }),
        ...privateFolders(definition),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A separate process group: the child processes of the function end with it, and Ctrl-C in a terminal does not reach it.
      detached: POSIX,
      windowsHide: true,
    });
  }

  #watchEnd(): Promise<void> {
    const child = this.#child;
    return new Promise((resolve) => {
      const end = (description: string | undefined) => {
        this.#memory?.stop();
        if (child.pid !== undefined) this.#options.guard.remove(child.pid);
        // One turn, so that an answer which the process sent before it ended is read before its end.
        setImmediate(() => {
          this.#api.close();
          this.#mailbox.put({ kind: 'exit', description, outOfMemory: this.#outOfMemory });
          resolve();
        });
      };
      // Without a pid, the process was never started, and there is no 'close' event: the code directory is missing, or no descriptor
      // is free. Other errors are of signals to a process that has ended.
      child.on('error', (error) => child.pid === undefined && end(error.message));
      // Other processes of the function would keep the pipes open, and there would be no 'close' event.
      child.once('exit', () => {
        this.#signal('SIGKILL');
        this.#exited = true;
        this.#detached.kill();
        killLeftBehind(this.#api.address);
        const timer = setTimeout(() => setImmediate(() => this.#output.close()), HELD_OPEN_MS);
        child.once('close', () => clearTimeout(timer));
      });
      child.once('close', (code, signal) => end(describeExit(code, signal)));
    });
  }

  #findDetached(): void {
    const { pid } = this.#child;
    if (pid !== undefined && !this.#exited) this.#detached.find(pid);
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#exited) return;
    try {
      if (POSIX) process.kill(-pid, signal);
      else this.#child.kill(signal);
    } catch (error) {
      // It has already ended. macOS returns EPERM for a group that has only ended processes.
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

/** Read by our runtime client, which removes them before the function's code is loaded. */
function privateFolders({ layerDirectory, sourceDirectory }: VersionDefinition): Record<string, string> {
  return {
    ...(layerDirectory !== undefined && { _SAMTRACE_LAYERS: layerDirectory }),
    ...(sourceDirectory !== undefined && { _SAMTRACE_SOURCE: sourceDirectory }),
  };
}

function nodeFlags({ memorySizeMb, inspectorPort }: VersionDefinition): string[] {
  // As Lambda's own bootstrap divides it: nine tenths of the memory for the heap.
  const heap = `--max-old-space-size=${Math.floor(memorySizeMb * 0.9)}`;
  if (inspectorPort === undefined) return [heap];
  // By HTTP only: on stderr, the address would become part of the function's log.
  return [heap, `--inspect-wait=127.0.0.1:${inspectorPort}`, '--inspect-publish-uid=http'];
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal === 'SIGKILL') return 'signal: killed';
  if (signal === 'SIGABRT') return 'signal: aborted';
  if (signal !== null) return `signal: ${signal.replace(/^SIG/, '').toLowerCase()}`;
  return code === 0 ? undefined : `exit status ${code}`;
}
