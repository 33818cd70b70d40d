import { createHash } from 'node:crypto';
import type { LoggingConfig } from './contract.ts';

/**
 * The records that the platform writes to a function's log, in both formats.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export type PlatformRecord =
  | { type: 'platform.initStart'; record: InitStart }
  | { type: 'platform.initRuntimeDone'; record: InitDone }
  | { type: 'platform.initReport'; record: InitDone & { metrics: { durationMs: number } } }
  | { type: 'platform.start'; record: Start }
  | { type: 'platform.runtimeDone'; record: RuntimeDone }
  | { type: 'platform.report'; record: Report };

export type Phase = 'init' | 'invoke';
type Status = 'success' | 'error' | 'timeout';

export interface InitStart {
  initializationType: 'on-demand';
  phase: Phase;
  runtimeVersion: string;
  runtimeVersionArn: string;
  functionName: string;
  functionVersion: string;
  instanceId: string;
  instanceMaxMemory: number;
}

interface InitDone {
  initializationType: 'on-demand';
  phase: Phase;
  status: Status;
  errorType?: string;
}

/** Of sampled requests only. `value` is the trace header as it reached the function, `spanId` the function's segment. */
export interface Tracing {
  spanId?: string;
  type: 'X-Amzn-Trace-Id';
  value: string;
}

interface Start {
  requestId: string;
  functionArn: string;
  version: string;
  tracing?: Tracing;
}

interface RuntimeDone {
  requestId: string;
  status: Status;
  errorType?: string;
  tracing?: Tracing;
  metrics: { durationMs: number; producedBytes: number };
}

interface Report {
  requestId: string;
  metrics: {
    durationMs: number;
    billedDurationMs: number;
    memorySizeMB: number;
    maxMemoryUsedMB?: number;
    initDurationMs?: number;
  };
  tracing?: Tracing;
  status: Status;
  errorType?: string;
}

/** The record's text in the log, or undefined if the function's configuration excludes it. */
export function renderPlatformRecord(
  record: PlatformRecord,
  logging: Pick<LoggingConfig, 'format' | 'systemLogLevel'>,
  timeMs: number,
): string | undefined {
  if (logging.format === 'Text') return textOf(record);
  const order = ['DEBUG', 'INFO', 'WARN'];
  if (order.indexOf(levelOf(record)) < order.indexOf(logging.systemLogLevel)) return undefined;
  return JSON.stringify({ time: new Date(timeMs).toISOString(), ...record });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
function levelOf({ type, record }: PlatformRecord): 'DEBUG' | 'INFO' | 'WARN' {
  if (type === 'platform.initStart' || type === 'platform.start') return 'INFO';
  if (record.status !== 'success') return 'WARN';
  return type === 'platform.report' ? 'INFO' : 'DEBUG';
}

function textOf({ type, record }: PlatformRecord): string | undefined {
  switch (type) {
    case 'platform.initStart':
      // Only the first phase has its own line. The second is in its INIT_REPORT.
      if (record.phase === 'invoke') return undefined;
      return `INIT_START Runtime Version: ${record.runtimeVersion}\tRuntime Version ARN: ${record.runtimeVersionArn}\n`;
    case 'platform.initReport':
      if (record.status === 'success') return undefined;
      return `INIT_REPORT Init Duration: ${ms(record.metrics.durationMs)}\tPhase: ${record.phase}${outcome(record)}\n`;
    case 'platform.start':
      return `START RequestId: ${record.requestId} Version: ${record.version}\n`;
    case 'platform.runtimeDone':
      return `END RequestId: ${record.requestId}\n`;
    case 'platform.report':
      return reportText(record);
    case 'platform.initRuntimeDone':
      return undefined;
  }
}

function reportText({ requestId, metrics, tracing, status, errorType }: Report): string {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms(metrics.durationMs)}`,
    `Billed Duration: ${metrics.billedDurationMs} ms`,
    `Memory Size: ${metrics.memorySizeMB} MB`,
    metrics.maxMemoryUsedMB !== undefined && `Max Memory Used: ${metrics.maxMemoryUsedMB} MB`,
    metrics.initDurationMs !== undefined && `Init Duration: ${ms(metrics.initDurationMs)}`,
  ].filter((part) => part !== false);
  const ending = status === 'success' ? '\t' : outcome({ status, ...(errorType !== undefined && { errorType }) });
  const traceId = /Root=([^;]+)/.exec(tracing?.value ?? '')?.[1];
  const xray =
    tracing?.spanId === undefined ? '' : `XRAY TraceId: ${traceId}\tSegmentId: ${tracing.spanId}\tSampled: true\t\n`;
  return `${parts.join('\t')}${ending}\n${xray}`;
}

function outcome({ status, errorType }: { status: Status; errorType?: string }): string {
  return `\tStatus: ${status}${errorType === undefined ? '' : `\tError Type: ${errorType}`}`;
}

function ms(durationMs: number): string {
  return `${durationMs.toFixed(2)} ms`;
}

/** Lambda counts its managed runtimes; the local one is Node itself. */
export function runtimeVersion(region: string): { runtimeVersion: string; runtimeVersionArn: string } {
  const version = `nodejs:${process.versions.node}`;
  const hash = createHash('sha256').update(version).digest('hex');
  return { runtimeVersion: version, runtimeVersionArn: `arn:aws:lambda:${region}::runtime:${hash}` };
}
