/**
 * The memory of the stack's process over a long load: `node bench/memory.ts`, by default 20,000 invocations that succeed and
 * 20,000 that fail, eight at a time. The numbers are set with `--invocations` and `--failures`. `--minutes` invokes for that
 * long instead, and every third invocation fails. Each failure invokes a second function through a subscription. With
 * `--template`, the template's function `ProcessorFunction` is invoked, as in the sample.
 *
 * Prints the memory every 5 s, and ends with status 1 if the resident memory was ever over 600 MB, or if one turn of the
 * event loop took more than 100 ms of processor time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { limitHeapGrowth } from '../src/cli/heap-growth.ts';
import { watchEventLoop } from '../tests/support/loop-watch.ts';
import { inParallel, startBench } from './load.ts';

const LIMIT_MB = 600;
const LIMIT_TURN_MS = 100;
const CONCURRENCY = 8;
const SAMPLE_MS = 5_000;
const REST_MS = 15_000;
const EVENT = { product: 'teapot', quantity: 1, errorRate: 0, fails: false };
const FAILING_EVENT = { ...EVENT, errorRate: 1, fails: true };

const { values } = parseArgs({
  options: {
    invocations: { type: 'string', default: '20000' },
    failures: { type: 'string', default: '20000' },
    minutes: { type: 'string' },
    template: { type: 'string' },
  },
});
let highestMb = 0;
let invoked = 0;

// As the command does.
limitHeapGrowth();
await using bench = await startBench(values.template, values.template === undefined ? undefined : 'ProcessorFunction');
const { stack } = bench;
const loop = watchEventLoop();
const startMs = performance.now();
report('start');
const sampling = setInterval(() => report(`${invoked} invoked`), SAMPLE_MS);

if (values.minutes === undefined) {
  await inParallel(Number(values.invocations), CONCURRENCY, () => invoke(EVENT));
  report('all succeeded');
  await inParallel(Number(values.failures), CONCURRENCY, () => invoke(FAILING_EVENT));
} else {
  const endMs = startMs + Number(values.minutes) * 60_000;
  await inParallel(CONCURRENCY, CONCURRENCY, async () => {
    while (performance.now() < endMs) await invoke(invoked % 3 === 0 ? FAILING_EVENT : EVENT);
  });
}
report('all invoked');
await stack.pending.idle();
report('all handled');
const turn = loop.stop();
await delay(REST_MS);
clearInterval(sampling);
report(`${REST_MS / 1000} s later`);

process.stdout.write(
  [
    `kept: ${stack.xray.traceCount} traces, ${stack.lambda.asyncInvocations().length} asynchronous invocations`,
    `dropped: ${stack.xray.evictedTraceCount} traces, ${stack.logs.droppedEventCount} log events, ${stack.lambda.droppedInvocationCount} asynchronous invocations`,
    `failed: ${stack.logs.failedDeliveries().length} deliveries, ${stack.lambda.failedDestinations().length} destinations`,
    `longest turn of the event loop: ${turn.cpuMs.toFixed(0)} ms (wall ${turn.wallMs.toFixed(0)} ms), limit ${LIMIT_TURN_MS} ms`,
    `highest: ${highestMb} MB, limit ${LIMIT_MB} MB`,
    '',
  ].join('\n'),
);
if (highestMb > LIMIT_MB || turn.cpuMs > LIMIT_TURN_MS) process.exitCode = 1;

async function invoke(event: object): Promise<void> {
  invoked += 1;
  await bench.invoke({ ...event, jobId: `bench-${invoked}` });
}

function report(when: string): void {
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  highestMb = Math.max(highestMb, megabytes(rss));
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const parts = `heap ${megabytes(heapUsed)}, external ${megabytes(external)}, of it buffers ${megabytes(arrayBuffers)}`;
  const waiting = `${stack.pending.count} pending`;
  process.stdout.write(
    `${String(seconds).padStart(5)} s ${when.padEnd(18)} ${String(megabytes(rss)).padStart(5)} MB (${parts}), ${waiting}\n`,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
