import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { XRay } from '../../../src/services/xray/service.ts';
import { fakePostgres } from './fixtures/fake-postgres.ts';
import { id, lambdaSegments, TRACE_ID, xrayWith } from './support.ts';
import { documentsOf, outline } from './support-traces.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/instrumented-calls.ts', import.meta.url));

describe('a function that uses the X-Ray SDK', () => {
  const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };
  let xray: XRay;

  beforeAll(async () => {
    xray = xrayWith(lambdaSegments('fn'));
    await runFixture(xray, 5);
  }, 20_000);

  afterAll(() => xray.stop());

  it('shows every kind of call as its own node, and custom subsegments as no node', () => {
    const graph = xray.serviceGraph(everything);
    const fn = graph.find(({ Type }) => Type === 'AWS::Lambda::Function');

    const called = fn?.Edges.map(({ ReferenceId }) => graph[ReferenceId]).map((node) => {
      const { OkCount, FaultStatistics } = node?.SummaryStatistics ?? {};
      return [node?.Name, node?.Type, OkCount, FaultStatistics?.TotalCount];
    });
    expect(called?.sort()).toEqual([
      ['127.0.0.1', 'remote', 1, 0],
      // The SDK marks every failed call of AWS as a fault, a 403 too.
      ['XRay', 'AWS::XRay', 0, 1],
      ['reports', 'AWS::S3::Bucket', 1, 0],
      ['shop@127.0.0.1', 'Database::SQL', 1, 0],
    ]);
  });

  it('has its subsegments in its Invocation, with their data', () => {
    const fn = documentsOf(xray).find(({ origin }) => origin === 'AWS::Lambda::Function');
    const stage = fn?.subsegments?.[0]?.subsegments?.find(({ name }) => name === 'stage one');

    expect(fn && outline([fn]).sort()).toEqual([
      'fn',
      'fn > Invocation',
      'fn > Invocation > 127.0.0.1',
      'fn > Invocation > XRay',
      'fn > Invocation > shop@127.0.0.1',
      'fn > Invocation > stage one',
      'fn > Invocation > stage one > S3',
    ]);
    expect(stage).toMatchObject({
      annotations: { request_id: 'r-1' },
      metadata: { default: { input: { size: 3 } } },
      subsegments: [{ aws: { operation: 'PutObject', key: 'a/b.json', resource_names: ['reports'] } }],
    });
  });
});

/** Runs the fixture as Lambda would run it, against a server that forbids X-Ray's API, until its documents are here. */
async function runFixture(xray: XRay, documents: number): Promise<void> {
  const daemon = await xray.listen({ host: '127.0.0.1', port: 0 });
  const web = createHttpServer((request, response) => {
    response.writeHead(request.url === '/TraceSummaries' ? 403 : 200).end();
  });
  const database = fakePostgres();
  const ports = [await portOf(web), await portOf(database)];
  let missing = documents;
  const arrived = new Promise<void>((resolve) => {
    xray.onTrace(() => {
      missing -= 1;
      if (missing === 0) resolve();
    });
  });
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', FIXTURE, ...ports.map(String)], {
    stdio: 'inherit',
    env: {
      PATH: process.env.PATH,
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.port}`,
      _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=${id('1')};Sampled=1`,
    },
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`the fixture ended with status ${status}`);
  await arrived;
  web.closeAllConnections();
  await Promise.all([web, database].map((server) => new Promise((resolve) => server.close(resolve))));
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
