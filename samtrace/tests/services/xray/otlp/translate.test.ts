import { describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '../../../../src/aws/segment-document.ts';
import { checkDocument } from '../../../../src/services/xray/document-check.ts';
import { SPAN_KIND, STATUS_CODE } from '../../../../src/services/xray/otlp/span.ts';
import { documentsOf } from '../../../../src/services/xray/otlp/translate/documents.ts';
import { TRACE_ID } from '../support.ts';
import { OTEL_TRACE_ID, otlpSpan } from './support-spans.ts';

const { internal, server, client, producer, consumer } = SPAN_KIND;
const S3_CALL = { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'rpc.method': 'PutObject' };

/** The one document of a span. X-Ray accepts it. */
function documentOf(span: Parameters<typeof otlpSpan>[0]): SegmentDocument {
  const [document, ...more] = documentsOf(otlpSpan(span));
  if (document === undefined || more.length > 0) throw new Error(`${more.length + 1} documents`);
  expect(checkDocument(JSON.stringify(document))).not.toHaveProperty('ErrorCode');
  return document;
}

describe('a span as a segment document', () => {
  it('keeps its IDs and times', () => {
    expect(documentOf({ kind: internal })).toEqual({
      id: 'b'.repeat(16),
      trace_id: TRACE_ID,
      parent_id: 'a'.repeat(16),
      type: 'subsegment',
      name: 'work',
      start_time: 1_700_000_000,
      end_time: 1_700_000_001,
      aws: {},
    });
  });

  it.each([
    ['a server', { kind: server }, undefined],
    ['a root span', { kind: client, parentSpanId: '' }, undefined],
    ['a root span whose parent is zeros', { kind: internal, parentSpanId: '0'.repeat(16) }, undefined],
    ['the local root', { kind: internal, attributes: { 'aws.span.kind': 'LOCAL_ROOT' } }, undefined],
    ['an inner span', { kind: internal }, 'subsegment'],
    ['a call', { kind: client }, 'subsegment'],
  ])('of %s has the type', (_what, span, type) => {
    expect(documentOf(span).type).toBe(type);
  });

  it.each([
    ['the local service of a server', { kind: server, attributes: { 'aws.local.service': 'shop' } }, 'shop'],
    ['the remote service of a call', { kind: client, attributes: { 'aws.remote.service': 'bank' } }, 'bank'],
    ['the AWS service', { kind: client, attributes: { ...S3_CALL, 'aws.remote.service': 'AWS::S3' } }, 'S3'],
    ['the peer', { kind: client, attributes: { 'peer.service': 'mail', 'rpc.service': 'Mailer' } }, 'mail'],
    [
      'the database and its host',
      { kind: client, attributes: { 'db.name': 'shop', 'db.connection_string': 'jdbc:mysql://db.local:3306' } },
      'shop@db.local',
    ],
    ['the database', { kind: client, attributes: { 'db.name': 'shop' } }, 'shop'],
    ['the resource of a server', { kind: server, resource: { 'service.name': 'shop' } }, 'shop'],
    ['the RPC service', { kind: client, attributes: S3_CALL }, 'S3'],
    ['the host', { kind: client, attributes: { 'http.host': 'example.com' } }, 'example.com'],
    ['the peer’s name', { kind: client, attributes: { 'net.peer.name': 'example.com' } }, 'example.com'],
    ['the server’s address', { kind: client, attributes: { 'server.address': 'example.com' } }, 'example.com'],
    ['the span, without what X-Ray refuses', { name: 'GET <id>, twice!' }, 'GET id twice'],
    ['span, if nothing is left', { name: '<>' }, 'span'],
  ])('is named after %s', (_what, span, name) => {
    expect(documentOf(span).name).toBe(name);
  });

  it.each([
    ['an AWS call', client, S3_CALL, 'aws'],
    ['another call', client, {}, 'remote'],
    ['a message to a known service', producer, { 'aws.remote.service': 'queue' }, 'remote'],
    ['a message', producer, {}, undefined],
    ['inner work', internal, {}, undefined],
  ])('of %s has the namespace', (_what, kind, attributes, namespace) => {
    expect(documentOf({ kind, attributes }).namespace).toBe(namespace);
  });

  it.each([
    [400, STATUS_CODE.unset, { error: true }],
    [404, STATUS_CODE.error, { error: true }],
    [429, STATUS_CODE.unset, { error: true, throttle: true }],
    [500, STATUS_CODE.unset, { fault: true }],
    [200, STATUS_CODE.error, { fault: true }],
    [undefined, STATUS_CODE.error, { fault: true }],
    [undefined, STATUS_CODE.ok, {}],
  ])('with HTTP status %s and status code %s fails as %j', (httpStatus, code, expected) => {
    const attributes = httpStatus === undefined ? {} : { 'http.response.status_code': httpStatus };
    const { error, fault, throttle } = documentOf({ kind: client, attributes, status: { code, message: '' } });

    expect({ error, fault, throttle }).toEqual(expected);
  });

  it('has the exceptions of its events, with their frames', () => {
    const attributes = new Map(
      Object.entries({
        'exception.type': 'TypeError',
        'exception.message': 'no tea',
        'exception.stacktrace':
          'TypeError: no tea\n    at brew (/var/task/index.js:7:9)\n    at file:///var/task/a.mjs:1:2\n    at async node:internal/x',
      }),
    );
    const { cause } = documentOf({
      kind: server,
      resource: { 'telemetry.sdk.language': 'nodejs' },
      events: [{ timeNs: 0n, name: 'exception', attributes }],
    });

    expect(cause).toEqual({
      exceptions: [
        {
          id: expect.stringMatching(/^[0-9a-f]{16}$/),
          type: 'TypeError',
          message: 'no tea',
          remote: false,
          stack: [
            { label: 'brew', path: '/var/task/index.js', line: 7 },
            { path: 'file:///var/task/a.mjs', line: 1 },
            { path: 'async node:internal/x', line: 0 },
          ],
        },
      ],
    });
  });

  it('has the failed answer of an AWS service as an exception', () => {
    const event = new Map(Object.entries({ 'http.response.status_code': 503, 'aws.http.error_message': 'slow down' }));
    const { cause } = documentOf({
      kind: client,
      attributes: S3_CALL,
      events: [{ timeNs: 1_700_000_000_000_005_000n, name: 'HTTP request failure', attributes: event }],
    });

    expect(cause).toMatchObject({
      exceptions: [{ type: 'aws.http.error.event', message: '503@1700000000.000005@slow down', remote: true }],
    });
  });

  it('has the message of its status as an exception without type, only if the status is ERROR', () => {
    const message = 'broken';

    expect(documentOf({ kind: client, status: { code: STATUS_CODE.error, message } }).cause).toEqual({
      exceptions: [{ id: expect.any(String), message, remote: true }],
    });
    expect(documentOf({ kind: client, status: { code: STATUS_CODE.ok, message } }).cause).toBeUndefined();
  });

  it.each([
    [
      'today’s names',
      client,
      {
        'http.request.method': 'GET',
        'url.full': 'http://a/b',
        'http.response.status_code': 200,
        'user_agent.original': 'x',
      },
      { request: { method: 'GET', url: 'http://a/b', user_agent: 'x' }, response: { status: 200 } },
    ],
    [
      'the names before 2023',
      server,
      {
        'http.method': 'GET',
        'http.scheme': 'https',
        'http.host': 'a',
        'net.host.port': 8443,
        'http.target': '/b?c',
        'http.client_ip': '10.0.0.1',
      },
      { request: { method: 'GET', url: 'https://a:8443/b?c', client_ip: '10.0.0.1', x_forwarded_for: true } },
    ],
    [
      'parts of the URL',
      client,
      { 'url.scheme': 'https', 'server.address': 'a', 'server.port': 443, 'url.path': '/b', 'url.query': 'c=1' },
      { request: { url: 'https://a/b?c=1' } },
    ],
    [
      'a client’s address that is no IP',
      server,
      { 'client.address': 'somebody', 'network.peer.address': '10.0.0.2', 'http.request.method': 'GET' },
      { request: { method: 'GET', client_ip: '10.0.0.2' } },
    ],
    ['no attribute of HTTP', client, { 'server.address': 'a' }, undefined],
  ])('has an http block from %s', (_what, kind, attributes, http) => {
    expect(documentOf({ kind, attributes }).http).toEqual(http);
  });

  it('has an sql block for an SQL database, and metadata for another one', () => {
    const attributes = { 'db.system': 'postgresql', 'db.name': 'shop', 'db.user': 'me', 'db.statement': 'SELECT 1' };

    expect(documentOf({ kind: client, attributes })).toMatchObject({
      sql: {
        url: 'work',
        connection_string: 'localhost/shop',
        database_type: 'postgresql',
        user: 'me',
        sanitized_query: 'SELECT 1',
      },
    });
    const redis = documentOf({ kind: client, attributes: { 'db.system': 'redis' } });
    expect([redis.sql, redis.metadata]).toEqual([undefined, { default: { 'db.system': 'redis' } }]);
  });

  it.each([
    [S3_CALL, { operation: 'PutObject' }],
    [{ 'aws.operation': 'Put', 'rpc.method': 'PutObject' }, { operation: 'Put' }],
    [{ 'aws.request.id': 'r' }, { request_id: 'r' }],
    [
      { 'aws.request_id': 'r', 'aws.region': 'us-east-1', 'aws.account_id': '1' },
      { request_id: 'r', region: 'us-east-1', account_id: '1' },
    ],
    [{ 'messaging.url': 'https://q' }, { queue_url: 'https://q' }],
    [{ 'aws.dynamodb.table_names': ['a'] }, { table_name: 'a' }],
    [{ 'aws.dynamodb.table_names': ['a', 'b'] }, { table_names: ['a', 'b'] }],
    [{ 'aws.table.name': 'a' }, { table_name: 'a' }],
    [{ 'aws.s3.bucket': 'b' }, { bucket_name: 'b' }],
    [{ 'faas.invoked_name': 'f' }, { function_name: 'f' }],
    [{ 'aws.sns.topic.arn': 't' }, { topic_arn: 't' }],
  ])('with the attributes %j has the aws block %j', (attributes, aws) => {
    expect(documentOf({ kind: client, attributes: attributes as Record<string, string> }).aws).toEqual(aws);
  });

  it('has the logs, the account and the SDK of its resource in the aws block, unless it runs elsewhere', () => {
    const resource = {
      'cloud.account.id': '123456789012',
      'aws.log.group.names': '/aws/lambda/f&other',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': '2.8.0',
    };

    expect(documentOf({ resource }).aws).toEqual({
      account_id: '123456789012',
      cloudwatch_logs: [{ log_group: '/aws/lambda/f' }, { log_group: 'other' }],
      xray: { sdk: 'opentelemetry for nodejs', sdk_version: '2.8.0', auto_instrumentation: false },
    });
    expect(documentOf({ resource: { ...resource, 'cloud.provider': 'gcp' } }).aws).toBeUndefined();
  });

  it.each([
    ['aws_lambda', {}, undefined],
    ['aws_ec2', {}, 'AWS::EC2::Instance'],
    ['aws_ecs', {}, 'AWS::ECS::Container'],
    ['aws_ecs', { 'aws.ecs.launchtype': 'fargate' }, 'AWS::ECS::Fargate'],
    ['aws_ec2', { 'cloud.provider': 'azure' }, undefined],
  ])('on the platform %s with %j has the origin %s', (platform, more, origin) => {
    expect(documentOf({ kind: server, resource: { 'cloud.platform': platform, ...more } }).origin).toBe(origin);
  });

  it('has annotations for the attributes that aws.xray.annotations lists, and metadata for the rest', () => {
    const document = documentOf({
      kind: server,
      attributes: {
        'aws.xray.annotations': ['order-id', 'list'],
        'order-id': 7,
        list: ['a'],
        color: 'red',
        'aws.xray.metadata.cart': '{"items":2}',
        'aws.xray.metadata.broken': '{',
        'enduser.id': 'ann',
      },
      resource: { 'service.version': '1.2' },
    });

    expect(document).toMatchObject({ user: 'ann', service: { version: '1.2' } });
    expect(document.annotations).toEqual({ order_id: 7 });
    expect(document.metadata).toEqual({
      default: { color: 'red', list: ['a'], 'aws.xray.metadata.broken': '{', 'otel.resource.service.version': '1.2' },
      cart: { items: 2 },
    });
  });

  it('has the attributes of its resource only if it is a segment', () => {
    const resource = { 'service.name': 'shop' };

    expect(documentOf({ kind: internal, resource }).metadata).toBeUndefined();
    expect(documentOf({ kind: server, resource }).metadata).toEqual({
      default: { 'otel.resource.service.name': 'shop' },
    });
  });

  it('has its links, with IDs as X-Ray writes them', () => {
    const link = { traceId: OTEL_TRACE_ID, spanId: 'c'.repeat(16), attributes: new Map([['why', 'batch']]) };

    expect(documentOf({ links: [link] }).links).toEqual([
      { trace_id: TRACE_ID, id: 'c'.repeat(16), attributes: { why: 'batch' } },
    ]);
  });
});

describe('the first span of a service that is a call', () => {
  const attributes = {
    'aws.span.kind': 'LOCAL_ROOT',
    'aws.local.service': 'shipping',
    'aws.remote.service': 'AWS::SQS',
    'rpc.system': 'aws-api',
    'rpc.method': 'ReceiveMessage',
    'messaging.url': 'https://q',
  };
  const links = [{ traceId: OTEL_TRACE_ID, spanId: 'c'.repeat(16), attributes: new Map() }];
  const resource = { 'service.name': 'shipping', 'cloud.platform': 'aws_ec2' };

  it.each([
    ['a consumer', consumer, true, false],
    ['a producer', producer, false, true],
    ['a client', client, false, true],
  ])('becomes a segment and a subsegment if it is %s', (_what, kind, segmentHasLinks, callHasLinks) => {
    const [segment, call, ...more] = documentsOf(otlpSpan({ kind, attributes, links, resource }));

    expect(more).toEqual([]);
    expect(segment).toMatchObject({ name: 'shipping', parent_id: 'a'.repeat(16), origin: 'AWS::EC2::Instance' });
    expect(segment?.type).toBeUndefined();
    expect(segment?.namespace).toBeUndefined();
    expect(segment?.aws).toEqual({});
    expect(segment?.metadata).toEqual({
      default: { 'otel.resource.service.name': 'shipping', 'otel.resource.cloud.platform': 'aws_ec2' },
    });
    expect(call).toMatchObject({ name: 'SQS', id: 'b'.repeat(16), parent_id: segment?.id, type: 'subsegment' });
    expect(call).toMatchObject({ namespace: 'aws', aws: { operation: 'ReceiveMessage', queue_url: 'https://q' } });
    expect([segment, call].map((document) => document?.links !== undefined)).toEqual([segmentHasLinks, callHasLinks]);
  });

  it('gets the same IDs when it is sent again', () => {
    const span = otlpSpan({ kind: client, attributes, resource });

    expect(documentsOf(span)).toEqual(documentsOf(span));
  });
});
