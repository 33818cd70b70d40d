import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import {
  BatchGetTracesCommand,
  GetTraceGraphCommand,
  GetTraceSummariesCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Entity, SegmentDocument } from '../../src/aws/segment-document.ts';
import { newTraceId } from '../../src/aws/trace-header.ts';
import type { InvokeResult } from '../../src/services/lambda/service.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { postgresServer } from './calls/postgres-server.ts';
import { arrowsOf, clientOptions, documentsWith, entitiesIn } from './support/traces.ts';

const STATUSES = [200, 404, 429, 503];
const FUNCTIONS = ['AwsCalls', 'HttpCalls', 'SqlQuery'] as const;
type Name = (typeof FUNCTIONS)[number];

let application: Application;
let client: XRayClient;
let website: Server;
let database: SocketServer;
const results = {} as Record<Name, InvokeResult>;
const traceIds = {} as Record<Name, string>;
const traces = {} as Record<Name, SegmentDocument[]>;

beforeAll(async () => {
  website = createServer((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
  database = postgresServer({ column: 'name', value: 'tea' });
  application = await startApplication({ templateFile: 'tests/tracing/calls/template.yml' });
  client = new XRayClient(clientOptions(application.stack));
  const urls = await Promise.all([website, database].map(listen)).then(([port]) =>
    STATUSES.map((status) => `http://127.0.0.1:${port}/${status}`),
  );
  const called = {
    AwsCalls: { event: { orderId: 'A-7' }, subsegments: ['S3', 'SQS', 'Lambda', 'pack'] },
    HttpCalls: { event: { urls }, subsegments: STATUSES.map(() => '127.0.0.1') },
    SqlQuery: { event: { port: portOf(database) }, subsegments: ['shop@127.0.0.1'] },
  };
  await Promise.all(
    FUNCTIONS.map(async (name) => {
      const { event, subsegments } = called[name];
      traceIds[name] = newTraceId(Date.now());
      const traceHeader = `Root=${traceIds[name]};Sampled=1`;
      results[name] = await application.invoke(name, event, { traceHeader });
      traces[name] = await documentsWith(application.stack, traceIds[name], subsegments);
    }),
  );
}, 60_000);

afterAll(async () => {
  client?.destroy();
  website?.closeAllConnections();
  website?.close();
  database?.close();
  await application?.[Symbol.asyncDispose]();
});

describe('a function with instrumented AWS clients', () => {
  it('has an edge to the bucket, the queue, and the function that it calls', async () => {
    const caller = functionName('AwsCalls');
    const callee = functionName('Callee');
    const { stack } = application;

    // The queue's URL is at the port for functions.
    const shown = (await arrows('AwsCalls')).map((arrow) =>
      arrow.replace(/http:\/\/127\.0\.0\.1:\d+/, 'http://queues'),
    );
    expect(shown).toEqual(
      [
        `client ${caller} > AWS::Lambda ${caller}`,
        `AWS::Lambda ${caller} > AWS::Lambda::Function ${caller}`,
        `AWS::Lambda::Function ${caller} > AWS::S3::Bucket ${stack.template.buckets[0]?.name}`,
        `AWS::Lambda::Function ${caller} > AWS::SQS::Queue http://queues/000000000000/${stack.template.queues[0]?.name}`,
        `AWS::Lambda::Function ${caller} > AWS::Lambda ${callee}`,
        `AWS::Lambda ${callee} > AWS::Lambda::Function ${callee}`,
      ].sort(),
    );
    expect(await application.queued()).toEqual([{ orderId: 'A-7' }]);
  });

  it('has the segment of the called function below the call, and no inferred segment', () => {
    const call = entity('AwsCalls', 'Lambda');
    const below = traces.AwsCalls.filter((segment) => segment.parent_id === call?.id);

    expect(below).toEqual([expect.objectContaining({ origin: 'AWS::Lambda', name: functionName('Callee') })]);
    expect(below[0]?.inferred).toBeUndefined();
    expect(call?.aws).toMatchObject({ operation: 'Invoke', function_name: functionName('Callee') });
  });
});

describe('a function that calls websites', () => {
  it('has their host as a remote node, with separate counts of errors, throttles, and faults', async () => {
    const { Services = [] } = await client.send(new GetTraceGraphCommand({ TraceIds: [traceIds.HttpCalls] }));
    const host = Services.find(({ Type }) => Type === 'remote');

    expect(results.HttpCalls.payload.toString()).toBe(JSON.stringify(STATUSES));
    expect(host).toMatchObject({ Name: '127.0.0.1', State: 'unknown' });
    expect(host?.SummaryStatistics).toEqual({
      OkCount: 1,
      ErrorStatistics: { ThrottleCount: 1, OtherCount: 1, TotalCount: 2 },
      FaultStatistics: { OtherCount: 1, TotalCount: 1 },
      TotalCount: 4,
      TotalResponseTime: expect.any(Number),
    });
  });

  it('has each call in its trace with method, URL, and status, and no call of the runtime', () => {
    const invocation = entity('HttpCalls', 'Invocation');
    const calls = (invocation?.subsegments ?? []).map(({ http, error, throttle, fault }) => ({
      http,
      flags: Object.keys(JSON.parse(JSON.stringify({ error, throttle, fault }))),
    }));

    const flags: Record<number, string[]> = { 404: ['error'], 429: ['error', 'throttle'], 503: ['fault'] };
    expect(calls.sort((a, b) => (a.http?.response?.status ?? 0) - (b.http?.response?.status ?? 0))).toEqual(
      STATUSES.map((status) => ({
        // The SDK leaves the port out.
        http: { request: { url: `http://127.0.0.1/${status}`, method: 'GET' }, response: { status } },
        flags: flags[status] ?? [],
      })),
    );
    const log = application.stack.logs.filterLogEvents({ logGroupName: `/aws/lambda/${functionName('HttpCalls')}` });
    expect(log.filter(({ message }) => message.includes('ERROR'))).toEqual([]);
  });
});

describe('a function that queries a database', () => {
  it('has it as a Database::SQL node, and the query without its values', async () => {
    const name = functionName('SqlQuery');

    expect(results.SqlQuery.payload.toString()).toBe('[{"name":"tea"}]');
    expect(await arrows('SqlQuery')).toContain(`AWS::Lambda::Function ${name} > Database::SQL shop@127.0.0.1`);
    expect(entity('SqlQuery', 'shop@127.0.0.1')).toMatchObject({
      namespace: 'remote',
      sql: {
        url: `postgresql://127.0.0.1:${portOf(database)}/shop`,
        user: 'shop_reader',
        sanitized_query: 'SELECT name FROM products WHERE id = $1',
      },
    });
  });
});

describe('a custom subsegment', () => {
  it('is found by its annotations, strings and numbers', async () => {
    const found = async (FilterExpression: string) => {
      const range = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 1000) };
      const { TraceSummaries } = await client.send(new GetTraceSummariesCommand({ ...range, FilterExpression }));
      return TraceSummaries?.map(({ Id }) => Id);
    };

    expect(await found('annotation.order_id = "A-7" AND annotation.parcels = 2')).toEqual([traceIds.AwsCalls]);
    expect(await found('annotation.order_id = "A-8" OR annotation.parcels > 2')).toEqual([]);
  });

  it('keeps its metadata, and creates no node', async () => {
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [traceIds.AwsCalls] }));
    const documents = (Traces?.[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document ?? '{}') as Entity);
    const pack = documents.flatMap(entitiesIn).filter(({ name }) => name === 'pack');

    expect(pack).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        name: 'pack',
        start_time: expect.any(Number),
        end_time: expect.any(Number),
        annotations: { order_id: 'A-7', parcels: 2 },
        metadata: { warehouse: { event: { orderId: 'A-7' } } },
      },
    ]);
    expect((await arrows('AwsCalls')).join()).not.toContain('pack');
  });
});

function functionName(logicalId: string): string {
  return physicalName(application.stack, logicalId);
}

function entity(name: Name, called: string): Entity | undefined {
  return traces[name].flatMap(entitiesIn).find((each) => each.name === called);
}

async function arrows(name: Name): Promise<string[]> {
  const { Services = [] } = await client.send(new GetTraceGraphCommand({ TraceIds: [traceIds[name]] }));
  return arrowsOf(Services);
}

async function listen(server: SocketServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

function portOf(server: SocketServer): number {
  return (server.address() as AddressInfo).port;
}
