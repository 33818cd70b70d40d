import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { jsonAnswer, s3Error, startAwsServer } from './support/aws-server.ts';
import { REQUEST_ID, thrown } from './support/lambda-log.ts';

/** The handler with its real clients, and a server that answers as AWS does. */
let handler: typeof import('../../functions/error-handler/index.ts').handler;
let server: Awaited<ReturnType<typeof startAwsServer>>;
let isS3Down = false;

const own = thrown(0);
const CONTEXT = { getRemainingTimeInMillis: () => 300_000 } as Context;

beforeAll(async () => {
  server = await startAwsServer(({ call }) => {
    if (call === 'GetLogEvents') return jsonAnswer({ events: own.all });
    if (call.startsWith('PUT')) return isS3Down ? s3Error(403, 'AccessDenied') : { headers: { etag: '"1"' } };
    return jsonAnswer({});
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_ENDPOINT_URL: server.endpoint,
    REPORT_BUCKET: 'reports',
    TRACE_WAIT_SECONDS: '45',
  });
  ({ handler } = await import('../../functions/error-handler/index.ts'));
});
afterAll(() => server[Symbol.asyncDispose]());

beforeEach(() => {
  server.requests.length = 0;
  isS3Down = false;
  jest.spyOn(console, 'info').mockReturnValue();
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'error').mockReturnValue();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

function eventOf(body: object) {
  const delivery = {
    messageType: 'DATA_MESSAGE',
    logGroup: '/aws/lambda/orders',
    logStream: 's',
    logEvents: [],
    ...body,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(delivery)).toString('base64') } };
}

describe('the handler', () => {
  // The failure is old, so that the wait is over.
  const event = eventOf({ logEvents: [{ id: '1', ...own.error }] });

  it('stores a report of each failed request, and logs where', async () => {
    expect(await handler(event, CONTEXT)).toEqual({ reports: 1 });

    const folder = `reports/2026-11-22/orders/120000.500-${REQUEST_ID}-63b9ed65/`;
    expect(console.info).toHaveBeenCalledWith({ message: 'Stored reports', folders: [folder] });
    const written = server.requests.map(({ call }) => call).filter((call) => call.startsWith('PUT'));
    expect(written).toContain(`PUT /reports/${folder}report.json`);
    expect(written).toHaveLength(5);
  });

  it('does nothing for a control message', async () => {
    expect(await handler(eventOf({ messageType: 'CONTROL_MESSAGE' }), CONTEXT)).toEqual({ reports: 0 });
    expect(server.requests).toEqual([]);
  });

  it('stores an event that it cannot read, and succeeds, because a retry would not help', async () => {
    expect(await handler({ Records: [] }, CONTEXT)).toEqual({ reports: 0 });
    expect(server.requests.map(({ call }) => call)).toEqual([expect.stringMatching(/^PUT \/reports\/invalid\//)]);
  });

  it('throws if a report could not be stored, so that Lambda retries', async () => {
    isS3Down = true;

    await expect(handler(event, CONTEXT)).rejects.toMatchObject({
      name: 'IncompleteDeliveryError',
      message: expect.stringMatching(/^A problem with \/aws\/lambda\/orders s: AccessDenied/),
    });
  });
});
