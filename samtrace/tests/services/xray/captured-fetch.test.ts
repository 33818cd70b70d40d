import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTrace, type Trace } from '../../../src/console/model/trace.ts';
import { isRunning } from '../../../src/console/model/trace-status.ts';
import type { XRay } from '../../../src/services/xray/service.ts';
import { id, lambdaSegments, TRACE_ID, xrayWith } from './support.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/captured-fetch.ts', import.meta.url));

/**
 * The SDK for Node.js makes a call of the captured `fetch` the child of the one before, if they have one caller:
 * https://github.com/aws/aws-xray-sdk-node/issues/715. X-Ray shows what the SDK sends, and so does samtrace.
 */
describe('a function that captures fetch with the X-Ray SDK', () => {
  const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };
  let xray: XRay;
  let trace: Trace;

  beforeAll(async () => {
    xray = xrayWith();
    const startTime = Date.now() / 1000;
    await runFixture(xray);
    const times = { start_time: startTime, end_time: Date.now() / 1000 };
    for (const segment of lambdaSegments('fn')) {
      const subsegments = segment.subsegments?.map((subsegment) => ({ ...subsegment, ...times }));
      xray.put({ ...segment, ...times, ...(subsegments && { subsegments }) });
    }
    trace = readTrace(xray.batchGetTraces([TRACE_ID])[0] ?? {});
  }, 20_000);

  afterAll(() => xray.stop());

  it('has one node for the host, with every call and its answer', () => {
    const host = xray.serviceGraph(everything).find(({ Type }) => Type === 'remote');

    expect(host).toMatchObject({
      Name: '127.0.0.1',
      SummaryStatistics: { OkCount: 4, ErrorStatistics: { TotalCount: 1 }, FaultStatistics: { TotalCount: 0 } },
    });
  });

  it('has the calls that overlap in the subsegment that made them', () => {
    const closed = [...trace.byId.values()].find(({ name }) => name === 'closed');
    const urls = [...trace.byId.values()].filter(({ inferred }) => !inferred).map(urlOf);

    expect(closed?.children.map(urlOf)).toEqual(['/first']);
    expect(urls.filter((url) => url !== undefined).sort()).toEqual(['/first', '/found', '/held', '/held', '/missing']);
  });

  it('shows the call whose parents were never closed, with an explanation', () => {
    expect(trace.roots.filter(({ isSegment }) => !isSegment).map(urlOf)).toEqual(['/held']);
    expect(trace.problems).toEqual([
      expect.stringMatching(/^The parent of 1 subsegment is not in the trace, although the function has ended/),
    ]);
    expect(isRunning(trace)).toBe(false);
  });
});

/** The path that a subsegment called. */
function urlOf({ fields }: { readonly fields: object }): string | undefined {
  const [, path] = /"url":"http:\/\/127\.0\.0\.1:\d+([^"]*)"/.exec(JSON.stringify(fields)) ?? [];
  return path;
}

/** Runs the fixture as Lambda would run it, until all of its documents have arrived. */
async function runFixture(xray: XRay): Promise<void> {
  const daemon = await xray.listen({ host: '127.0.0.1', port: 0 });
  let hold = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.url === '/held') {
      hold.promise.then(() => {
        hold = Promise.withResolvers<void>();
        response.end();
      });
      return;
    }
    if (request.url === '/release') hold.resolve();
    response.writeHead(request.url === '/missing' ? 404 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [FIXTURE, String(port)], {
    stdio: 'inherit',
    env: {
      PATH: process.env.PATH,
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.port}`,
      _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=${id('1')};Sampled=1`,
    },
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`The fixture ended with status ${status}.`);
  await daemon.processed();
  server.closeAllConnections();
  server.close();
}
