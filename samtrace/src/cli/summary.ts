import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Service } from '../services/xray/service.ts';
import type { Stack } from '../stack/stack.ts';
import { logicalIdOf, logicalIdsOf } from './logical-ids.ts';
import { errorMessageOf, MAX_INVOCATION_LINES, type RunLabels } from './progress.ts';
import { serviceMapText } from './service-map-text.ts';
import type { Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';
import { oneLine, plural } from './text.ts';

export interface Run {
  readonly tally: Tally;
  readonly startedMs: number;
  readonly finishedMs: number;
}

export async function printSummary(terminal: Terminal, stack: Stack, run: Run, labels: RunLabels): Promise<void> {
  terminal.print();
  terminal.print(invocationCounts(run.tally));
  // Otherwise each failure has had its own lines.
  if (run.tally.total > MAX_INVOCATION_LINES) printFailures(terminal, run.tally, labels);
  printAsynchronous(terminal, stack);
  for (const bucket of stack.s3.buckets()) {
    const folder = relative(process.cwd(), `${stack.objectDirectory}/${bucket}`);
    terminal.print(`${plural(stack.s3.objects(bucket).length, 'object')} in ${folder}/`);
  }
  terminal.print(`${plural(stack.xray.traceCount, 'trace')}${await losses(stack)}`);
  for (const { reason, count } of rejections(stack)) terminal.print(`  ${count} rejected: ${reason}`);
  terminal.print();
  terminal.print(styleText('bold', 'Service map'));
  const map = serviceMapText(serviceGraphOf(stack, run), (name) => logicalIdOf(stack, name));
  for (const line of map.split('\n')) terminal.print(`  ${line}`);
  printFindings(terminal, stack);
}

/** `3 invocations: 1 ok, 2 failed (2 StockError)`. */
export function invocationCounts({ total, failed, failures }: Tally): string {
  const types = countsText(failures.map(({ errorType, count }) => [errorType, count]));
  const reasons = types === '' ? '' : ` (${types})`;
  return `${plural(total, 'invocation')}: ${total - failed} ok, ${failed} failed${reasons}`;
}

/** The first failure of each type, with its event and its trace. */
function printFailures(terminal: Terminal, { failures }: Tally, labels: RunLabels): void {
  for (const { errorType, first } of failures) {
    const { n, result } = first;
    terminal.print(
      `  ${errorType}, first in ${labels.label(n) ?? `invocation ${n}`}: ${errorMessageOf(result.payload)}`,
    );
    terminal.print(`    ${labels.traceUrl(result) ?? `request ${result.requestId}`}`);
  }
}

function printAsynchronous(terminal: Terminal, stack: Stack): void {
  const asynchronous = stack.lambda.asyncInvocations();
  for (const name of new Set(asynchronous.map((each) => each.functionName))) {
    const ofFunction = asynchronous.filter((each) => each.functionName === name);
    const byStatus = Map.groupBy(ofFunction, ({ status }) => (status === 'error' ? 'failed' : status));
    const outcomes = countsText([...byStatus].map(([status, { length }]) => [status, length]));
    terminal.print(
      `${plural(ofFunction.length, 'asynchronous invocation')} of ${logicalIdOf(stack, name)}: ${outcomes}`,
    );
  }
  const lost = stack.lambda.failedDestinations().length;
  if (lost > 0) terminal.print(`${plural(lost, 'invocation record')} did not reach a destination`);
}

/** Documents and traces that X-Ray did not keep. Without this, an incomplete picture would look complete. */
async function losses({ daemon, removed }: Stack): Promise<string> {
  const { traces, logEvents, invocations, lostDeliveries } = removed();
  const lost = [
    [daemon.rejected, 'documents rejected'],
    [await daemon.dropped(), 'packets dropped by a full receive buffer'],
    [traces, 'older traces removed'],
    [logEvents, 'older log events removed'],
    [invocations, 'older results of asynchronous invocations removed'],
    [lostDeliveries, 'older reports of lost deliveries removed'],
  ] as const;
  const shown = lost.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`;
}

/** The first reasons for rejected documents. Any program on this machine can send documents. */
export function rejections({ daemon }: Stack): { reason: string; count: number }[] {
  return daemon.rejections().map(({ reason, count }) => ({ reason: oneLine(reason, 240), count }));
}

/** Calls that IAM refused, and permissions that no call used. */
function printFindings(terminal: Terminal, stack: Stack): void {
  const { denied, unused, unjudgedConditions } = stack.iam.findings();
  if (denied.length > 0) terminal.print('\nDenied by IAM. To allow the call, add this statement:');
  for (const call of denied) {
    const times = plural(call.count, 'time');
    terminal.print(`  ${logicalIdsOf(stack, call.functionName)}: ${call.action} on ${call.resource} (${times})`);
    for (const line of call.statement.split('\n')) terminal.print(`      ${line}`);
  }
  if (unused.length > 0) terminal.print('\nPermissions not used in this run:');
  for (const permission of unused) {
    terminal.print(`  ${logicalIdsOf(stack, permission.functionName)}: ${permission.action} on ${permission.resource}`);
  }
  for (const condition of unjudgedConditions) terminal.print(`\nNot evaluated: ${condition}`);
}

export function serviceGraphOf(stack: Stack, run: Run): Service[] {
  return stack.xray.serviceGraph({ startTimeMs: run.startedMs, endTimeMs: Date.now() + 1 });
}

/** `[["a", 1], ["b", 2]]` becomes `2 b, 1 a`. */
function countsText(counts: readonly (readonly [word: string, count: number])[]): string {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}
