import { relative } from 'node:path';
import type { Service } from '../services/xray/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { NumberedResult } from './invocations.ts';
import { oneLine } from './one-line.ts';
import { plural } from './plural.ts';
import type { Print } from './progress.ts';
import { serviceMapText } from './service-map-text.ts';

export interface Run {
  results: readonly NumberedResult[];
  startedMs: number;
  finishedMs: number;
}

/** What `--json` prints. */
export function runAsJson(stack: Stack, run: Run) {
  return {
    endpoint: stack.endpoint,
    invocations: run.results.map(({ result }) => ({
      requestId: result.requestId,
      status: result.functionError === undefined ? 'ok' : 'error',
      ...(result.errorType === undefined ? {} : { errorType: result.errorType }),
      durationMs: result.durationMs,
      coldStart: result.coldStart,
    })),
    asyncInvocations: stack.lambda.asyncInvocations().map(({ requestId, functionName, attempts, status }) => ({
      requestId,
      function: logicalIdOf(stack, functionName),
      attempts,
      status,
    })),
    failedDestinations: stack.lambda
      .failedDestinations()
      .map(({ requestId, functionName, destinationArn, reason }) => ({
        requestId,
        function: logicalIdOf(stack, functionName),
        destinationArn,
        reason,
      })),
    objects: stack.s3.objects().map(({ bucket, key, size }) => ({ bucket, key, size })),
    traces: stack.xray.traceCount,
    rejectedDocuments: { count: stack.daemon.rejected, reasons: rejections(stack) },
    serviceGraph: serviceGraphOf(stack, run),
    elapsedMs: run.finishedMs - run.startedMs,
  };
}

export async function printSummary(print: Print, stack: Stack, run: Run): Promise<void> {
  print();
  print(invocationCounts(run.results));
  const asynchronous = stack.lambda.asyncInvocations();
  for (const name of new Set(asynchronous.map((each) => each.functionName))) {
    const ofFunction = asynchronous.filter((each) => each.functionName === name);
    const outcomes = counted(ofFunction.map((each) => each.status));
    print(`${plural(ofFunction.length, 'asynchronous invocation')} of ${logicalIdOf(stack, name)}: ${outcomes}`);
  }
  for (const { functionName, requestId, destinationArn, reason } of stack.lambda.failedDestinations()) {
    print(`LOST: the on-failure record of ${logicalIdOf(stack, functionName)} for ${requestId} did not reach`);
    print(`  ${destinationArn}: ${oneLine(reason, 240)}`);
  }
  for (const bucket of stack.s3.buckets()) {
    const folder = relative(process.cwd(), `${stack.objectDirectory}/${bucket}`);
    print(`${plural(stack.s3.objects(bucket).length, 'object')} in ${folder}/`);
  }
  print(`${plural(stack.xray.traceCount, 'trace')}${await losses(stack)}`);
  for (const { reason, count } of rejections(stack)) print(`  ${count} rejected: ${reason}`);
  print();
  print('Service map');
  for (const line of serviceMapText(serviceGraphOf(stack, run)).split('\n')) print(`  ${line}`);
  printFindings(print, stack);
}

/** `3 invocations: 1 ok, 2 failed (2 StockError)`. */
export function invocationCounts(results: readonly NumberedResult[]): string {
  const failed = results.filter(({ result }) => result.functionError !== undefined);
  const types = counted(failed.map(({ result }) => result.errorType ?? 'error'));
  const reasons = types === '' ? '' : ` (${types})`;
  return `${plural(results.length, 'invocation')}: ${results.length - failed.length} ok, ${failed.length} failed${reasons}`;
}

/** What X-Ray did not keep: a picture with holes must say so. */
async function losses({ daemon, xray }: Stack): Promise<string> {
  const lost = [
    [daemon.rejected, 'documents rejected'],
    [await daemon.dropped(), 'packets dropped by a full receive buffer'],
    [xray.evictedTraceCount, 'older traces evicted'],
  ] as const;
  const told = lost.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

/** The first reasons why X-Ray refused documents; a document may come from any program on this machine. */
function rejections({ daemon }: Stack) {
  return daemon.rejections().map(({ reason, count }) => ({ reason: oneLine(reason, 240), count }));
}

/** What IAM would have refused, or never needed: the findings that a deploy shows only later. */
function printFindings(print: Print, stack: Stack): void {
  const { denied, unused, unjudgedConditions } = stack.iam.findings();
  if (denied.length > 0) print('\nDenied by IAM, and the statement that would allow it:');
  for (const call of denied) {
    print(
      `  ${logicalIdsOf(stack, call.functionName)}: ${call.action} on ${call.resource} (${plural(call.count, 'time')})`,
    );
    for (const line of call.statement.split('\n')) print(`      ${line}`);
  }
  if (unused.length > 0) print('\nAllowed by the template and not used in this run:');
  for (const permission of unused)
    print(`  ${logicalIdsOf(stack, permission.functionName)}: ${permission.action} on ${permission.resource}`);
  for (const condition of unjudgedConditions) print(`\nNot judged: ${condition}`);
}

function serviceGraphOf(stack: Stack, run: Run): Service[] {
  return stack.xray.serviceGraph({ startTimeMs: run.startedMs, endTimeMs: Date.now() + 1 });
}

export function logicalIdOf(stack: Stack, functionName: string): string {
  return stack.template.functions.find((fn) => fn.functionName === functionName)?.logicalId ?? functionName;
}

/** Findings name all functions of a role, joined with commas. */
function logicalIdsOf(stack: Stack, functionNames: string): string {
  return functionNames
    .split(/,\s*/)
    .map((name) => logicalIdOf(stack, name))
    .join(', ');
}

/** `["a", "b", "a"]` gives `2 a, 1 b`. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}
