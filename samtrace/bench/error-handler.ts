/**
 * Measures the error handler of the sample in the repository's root, under thousands of failures and with faults of AWS:
 * `node bench/error-handler.ts`. It needs the sample on purpose, and no test needs it. It takes minutes, or less with
 * `--failures 100`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Stack, type StackOptions, startStack } from '../src/stack/stack.ts';
import { writeFailures } from './failures.ts';

const { values } = parseArgs({ options: { failures: { type: 'string', default: '10000' } } });
const FAILURES = Number(values.failures);
const LOG_GROUP = '/aws/lambda/local-processor';
/** Failures in a delivery of a storm, and deliveries at the same time: as many environments of the error handler. */
const [BATCH, ENVIRONMENTS] = [20, 4];

await withStack({}, async (stack) => {
  const handler = stack.lambda.functions().find(({ logicalId }) => logicalId === 'ErrorHandlerFunction');
  print(
    'bundle, minified',
    `${Math.round((await stat(join(handler?.codeDirectory ?? '', 'index.js'))).size / 1000)} kB`,
  );
  const [cold, ...warm] = await durationsMs(stack, 31);
  print('one failure, cold, trace there', `${cold} ms`);
  print('one failure, warm, trace there', `${median(warm)} ms (slowest of 30: ${Math.max(...warm)} ms)`);
});

await withStack({ traceDelayMs: 5000 }, async (stack) => {
  const [, ...warm] = await durationsMs(stack, 4);
  print('one failure, warm, trace 5 s late', `${median(warm)} ms`);
});

await withStack({}, async (stack) => {
  const kinds = ['throttle', '500', 'drop'] as const;
  stack.faults.set(kinds.map((kind) => ({ calls: '*', kind, rate: 0.2 / kinds.length })));
  const count = Math.min(FAILURES, 1000);
  const { requestIds, seconds } = await storm(stack, count);
  print(`${count} failures, a fault in every 5th call`, `${outcomeOf(stack, requestIds)}, in ${seconds} s`);
  stack.faults.set([]);
  await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '../../scripts/replay.ts'),
    '--endpoint',
    stack.endpoint,
  ]);
  print('and after npm run replay', outcomeOf(stack, requestIds));
});

await withStack({}, async (stack) => {
  const { requestIds, seconds } = await storm(stack, FAILURES);
  print(`${FAILURES} failures at once`, `${outcomeOf(stack, requestIds)}, in ${seconds} s`);
});

async function withStack(options: Partial<StackOptions>, work: (stack: Stack) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const stack = await startStack({ templateFile: '../template.yml', directory, ...options });
  await work(stack).finally(() => stack.stop());
  await rm(directory, { recursive: true });
}

/** The durations of the error handler for one failure after the other. */
async function durationsMs(stack: Stack, count: number): Promise<number[]> {
  const durations: number[] = [];
  const stopListening = stack.lambda.onInvocation(({ durationMs }) => durations.push(Math.round(durationMs)));
  for (let n = 0; n < count; n++) {
    writeFailures(stack, LOG_GROUP, 1);
    await stack.pending.idle();
  }
  stopListening();
  return durations;
}

/** Writes failures with their deliveries as close together as a few environments can process them. */
async function storm(stack: Stack, count: number): Promise<{ requestIds: string[]; seconds: number }> {
  const start = performance.now();
  const requestIds: string[] = [];
  while (requestIds.length < count) {
    for (let n = 0; n < ENVIRONMENTS && requestIds.length < count; n++) {
      requestIds.push(...writeFailures(stack, LOG_GROUP, Math.min(BATCH, count - requestIds.length)));
    }
    await stack.pending.idle();
  }
  return { requestIds, seconds: Math.round((performance.now() - start) / 1000) };
}

/** How many of them have exactly one report, and what became of the others. */
function outcomeOf(stack: Stack, requestIds: readonly string[]): string {
  const reports = stack.s3.objects().filter(({ key }) => key.endsWith('/report.json'));
  const counts = Map.groupBy(reports, ({ key }) => /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(key)?.[0]);
  const once = requestIds.filter((id) => counts.get(id)?.length === 1);
  return `${once.length} reported once`;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function print(what: string, result: string): void {
  console.log(`${what.padEnd(45)}${result}`);
}
