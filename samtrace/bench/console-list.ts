import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { startStack } from '../src/stack/stack.ts';

/**
 * How fast the console answers over a hundred thousand stored traces, a tenth of them failing, `node bench/console-list.ts`:
 * median and worst of the runs, and what the median has to stay under.
 */
const TRACES = 100_000;
const RUNS = 11;

const directory = await mkdtemp(join(tmpdir(), 'console-list-'));
await writeFile(
  join(directory, 'template.yml'),
  'Transform: AWS::Serverless-2016-10-31\nResources: { Bucket: { Type: AWS::S3::Bucket } }\n',
);
const stack = await startStack({ templateFile: join(directory, 'template.yml'), directory });
try {
  for (let n = 0; n < TRACES; n += 1) {
    stack.xray.put(JSON.stringify(trace(n)));
    // Traces arrive over time. The pauses give the store time for its work between them.
    if (n % 100 === 0) await setImmediate();
  }
  await setTimeout(2000); // The older traces were summarized in earlier pauses. The last ones need this one.
  process.stdout.write(`${stack.xray.traceCount} traces, ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`);
  for (const path of [
    '/_local/traces?range=1h',
    '/_local/traces?range=all&order=slowest',
    '/_local/traces?range=1h&errors',
    '/_local/map?range=1h',
    '/_local/failures?range=1h',
  ]) {
    const first = await timed(path);
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await timed(path));
    runs.sort((a, b) => a - b);
    const line = `first ${first.toFixed(0)}, median ${runs[RUNS >> 1]?.toFixed(0)}, worst ${runs.at(-1)?.toFixed(0)} ms`;
    process.stdout.write(`${path.padEnd(42)} ${line}   under 200\n`);
  }
} finally {
  await stack.stop();
  await rm(directory, { recursive: true });
}

/** Milliseconds until the complete answer has arrived. */
function timed(path: string): Promise<number> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    request(stack.endpoint + path, (response) => {
      response.resume().on('end', () => resolve(performance.now() - startMs));
    })
      .on('error', reject)
      .end();
  });
}

/** A trace of a function would have one more document. The list reads only summaries. */
function trace(n: number): Record<string, unknown> {
  const start = Date.now() / 1000 - (n % 3000);
  const failing = n % 10 === 0 && {
    error: true,
    cause: { exceptions: [{ id: id(n, 16), type: 'E', message: `n ${n}` }] },
  };
  return {
    trace_id: `1-${Math.floor(start).toString(16)}-${id(n, 24)}`,
    id: id(n, 16),
    name: `service-${n % 20}`,
    start_time: start,
    end_time: start + 0.2,
    annotations: { n },
    ...failing,
  };
}

function id(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
