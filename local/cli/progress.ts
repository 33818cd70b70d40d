import { styleText } from 'node:util';
import type { InvocationEvent } from '../lambda/service.ts';
import type { StoredObject } from '../s3/service.ts';
import type { NumberedResult } from './invocations.ts';

/** Writes a line of the terminal's account of a run. */
export type Print = (line?: string) => void;

export function invocationLine({ n, result }: NumberedResult, total: number): string {
  const failed = result.functionError !== undefined;
  const outcome = failed
    ? styleText('red', (result.errorType ?? 'error').padEnd(24))
    : styleText('green', 'ok'.padEnd(24));
  const number = String(n).padStart(String(total).length);
  const cold = result.coldStart ? '  cold start' : '';
  return `  ${number}  ${outcome} ${durationText(result.durationMs).padStart(8)}  ${result.requestId}${styleText('dim', cold)}`;
}

export function asyncLine(event: InvocationEvent, logicalId: string): string {
  const outcome = event.status === 'ok' ? 'ok' : (event.errorType ?? 'error');
  const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
  return styleText('dim', `      → ${logicalId} ${outcome}${attempt}, ${durationText(event.durationMs)}`);
}

export function storedLine({ key, size }: StoredObject): string {
  return styleText('dim', `        stored ${key} (${size} bytes)`);
}

function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
