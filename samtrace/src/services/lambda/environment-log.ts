import { randomUUID } from 'node:crypto';
import type { LogEvent } from '../../aws/log-event.ts';
import { ownBytes } from '../../base/own-bytes.ts';
import type { LambdaOptions, VersionDefinition } from './contract.ts';
import type { EnvironmentRequest, Init } from './environment-run.ts';
import type { EventRun, Span } from './event-run.ts';
import type { Failure } from './failures.ts';
import { levelFilter, readJsonLine } from './json-line.ts';
import { type InitStart, type Phase, type PlatformRecord, renderPlatformRecord } from './platform-records.ts';

const TAIL_BYTES = 4096;

/** The log stream of one environment: the output of its function, the platform's records, and the invocation's tail. */
export class EnvironmentLog {
  readonly streamName: string;
  readonly #definition: VersionDefinition;
  readonly #options: Pick<LambdaOptions, 'log' | 'createLogStream'>;
  #tail: Buffer = Buffer.alloc(0);

  constructor(definition: VersionDefinition, options: Pick<LambdaOptions, 'log' | 'createLogStream'>) {
    this.#definition = definition;
    this.#options = options;
    this.streamName = streamName(definition);
    options.createLogStream(definition.logging.logGroup, this.streamName);
  }

  records(events: readonly LogEvent[]): void {
    if (events.length === 0) return;
    this.#options.log(this.#definition.logging.logGroup, this.streamName, events);
    const text = events.map(({ message }) => (message.endsWith('\n') ? message : `${message}\n`)).join('');
    this.#tail = ownBytes(Buffer.concat([this.#tail, Buffer.from(text)]).subarray(-TAIL_BYTES));
  }

  /**
   * Lines that were not written by the console. In the JSON format they are filtered by their level. In the text format
   * every event ends with a line end.
   */
  rawLines(lines: readonly string[]): void {
    const { format, applicationLogLevel } = this.#definition.logging;
    const nowMs = Date.now();
    if (format === 'Text') {
      this.records(lines.map((line) => ({ timestamp: nowMs, message: `${line}\n` })));
      return;
    }
    const passes = levelFilter(applicationLogLevel);
    const read = lines.map((line) => ({ line, ...readJsonLine(line, nowMs) }));
    this.records(
      read.filter(({ level }) => passes(level)).map(({ line, timestamp }) => ({ timestamp, message: line })),
    );
  }

  initStart(record: InitStart): void {
    this.#platform({ type: 'platform.initStart', record });
  }

  initEnd(phase: Phase, failure: Failure | undefined, durationMs: number): void {
    const record = { initializationType: 'on-demand', phase, ...statusOf(failure) } as const;
    this.#platform({ type: 'platform.initRuntimeDone', record });
    this.#platform({
      type: 'platform.initReport',
      record: { ...record, metrics: { durationMs: rounded(durationMs) } },
    });
  }

  /** The tail begins here. */
  start({ requestId, tracing }: EnvironmentRequest, functionArn: string): void {
    this.#tail = Buffer.alloc(0);
    const record = { requestId, functionArn, version: this.#definition.version, ...(tracing && { tracing }) };
    this.#platform({ type: 'platform.start', record });
  }

  end(
    { requestId, tracing }: EnvironmentRequest,
    { answer, failure }: EventRun,
    { startMs, endMs }: Span,
    inits: readonly Init[],
    peakMemoryBytes: number | undefined,
  ): void {
    if (this.#definition.logging.format === 'Text' && failure?.notice !== undefined) {
      this.records([{ timestamp: Date.now(), message: failure.notice }]);
    }
    const status = statusOf(failure);
    const traced = tracing && { tracing };
    // Lambda reports a timeout as lasting just as long as it allows, and its kill a little later.
    const limitMs = failure?.status === 'timeout' ? this.#definition.timeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
    const durationMs = Math.min(rounded(endMs - startMs), limitMs);
    const producedBytes = answer.payload.length;
    this.#platform({
      type: 'platform.runtimeDone',
      record: { requestId, ...status, ...traced, metrics: { durationMs, producedBytes } },
    });
    // The report does not contain a failed init, which Lambda has billed since August 2025.
    const [init] = inits;
    const initMs = init === undefined || init.failure !== undefined ? undefined : rounded(init.endMs - init.startMs);
    const memorySizeMB = this.#definition.memorySizeMb;
    const metrics = {
      durationMs,
      billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
      memorySizeMB,
      ...(peakMemoryBytes !== undefined && {
        maxMemoryUsedMB: Math.min(memorySizeMB, Math.ceil(peakMemoryBytes / 1024 / 1024)),
      }),
      ...(initMs !== undefined && { initDurationMs: initMs }),
    };
    this.#platform({ type: 'platform.report', record: { requestId, metrics, ...traced, ...status } });
  }

  /** The last 4 KB of the invocation's log. */
  get tail(): string {
    return this.#tail.toString('utf8');
  }

  #platform(record: PlatformRecord): void {
    const timestamp = Date.now();
    const message = renderPlatformRecord(record, this.#definition.logging, timestamp);
    if (message !== undefined) this.records([{ timestamp, message }]);
  }
}

function statusOf(
  failure: Failure | undefined,
): Pick<Failure, 'errorType'> & { status: Failure['status'] | 'success' } {
  if (failure === undefined) return { status: 'success' };
  return { status: failure.status, ...(failure.errorType !== undefined && { errorType: failure.errorType }) };
}

/** Milliseconds to the microsecond, as the platform's records have them. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function streamName({ functionName, logging, version }: VersionDefinition): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const owner = logging.logGroup === `/aws/lambda/${functionName}` ? '' : functionName;
  return `${day}/${owner}[${version}]${randomUUID().replaceAll('-', '')}`;
}
