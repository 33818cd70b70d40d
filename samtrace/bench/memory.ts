/**
 * The memory of the stack's process over a long load: `node bench/memory.ts [invocations] [failures] [template]`, by default
 * 20,000 invocations that succeed and 20,000 that fail, eight at a time. Prints the resident memory as a curve and ends with
 * status 1 if it was ever over 600 MB. With a template, its function `ProcessorFunction` is invoked, as in the sample.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, startBench } from './load.ts';

const LIMIT_MB = 600;
const CONCURRENCY = 8;
const POINTS = 20;
const BAR_MB = 10;

const [invocations = 20_000, failures = 20_000] = process.argv.slice(2, 4).map(Number);
const templateFile = process.argv[4];
let highest = 0;

await using bench = await startBench(templateFile, templateFile === undefined ? undefined : 'ProcessorFunction');
const { stack } = bench;
const startMs = performance.now();
report('start');
await load('invocations', invocations, { jobId: 'bench', product: 'teapot', quantity: 1, errorRate: 0 });
await load('failures', failures, { jobId: 'bench', product: 'teapot', quantity: 1, errorRate: 1, fails: true });
await stack.pending.idle();
report('all handled');
await delay(15_000);
report('15 s later');
process.stdout.write(
  [
    `kept: ${stack.xray.traceCount} traces, ${stack.lambda.asyncInvocations().length} asynchronous invocations`,
    `dropped: ${stack.xray.evictedTraceCount} traces, ${stack.logs.droppedEventCount} log events, ${stack.lambda.droppedInvocationCount} asynchronous invocations`,
    `failed: ${stack.logs.failedDeliveries().length} deliveries, ${stack.lambda.failedDestinations().length} destinations`,
    `highest: ${highest} MB, limit ${LIMIT_MB} MB`,
    '',
  ].join('\n'),
);
if (highest > LIMIT_MB) process.exitCode = 1;

async function load(what: string, total: number, event: object): Promise<void> {
  const step = Math.max(1, Math.floor(total / POINTS));
  await inParallel(total, CONCURRENCY, async (n) => {
    await bench.invoke({ ...event, jobId: `bench-${n}` });
    if ((n + 1) % step === 0) report(`${n + 1} ${what}`);
  });
}

function report(when: string): void {
  const megabytes = Math.round(process.memoryUsage().rss / 1024 / 1024);
  highest = Math.max(highest, megabytes);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const bar = '#'.repeat(Math.round(megabytes / BAR_MB));
  process.stdout.write(
    `${String(seconds).padStart(5)} s ${when.padEnd(20)} ${String(megabytes).padStart(5)} MB ${bar}\n`,
  );
}
