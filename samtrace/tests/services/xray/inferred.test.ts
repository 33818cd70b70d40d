import { describe, expect, it } from '@jest/globals';
import { awsCall, id, lambdaSegments, NOW_SECONDS, segment, subsegment, TRACE_ID, xrayWith } from './support.ts';
import { documentsOf } from './support-traces.ts';

const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

/** The node that a call makes on the map, and the origin and resource in the trace. */
function inferredBy(call: Parameters<typeof subsegment>[0]) {
  const xray = xrayWith([segment(), subsegment(call)]);
  const [app, inferred] = documentsOf(xray).sort((a) => (a.inferred ? 1 : -1));
  const node = xray.serviceGraph(everything).find(({ State, Type }) => State === 'unknown' && Type !== 'client');
  return {
    name: node?.Name,
    type: node?.Type,
    origin: inferred?.origin,
    resources: app?.subsegments?.[0]?.aws?.resource_names,
  };
}

/** The node of the spelling of the AWS SDK for JavaScript v3. */
function nodeOf(name: string, aws: Record<string, unknown>) {
  const { name: nodeName, type } = inferredBy({ name, namespace: 'aws', aws });
  return { name: nodeName, type };
}

describe('a called service that sends no segments', () => {
  it('is inferred from the finished call, one segment each', () => {
    const http = { response: { status: 200, content_length: 85 } };
    const call = awsCall('CloudWatchLogs', { aws: { operation: 'GetLogEvents', retries: 1 }, http, throttle: true });

    const xray = xrayWith([...lambdaSegments('fn'), { ...call, annotations: { a: 1 }, metadata: { default: {} } }]);

    expect(documentsOf(xray).filter(({ inferred }) => inferred)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        name: 'CloudWatchLogs',
        start_time: NOW_SECONDS,
        trace_id: TRACE_ID,
        end_time: NOW_SECONDS + 1,
        parent_id: call.id,
        inferred: true,
        throttle: true,
        http,
        aws: { operation: 'GetLogEvents', retries: 1 },
        origin: 'AWS::CloudWatchLogs',
      },
    ]);
  });

  it('is between the caller and the service that it calls', () => {
    // As in the path Function, AWS::Events, AWS::Lambda of a trace recorded by awslabs/aws-iatk.
    const call = awsCall('Events', { aws: { operation: 'PutEvents' } });
    const target = segment({ id: id('9'), parent_id: call.id, name: 'target', origin: 'AWS::Lambda' });

    const xray = xrayWith([...lambdaSegments('fn'), call, target]);

    const documents = documentsOf(xray);
    const inferred = documents.find((document) => document.inferred);
    expect(inferred).toMatchObject({ parent_id: call.id, origin: 'AWS::Events' });
    expect(documents.find(({ name }) => name === 'target')?.parent_id).toBe(inferred?.id);
  });

  it.each([
    ['DynamoDB', { table_name: 'todos' }, 'AWS::DynamoDB::Table', 'todos'],
    ['S3', { bucket_name: 'reports' }, 'AWS::S3::Bucket', 'reports'],
    ['SQS', { queue_url: 'https://sqs/q' }, 'AWS::SQS::Queue', 'https://sqs/q'],
    ['Lambda', { function_name: 'callee' }, 'AWS::Lambda', 'callee'],
  ])('is the resource in a call of %s', (name, aws, type, resource) => {
    expect(inferredBy({ name, namespace: 'aws', aws })).toEqual({
      name: resource,
      type,
      origin: type,
      resources: [resource],
    });
  });

  it.each([
    ['DynamoDB', ['dynamodb', 'DynamoDb', 'DynamoDBv2', 'AmazonDynamoDBv2'], { table_name: 'todos' }],
    ['S3', ['s3', 'Amazon S3'], { bucket_name: 'reports' }],
    ['SQS', ['sqs', 'Sqs', 'AmazonSQS', 'Amazon SQS'], { queue_url: 'https://sqs/q' }],
    ['SNS', ['sns', 'Sns', 'AmazonSNS', 'Amazon SNS', 'SimpleNotificationService'], { topic_arn: 'arn:aws:sns:x' }],
    ['Lambda', ['lambda', 'AWSLambda'], { function_name: 'callee' }],
    ['Events', ['events', 'CloudWatchEvents'], {}],
    ['EventBridge', ['eventbridge', 'AmazonEventBridge'], {}],
  ])('%s is one node for all X-Ray SDKs, which write %j', (name, spellings, aws) => {
    const segments = [name, ...spellings].map((spelling, index) =>
      subsegment({ id: id(`c${index}`), name: spelling, namespace: 'aws', aws }),
    );

    const nodes = xrayWith([segment(), ...segments]).serviceGraph(everything);

    const called = nodes.filter(({ State, Type }) => State === 'unknown' && Type !== 'client');
    expect(called.map(({ SummaryStatistics }) => SummaryStatistics.TotalCount)).toEqual([segments.length]);
    expect({ name: called[0]?.Name, type: called[0]?.Type }).toEqual(expect.objectContaining(nodeOf(name, aws)));
  });

  it.each([
    ['S3', {}, 'AWS::S3'],
    ['SNS', { topic_arn: 'arn:aws:sns:us-east-1:000000000000:t' }, 'AWS::SNS'],
    ['XRay', { operation: 'BatchGetTraces' }, 'AWS::XRay'],
    ['Lambda', { operation: 'ListFunctions' }, 'AWS::Lambda'],
  ])('is the AWS service if a call of %s has no resource', (name, aws, type) => {
    expect(inferredBy({ name, namespace: 'aws', aws })).toEqual({ name, type, origin: type });
  });

  it('is a remote host for an HTTP call, without an origin in the trace', () => {
    expect(inferredBy({ name: 'api.example.com', namespace: 'remote' })).toEqual({
      name: 'api.example.com',
      type: 'remote',
    });
  });

  it('is a database for an SQL query', () => {
    const sql = { url: 'postgres://db.example.com/shop', sanitized_query: 'SELECT 1' };

    expect(inferredBy({ name: 'shop@db.example.com', namespace: 'remote', sql })).toEqual({
      name: 'shop@db.example.com',
      type: 'Database::SQL',
      origin: 'Database::SQL',
    });
  });
});

describe('no service is inferred', () => {
  const inferredAmong = (documents: Parameters<typeof xrayWith>[0]) =>
    documentsOf(xrayWith(documents)).filter(({ inferred }) => inferred);

  it('if the called service sends its own segment', () => {
    const callee = segment({ id: id('d'), parent_id: id('c'), name: 'callee', origin: 'AWS::Lambda' });

    expect(inferredAmong([...lambdaSegments('fn'), awsCall('Lambda'), callee])).toEqual([]);
  });

  it('from a subsegment without a namespace', () => {
    expect(inferredAmong([segment(), subsegment()])).toEqual([]);
  });

  it.each(['local', '', 'other'])('from a subsegment with the namespace %j, which is not a call', (namespace) => {
    expect(inferredAmong([segment(), subsegment({ name: '## handler', namespace })])).toEqual([]);
  });

  it('from a call that has not ended', () => {
    const { end_time: _endTime, ...open } = awsCall('S3', { in_progress: true });

    expect(inferredAmong([...lambdaSegments('fn'), open])).toEqual([]);
  });
});
