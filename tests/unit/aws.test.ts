import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsAnswer, type AwsRequest, jsonAnswer, s3Error, startAwsServer } from './support/aws-server.ts';

/** The error handler's real SDK clients, before a server that answers as AWS may. */
let connect: typeof import('../../functions/error-handler/aws.ts').connect;
let server: Awaited<ReturnType<typeof startAwsServer>>;

beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
  process.env.AWS_XRAY_CONTEXT_MISSING = 'IGNORE_ERROR';
  ({ connect } = await import('../../functions/error-handler/aws.ts'));
});
afterEach(() => server[Symbol.asyncDispose]());

async function portsBefore(answerTo: (request: AwsRequest, nth: number) => AwsAnswer) {
  server = await startAwsServer(answerTo);
  process.env.AWS_ENDPOINT_URL = server.endpoint;
  return connect('reports');
}

describe('an object of the bucket', () => {
  it('is read with its ETag', async () => {
    const { bucket } = await portsBefore(() => ({ headers: { etag: '"1"' }, body: '{}' }));

    expect(await bucket.read('errors/a')).toEqual({ body: '{}', etag: '"1"' });
  });

  it.each([
    [404, 'NoSuchKey'],
    [403, 'AccessDenied'],
  ])('that S3 answers with %i is not there: without the right to list, S3 does not tell', async (status, code) => {
    const { bucket } = await portsBefore(() => s3Error(status, code));

    expect(await bucket.read('errors/a')).toBeUndefined();
  });

  it('that S3 cannot give now is an error, after it was asked for four times', async () => {
    const { bucket } = await portsBefore(() => s3Error(500, 'InternalError'));

    await expect(bucket.read('errors/a')).rejects.toThrow('InternalError');
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['if there is none', undefined, { 'if-none-match': '*' }],
    ['if it still has its ETag', '"1"', { 'if-match': '"1"' }],
  ])('is written only %s', async (_, etag, condition) => {
    const { bucket } = await portsBefore(() => ({ headers: { etag: '"2"' } }));

    expect(await bucket.write('errors/a/report.html', '<p>', etag)).toBe('"2"');
    expect(server.requests).toMatchObject([{ headers: { ...condition, 'content-type': 'text/html; charset=utf-8' } }]);
  });

  it.each([
    [412, 'PreconditionFailed', 'somebody else has written'],
    [409, 'ConditionalRequestConflict', 'somebody else is writing'],
    [404, 'NoSuchKey', 'somebody has deleted'],
  ])('is not written where S3 answers %i %s, because %s', async (status, code) => {
    const { bucket } = await portsBefore(() => s3Error(status, code));

    expect(await bucket.write('errors/a', '{}', '"1"')).toBeUndefined();
  });

  it('that may not be written is an error', async () => {
    const { bucket } = await portsBefore(() => s3Error(403, 'AccessDenied'));

    await expect(bucket.write('errors/a', '{}', undefined)).rejects.toThrow('AccessDenied');
  });
});

describe('traces', () => {
  it('are read page by page', async () => {
    const { xray } = await portsBefore((_, nth) =>
      jsonAnswer(nth === 0 ? { Traces: [{ Id: 'a' }], NextToken: 'more' } : { Traces: [{ Id: 'b' }] }),
    );

    expect(await xray.batchGetTraces(['a', 'b'])).toEqual([{ Id: 'a' }, { Id: 'b' }]);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({ TraceIds: ['a', 'b'], NextToken: 'more' });
  });

  it('are searched for by the annotation, a quarter of an hour around the request, also behind an empty page', async () => {
    const { xray } = await portsBefore((_, nth) =>
      jsonAnswer(nth === 0 ? { TraceSummaries: [], NextToken: 'more' } : { TraceSummaries: [{ Id: 'a' }] }),
    );
    const aroundMs = Date.parse('2026-11-22T12:00:00Z');

    expect(await xray.findTraceId('request-1', aroundMs)).toBe('a');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      TimeRangeType: 'Event',
      FilterExpression: 'annotation.request_id = "request-1"',
      StartTime: aroundMs / 1000 - 900,
      EndTime: aroundMs / 1000 + 900,
    });
  });

  it('are not searched for in the future', async () => {
    const { xray } = await portsBefore(() => jsonAnswer({ TraceSummaries: [] }));

    expect(await xray.findTraceId('request-1', Date.now())).toBeUndefined();
    expect(JSON.parse(server.requests[0]?.body ?? '').EndTime).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });
});
