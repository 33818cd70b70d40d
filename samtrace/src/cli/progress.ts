import { styleText } from 'node:util';
import type { InvocationEvent } from '../services/lambda/service.ts';
import type { StoredObject } from '../services/s3/service.ts';
import type { NumberedResult } from './invocations.ts';
import { oneLine } from './one-line.ts';

/** Writes a line of the terminal's account of a run. */
export type Print = (line?: string) => void;

export function invocationLine({ n, result }: NumberedResult, total: number): string {
  const failed = result.functionError !== undefined;
  const outcome = failed
    ? styleText('red', (result.errorType ?? 'error').padEnd(24))
    : styleText('green', 'ok'.padEnd(24));
  const number = String(n).padStart(String(total).length);
  const cold = result.coldStart ? '  cold start' : '';
  const line = `  ${number}  ${outcome} ${durationText(result.durationMs).padStart(8)}  ${result.requestId}${styleText('dim', cold)}`;
  return failed ? `${line}\n      ${styleText('dim', errorMessageOf(result.payload))}` : line;
}

/** The first line of the message in an error payload. */
function errorMessageOf(payload: Buffer): string {
  try {
    const { errorMessage } = JSON.parse(payload.toString('utf8')) as { errorMessage?: unknown };
    return reasonLine(String(errorMessage));
  } catch {
    return reasonLine(payload.toString('utf8', 0, 1000));
  }
}

/** The first line of an error's message: the rest is the function's to log. */
export function reasonLine(message: string): string {
  return oneLine(message.trimStart().split(/\r?\n/, 1)[0] ?? '', 200);
}

export function asyncLine(event: InvocationEvent, logicalId: string): string {
  const outcome = event.status === 'ok' ? 'ok' : (event.errorType ?? 'error');
  const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
  const reason = event.errorMessage === undefined ? '' : `: ${reasonLine(event.errorMessage)}`;
  return styleText('dim', `      → ${logicalId} ${outcome}${attempt}, ${durationText(event.durationMs)}${reason}`);
}

/** A line for what is stored: only for the first object in a folder, since one request may store many there. */
export function createStoredLines(): (object: StoredObject) => string | undefined {
  const named = new Set<string>();
  return ({ bucket, key }) => {
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const place = `${bucket}/${folder || key}`;
    if (named.has(place)) return undefined;
    named.add(place);
    return styleText('dim', `        stored ${folder ? `${folder}…` : key}`);
  };
}

function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
