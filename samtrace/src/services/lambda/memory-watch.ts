import { readFileSync } from 'node:fs';

// Short enough that a function filling memory at a gigabyte a second is caught some 25 MB late.
const INTERVAL_MS = 25;

/**
 * Watches how much memory a process has resident. Only Linux shows it; on other systems the heap has a limit alone, and the
 * peak stays unknown. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export class MemoryWatch {
  readonly #statusFile: string;
  readonly #limitBytes: number;
  readonly #onExceeded: () => void;
  #timer: NodeJS.Timeout | undefined;
  #peakBytes: number | undefined;

  constructor(pid: number, limitBytes: number, onExceeded: () => void) {
    this.#statusFile = `/proc/${pid}/status`;
    this.#limitBytes = limitBytes;
    this.#onExceeded = onExceeded;
  }

  start(): void {
    if (process.platform !== 'linux' || this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#check(), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The most memory that was resident until now, or until the process ended; undefined if the system does not report it. */
  get peakBytes(): number | undefined {
    this.#read();
    return this.#peakBytes;
  }

  #check(): void {
    this.#read();
    if (this.#peakBytes === undefined || this.#peakBytes <= this.#limitBytes) return;
    this.stop();
    this.#onExceeded();
  }

  #read(): void {
    if (process.platform !== 'linux') return;
    try {
      // VmHWM, the high-water mark, also shows a peak between two looks. A process that has ended has no such line.
      const peakKb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(this.#statusFile, 'latin1'))?.[1];
      if (peakKb !== undefined) this.#peakBytes = Number(peakKb) * 1024;
    } catch {
      // The process has ended, or no descriptor is free. The last value counts.
    }
  }
}
