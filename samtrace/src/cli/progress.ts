import { styleText } from 'node:util';
import type { InvocationEvent, InvokeResult } from '../services/lambda/service.ts';
import type { StoredObject } from '../services/s3/service.ts';
import type { NumberedResult } from './invocations.ts';
import type { Terminal } from './terminal.ts';
import { oneLine } from './text.ts';

/** Above this number of invocations, one line of progress replaces the lines of each invocation. */
export const MAX_INVOCATION_LINES = 50;

const MAX_REASON_LENGTH = 200;
/** The objects of one request are stored within seconds, so the folders before these are no longer needed. */
const MAX_SHOWN_FOLDERS = 1_000;

/** How a run shows an invocation: what the event was called, and where its trace can be seen. */
export interface RunLabels {
  /** Such as `order-7`; undefined if the event is the same for every invocation. */
  label(n: number): string | undefined;
  /** The URL of the trace on the page. Undefined if the request has no trace. */
  traceUrl(result: InvokeResult): string | undefined;
}

/** `  7  order-7  failed in 12 ms: StockError: …`, and below a failure the address of its trace, or its request ID. */
export function invocationLines({ n, result }: NumberedResult, total: number, labels: RunLabels): string[] {
  const number = String(n).padStart(String(total).length);
  const name = labels.label(n);
  const start = `${number}  ${name === undefined ? '' : `${name}  `}`;
  const duration = durationText(result.durationMs);
  if (result.functionError === undefined) {
    const coldStart = result.coldStart ? styleText('dim', ' (cold start)') : '';
    return [`${start}${styleText('green', 'ok')} in ${duration}${coldStart}`];
  }
  const indent = ' '.repeat(number.length + 2);
  const reason = [result.errorType, errorMessageOf(result.payload)].filter(Boolean).join(': ');
  return [
    `${start}${styleText('red', 'failed')} in ${duration}: ${reason}`,
    `${indent}${labels.traceUrl(result) ?? `request ${result.requestId}`}`,
  ];
}

/** The first line of the message in an error payload. */
export function errorMessageOf(payload: Buffer): string {
  try {
    const { errorMessage } = JSON.parse(payload.toString('utf8')) as { errorMessage?: unknown };
    return errorMessage === undefined ? '' : reasonLine(String(errorMessage));
  } catch {
    return reasonLine(payload.toString('utf8', 0, 1000));
  }
}

/** The first line of an error message. */
export function reasonLine(message: string): string {
  return oneLine(message.trimStart().split(/\r?\n/, 1)[0] ?? '', MAX_REASON_LENGTH);
}

export function asyncLine(event: InvocationEvent, logicalId: string): string {
  const attempt = event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  const duration = durationText(event.durationMs);
  if (event.status === 'ok') return styleText('dim', `    → ${logicalId} ok in ${duration}${attempt}`);
  const reason = [event.errorType ?? 'error', event.errorMessage && reasonLine(event.errorMessage)].filter(Boolean);
  return styleText('dim', `    → ${logicalId} failed in ${duration}${attempt}: ${reason.join(': ')}`);
}

/**
 * A line for a stored object. Only for the first one in a folder, since one request may store many there. If the key
 * contains the request ID of an invocation, the line names its event.
 */
export function createStoredLines(labelOf: (requestId: string) => string | undefined) {
  const shown = new Set<string>();
  return ({ bucket, key }: StoredObject): string | undefined => {
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const place = `${bucket}/${folder || key}`;
    if (shown.has(place)) return undefined;
    shown.add(place);
    const [first] = shown;
    if (shown.size > MAX_SHOWN_FOLDERS && first !== undefined) shown.delete(first);
    const label = key.split('/').map(labelOf).find(Boolean);
    const forWhom = label === undefined ? '' : ` for ${label}`;
    return styleText('dim', `    stored ${folder ? `${folder}…` : key}${forWhom}`);
  };
}

/** Shows how many invocations of a long run are done, how fast they are, and how long the rest will take. */
export function createProgress(terminal: Terminal, total: number, now = Date.now) {
  const startMs = now();
  let done = 0;
  let failed = 0;
  return ({ result }: NumberedResult): void => {
    done += 1;
    if (result.functionError !== undefined) failed += 1;
    terminal.progress(progressLine({ done, failed, total, elapsedMs: now() - startMs }));
  };
}

/** `120 of 1000 done, 48 failed, 37/s, 24 s left`: fits in 60 columns. */
export function progressLine(state: { done: number; failed: number; total: number; elapsedMs: number }): string {
  const { done, failed, total, elapsedMs } = state;
  const perSecond = done / Math.max(elapsedMs / 1000, 0.001);
  const rate = perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
  const left = timeText((total - done) / perSecond);
  return `${done} of ${total} done, ${failed} failed, ${rate}/s, ${left} left`;
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
