import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Services } from '../../functions/error-handler/report-failures.ts';
import { type AwsAnswer, type AwsRequest, jsonAnswer, s3Error, startAwsServer } from './support/aws-server.ts';
import { createFakeAws } from './support/fake-aws.ts';

/** The real SDK clients of the error handler, with a server on loopback that answers as AWS may. */
let connect: typeof import('../../functions/error-handler/aws.ts').connect;
let server: Awaited<ReturnType<typeof startAwsServer>>;

beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
  ({ connect } = await import('../../functions/error-handler/aws.ts'));
});
afterEach(() => server[Symbol.asyncDispose]());

const { clock } = createFakeAws();

async function servicesBefore(answerTo: (request: AwsRequest, nth: number) => AwsAnswer): Promise<Services> {
  server = await startAwsServer(answerTo);
  process.env.AWS_ENDPOINT_URL = server.endpoint;
  return connect('reports', clock);
}

const bodyOf = (nth: number) => JSON.parse(server.requests[nth]?.body || '{}') as Record<string, unknown>;
const callsMade = () => server.requests.map(({ call }) => call);

describe('an object in the bucket', () => {
  const object = { key: 'reports/a/report.html', body: '<p>', contentType: 'text/html', rank: 7 };

  it.each([
    ['only if there is none', undefined, { 'if-none-match': '*' }],
    ['only if it still has its ETag', '"1"', { 'if-match': '"1"' }],
  ])('is written %s', async (_, etag, condition) => {
    const { bucket } = await servicesBefore(() => ({ headers: { etag: '"2"' } }));

    expect(await bucket.write(object, etag)).toBe('written');
    expect(server.requests).toMatchObject([
      {
        call: 'PUT /reports/reports/a/report.html',
        headers: { ...condition, 'content-type': 'text/html', 'x-amz-meta-rank': '7' },
      },
    ]);
  });

  it.each([
    [412, 'PreconditionFailed', 'exists'],
    [409, 'ConditionalRequestConflict', 'conflict'],
    [404, 'NoSuchKey', 'conflict'],
  ])('is not written if S3 answers with %i %s, which means "%s"', async (status, code, outcome) => {
    const { bucket } = await servicesBefore(() => s3Error(status, code));

    expect(await bucket.write(object, '"1"')).toBe(outcome);
  });

  it('is an error if it may not be written', async () => {
    const { bucket } = await servicesBefore(() => s3Error(403, 'AccessDenied'));

    await expect(bucket.write(object, undefined)).rejects.toThrow('AccessDenied');
  });

  it('is an error if S3 fails four times', async () => {
    const { bucket } = await servicesBefore(() => s3Error(500, 'InternalError'));

    await expect(bucket.write(object, undefined)).rejects.toThrow('InternalError');
    expect(server.requests).toHaveLength(4);
  });

  it('has an ETag and a rank', async () => {
    const { bucket } = await servicesBefore(() => ({ headers: { etag: '"1"', 'x-amz-meta-rank': '7' } }));

    expect(await bucket.look('reports/a')).toEqual({ etag: '"1"', rank: 7 });
    expect(callsMade()).toEqual(['HEAD /reports/reports/a']);
  });

  it('has rank 0 if it was stored without one', async () => {
    const { bucket } = await servicesBefore(() => ({ headers: { etag: '"1"' } }));

    expect(await bucket.look('reports/a')).toEqual({ etag: '"1"', rank: 0 });
  });

  it('has no rank if it never replaces another one', async () => {
    const { bucket } = await servicesBefore(() => ({ headers: { etag: '"1"' } }));

    await bucket.write({ ...object, rank: undefined }, undefined);

    expect(server.requests[0]?.headers).not.toHaveProperty('x-amz-meta-rank');
  });

  it('is an error if it may not be read', async () => {
    const { bucket } = await servicesBefore(() => ({ status: 403 }));

    await expect(bucket.look('reports/a')).rejects.toThrow();
  });
});

describe('a log stream', () => {
  const query = { logGroup: 'g', logStream: 's', fromMs: 1000.7, toMs: 2000.2, token: undefined };

  it('is read backwards, from page to page', async () => {
    const { logs } = await servicesBefore(() =>
      jsonAnswer({ events: [{ timestamp: 1, message: 'a', ingestionTime: 2 }], nextBackwardToken: 'older' }),
    );

    expect(await logs.readPage(query)).toEqual({ events: [{ timestamp: 1, message: 'a' }], olderToken: 'older' });
    expect(bodyOf(0)).toEqual({
      logGroupName: 'g',
      logStreamName: 's',
      startTime: 1000,
      endTime: 2001,
      startFromHead: false,
    });
  });

  it('has no older page if the token stays the same', async () => {
    const { logs } = await servicesBefore(() => jsonAnswer({ events: [], nextBackwardToken: 'same' }));

    expect(await logs.readPage({ ...query, token: 'same' })).toEqual({ events: [], olderToken: undefined });
    expect(bodyOf(0)).toMatchObject({ nextToken: 'same' });
  });

  it('is undefined if it does not exist, and an error if it may not be read', async () => {
    const { logs } = await servicesBefore((_, nth) =>
      jsonAnswer({ __type: nth === 0 ? 'ResourceNotFoundException' : 'AccessDeniedException', message: 'm' }, 400),
    );

    expect(await logs.readPage(query)).toBeUndefined();
    await expect(logs.readPage(query)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is asked for again if CloudWatch Logs does not answer within two seconds', async () => {
    const { logs } = await servicesBefore((_, nth) => (nth === 0 ? 'none' : jsonAnswer({ events: [] })));

    expect(await logs.readPage(query)).toEqual({ events: [], olderToken: undefined });
    expect(server.requests).toHaveLength(2);
  }, 10_000);
});

describe('traces', () => {
  const never = Number.POSITIVE_INFINITY;
  const documents = (id: string) => [
    { Id: id, Document: JSON.stringify({ id }) },
    { Id: 'x', Document: 'no JSON' },
  ];

  it('are read five at a time, and page by page', async () => {
    const { traces } = await servicesBefore((_, nth) =>
      jsonAnswer({
        Traces: [{ Id: `t${nth}`, Segments: documents(`s${nth}`) }],
        ...(nth === 0 && { NextToken: 'more' }),
      }),
    );
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];

    const found = await traces.getTraces(ids, never);

    expect([...found]).toEqual([0, 1, 2].map((n) => [`t${n}`, [{ id: `s${n}` }]]));
    expect(server.requests.map((_, nth) => bodyOf(nth))).toEqual([
      { TraceIds: ids.slice(0, 5) },
      { TraceIds: ids.slice(0, 5), NextToken: 'more' },
      { TraceIds: ['f'] },
    ]);
  });

  it('have all their segments, also if these are on several pages', async () => {
    const { traces } = await servicesBefore((_, nth) =>
      jsonAnswer({
        Traces: [{ Id: 'a', Segments: documents(`s${nth}`) }],
        ...(nth === 0 && { NextToken: 'more' }),
      }),
    );

    expect([...(await traces.getTraces(['a'], never))]).toEqual([['a', [{ id: 's0' }, { id: 's1' }]]]);
  });

  it('are not found if X-Ray knows their IDs, but no segments', async () => {
    const { traces } = await servicesBefore(() => jsonAnswer({ Traces: [{ Id: 'a', Segments: [] }] }));

    expect(await traces.getTraces(['a'], never)).toEqual(new Map());
  });

  it('are not read when there is no time left', async () => {
    const { traces } = await servicesBefore(() => jsonAnswer({ Traces: [] }));

    await expect(traces.getTraces(['a'], clock.now())).rejects.toThrow('There was no time left to read more traces.');
    expect(server.requests).toHaveLength(0);
  });

  it('are searched for by the annotation, a quarter of an hour around the request, also behind an empty page', async () => {
    const { traces } = await servicesBefore((_, nth) =>
      jsonAnswer(nth === 0 ? { TraceSummaries: [], NextToken: 'more' } : { TraceSummaries: [{ Id: 'a' }] }),
    );
    const aroundMs = clock.now() - 3_600_000;

    expect(await traces.searchTraceId('request-1', aroundMs, never)).toBe('a');
    expect(bodyOf(0)).toEqual({
      TimeRangeType: 'Event',
      FilterExpression: 'annotation.request_id = "request-1"',
      StartTime: aroundMs / 1000 - 900,
      EndTime: aroundMs / 1000 + 900,
    });
    expect(bodyOf(1)).toMatchObject({ NextToken: 'more' });
  });

  it('are not searched for when there is no time left', async () => {
    const { traces } = await servicesBefore(() => jsonAnswer({ TraceSummaries: [] }));

    await expect(traces.searchTraceId('request-1', clock.now(), clock.now())).rejects.toThrow('no time left');
    expect(callsMade()).toEqual([]);
  });

  it('are not searched for in the future', async () => {
    const { traces } = await servicesBefore(() => jsonAnswer({ TraceSummaries: [] }));

    expect(await traces.searchTraceId('request-1', clock.now(), never)).toBeUndefined();
    expect(bodyOf(0)).toMatchObject({ EndTime: clock.now() / 1000 });
  });
});

describe('Transaction Search', () => {
  it.each([
    ['on', 'CloudWatchLogs', 'ACTIVE', true],
    ['off', 'CloudWatchLogs', 'PENDING', false],
    ['off', 'XRay', 'ACTIVE', false],
  ])('is %s if the destination is %s, and its status %s', async (_, Destination, Status, expected) => {
    const { traces } = await servicesBefore(() => jsonAnswer({ Destination, Status }));

    expect(await traces.usesTransactionSearch()).toBe(expected);
    expect(await traces.usesTransactionSearch()).toBe(expected);
    expect(callsMade()).toEqual(['/GetTraceSegmentDestination']);
  });

  it('is asked for again after an error', async () => {
    const { traces } = await servicesBefore((_, nth) =>
      nth === 0
        ? jsonAnswer({ __type: 'AccessDeniedException', message: 'm' }, 403)
        : jsonAnswer({ Destination: 'CloudWatchLogs', Status: 'ACTIVE' }),
    );

    await expect(traces.usesTransactionSearch()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await traces.usesTransactionSearch()).toBe(true);
  });
});

describe('a retrieval', () => {
  const range = { fromMs: 1_000_000, toMs: 2_000_000 };
  const never = Number.POSITIVE_INFINITY;

  /** Answers with these statuses, one after the other, and with two pages when it is complete. */
  const retrieval = (...statuses: string[]) => {
    return ({ call, body }: AwsRequest): AwsAnswer => {
      if (call === '/StartTraceRetrieval') return jsonAnswer({ RetrievalToken: 'token' });
      if (body.includes('NextToken')) return page('COMPLETE', 'b');
      const status = statuses.shift() ?? 'RUNNING';
      return status === 'COMPLETE' ? page(status, 'a', 'more') : jsonAnswer({ RetrievalStatus: status, Traces: [] });
    };
  };
  const page = (RetrievalStatus: string, id: string, NextToken?: string) =>
    jsonAnswer({
      RetrievalStatus,
      TraceFormat: 'XRAY',
      Traces: [{ Id: id, Spans: [{ Id: id, Document: JSON.stringify({ id }) }] }],
      ...(NextToken && { NextToken }),
    });

  it('is started once for all traces, and read until it is complete, page by page', async () => {
    const { traces } = await servicesBefore(retrieval('SCHEDULED', 'RUNNING', 'COMPLETE'));

    const found = await traces.retrieveTraces(['a', 'b'], range, never);

    expect([...found]).toEqual([
      ['a', [{ id: 'a' }]],
      ['b', [{ id: 'b' }]],
    ]);
    expect(callsMade()).toEqual(['/StartTraceRetrieval', ...Array(4).fill('/ListRetrievedTraces')]);
    expect(bodyOf(0)).toEqual({ TraceIds: ['a', 'b'], StartTime: 1000, EndTime: 2000 });
    expect(bodyOf(4)).toEqual({ RetrievalToken: 'token', TraceFormat: 'XRAY', NextToken: 'more' });
  });

  it('is not started for no trace, which AWS may take for all traces', async () => {
    const { traces } = await servicesBefore(retrieval());

    expect([...(await traces.retrieveTraces([], range, never))]).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it('is started for at most 100 traces', async () => {
    const { traces } = await servicesBefore(retrieval('COMPLETE', 'COMPLETE'));

    await traces.retrieveTraces(
      Array.from({ length: 101 }, (_, n) => `t${n}`),
      range,
      never,
    );

    expect(callsMade().filter((call) => call === '/StartTraceRetrieval')).toHaveLength(2);
  });

  it.each(['FAILED', 'CANCELLED', 'TIMEOUT'])('that ends with %s has found nothing', async (status) => {
    const { traces } = await servicesBefore(retrieval(status));

    expect([...(await traces.retrieveTraces(['a'], range, never))]).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  it('that takes too long is left to the next look', async () => {
    const { traces } = await servicesBefore(retrieval());

    expect([...(await traces.retrieveTraces(['a'], range, never))]).toEqual([]);
    expect(server.requests).toHaveLength(11);
  });

  it('ends with an error when there is no time left', async () => {
    const { traces } = await servicesBefore(retrieval());

    await expect(traces.retrieveTraces(['a'], range, clock.now() + 2000)).rejects.toThrow('no time left');
  });
});
