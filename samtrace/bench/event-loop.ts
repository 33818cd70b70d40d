/**
 * How long the stack's event loop is held up under each load: `node bench/event-loop.ts [traces] [--data]`, by default with
 * 100,000 traces. Ends with status 1 if one turn of the loop took more than 100 ms of processor time. With `--data`, all is
 * saved to disk, too. Wall time is printed, too, but on a busy machine it depends on the machine.
 */
import { setImmediate } from 'node:timers/promises';
import { watchEventLoop } from '../tests/support/loop-watch.ts';
import { inParallel, startBench } from './load.ts';

const LIMIT_MS = 100;

const withData = process.argv.includes('--data');
const TRACES = Number(process.argv.slice(2).find((argument) => argument !== '--data') ?? 100_000);

await using bench = await startBench(undefined, undefined, { withData });
const { stack } = bench;
await bench.invoke({});
let longestMs = 0;

await watch('2,000 invocations, a third of them failing, 8 at a time', async () => {
  await inParallel(2_000, 8, (n) => bench.invoke({ fails: n % 3 === 0 }));
  await stack.pending.idle();
});
await watch('20 MB on stdout without a line end', () => bench.invoke({ lines: 0, raw: 'x', times: 20_000_000 }));
await watch('5 MB of two-byte lines on stdout', () => bench.invoke({ lines: 0, raw: 'x\n', times: 2_500_000 }));
await watch(`${TRACES} traces arrive`, async () => {
  for (let n = 0; n < TRACES; n += 1) {
    stack.xray.put(JSON.stringify(trace(n)));
    if (n % 50 === 0) await setImmediate();
  }
});
await watch('the first service graph over them', () => callXRay('/ServiceGraph', lastHour()));
await watch('the same again', () => callXRay('/ServiceGraph', lastHour()));
await watch('one page of summaries, filtered', () =>
  callXRay('/TraceSummaries', { ...lastHour(), FilterExpression: 'service("service-3") AND annotation.n > 5000' }),
);
for (const path of [
  'map?range=1h',
  'traces?range=1h',
  'traces?range=all&order=slowest',
  'failures?range=1h',
  'traffic',
]) {
  await watch(`the page: ${path}`, async () => (await fetch(`${stack.endpoint}/_local/${path}`)).text());
}
process.stdout.write(`${'longest'.padEnd(60)} ${longestMs.toFixed(0).padStart(6)} ms, limit ${LIMIT_MS} ms\n`);
if (longestMs > LIMIT_MS) process.exitCode = 1;

/** Prints the longest turn of the event loop during the work: in processor time of this thread, and in wall time. */
async function watch(what: string, work: () => Promise<unknown>): Promise<void> {
  const loop = watchEventLoop();
  const startMs = performance.now();
  await work();
  const seconds = (performance.now() - startMs) / 1000;
  await setImmediate();
  const longest = loop.stop();
  longestMs = Math.max(longestMs, longest.cpuMs);
  const turn = `${longest.cpuMs.toFixed(0).padStart(6)} ms (wall ${longest.wallMs.toFixed(0)} ms)`;
  process.stdout.write(`${what.padEnd(60)} ${turn}, all in ${seconds.toFixed(1)} s\n`);
}

/** Through the TCP port of the daemon, which accepts calls of X-Ray's API without a signature. */
async function callXRay(path: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${stack.daemon.port}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.text();
}

function lastHour() {
  const seconds = Date.now() / 1000;
  return { StartTime: seconds - 3_600, EndTime: seconds + 1 };
}

/** One small trace, at a time within the last 50 minutes. Every tenth failed. */
function trace(n: number): Record<string, unknown> {
  const start = Date.now() / 1000 - (n % 3_000);
  const failure = { error: true, cause: { exceptions: [{ id: hex(n, 16), type: 'E', message: `n ${n}` }] } };
  return {
    trace_id: `1-${Math.floor(start).toString(16)}-${hex(n, 24)}`,
    id: hex(n, 16),
    name: `service-${n % 20}`,
    start_time: start,
    end_time: start + 0.2,
    annotations: { n },
    ...(n % 10 === 0 && failure),
  };
}

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
