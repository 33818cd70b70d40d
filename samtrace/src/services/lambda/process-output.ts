import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { LogEvent } from '../../aws/log-event.ts';
import { FrameDecoder, LineDecoder } from './telemetry-frames.ts';

export interface OutputListener {
  /** A record of the function's console. */
  onRecords(events: LogEvent[]): void;
  /** Lines that were written to stdout or stderr without the console. */
  onRawLines(lines: string[]): void;
}

/** The output of a runtime's process: lines on stdout and stderr, and its console's records as frames on descriptor 3. */
export class ProcessOutput {
  readonly #listener: OutputListener;
  readonly #lines: LineDecoder[] = [];
  readonly #streams: readonly (Readable | null | undefined)[];

  constructor(child: ChildProcess, listener: OutputListener) {
    this.#listener = listener;
    // A process that could not be started has no streams (Node leaves `stdio` undefined when no descriptor is free).
    const [, stdout, stderr, telemetry] = (child.stdio ?? []) as (Readable | null | undefined)[];
    for (const stream of [stdout, stderr]) {
      const lines = new LineDecoder();
      this.#lines.push(lines);
      stream?.on('data', (chunk: Buffer) => this.#raw(lines.push(chunk)));
      stream?.on('end', () => this.#raw(lines.end()));
    }
    this.#streams = [stdout, stderr, telemetry];
    // A pipe that breaks ends with its process, whose end is reported by itself.
    for (const stream of this.#streams) stream?.on('error', () => {});
    const frames = new FrameDecoder();
    telemetry?.on('data', (chunk: Buffer) => listener.onRecords(frames.push(chunk)));
  }

  /** Passes on the text after the last line end, as Lambda does when an invocation ends. */
  flush(): void {
    for (const lines of this.#lines) this.#raw(lines.end());
  }

  /** Stops reading, even if another process holds the other ends. */
  close(): void {
    for (const stream of this.#streams) stream?.destroy();
  }

  #raw(lines: string[]): void {
    if (lines.length > 0) this.#listener.onRawLines(lines);
  }
}
