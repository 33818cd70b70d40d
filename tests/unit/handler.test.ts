import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type AwsAnswer, type AwsRequest, jsonAnswer, s3Error, startAwsServer } from './support/aws-server.ts';
import * as log from './support/lambda-log.ts';
import { DELIVERY } from './support/world.ts';

/** The handler itself, as Lambda calls it: what it makes of its variables and of the time that is left. */
let handler: typeof import('../../functions/error-handler/index.ts').handler;
let server: Awaited<ReturnType<typeof startAwsServer>>;
const stored = new Map<string, string>();

/** An AWS in which X-Ray never has a trace. */
function answerTo({ call, headers, body }: AwsRequest): AwsAnswer {
  if (call === 'GetLogEvents') return jsonAnswer({ events: log.thrown(0), nextBackwardToken: 'end' });
  if (call === '/Traces') return jsonAnswer({ Traces: [] });
  const key = call.slice('PUT /reports/'.length);
  if (headers['if-none-match'] !== undefined && stored.has(key)) return s3Error(412, 'PreconditionFailed');
  stored.set(key, body);
  return { headers: { etag: `"${stored.size}"` } };
}

beforeAll(async () => {
  for (const method of ['info', 'warn'] as const) jest.spyOn(console, method).mockReturnValue();
  server = await startAwsServer(answerTo);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    REPORT_BUCKET: 'reports',
    TRACE_WAIT_SECONDS: '45',
    FULL_REPORTS_PER_MINUTE: '20',
    MAX_LOG_KILOBYTES: '1024',
    REDACTED_KEYS: 'password',
  });
  ({ handler } = await import('../../functions/error-handler/index.ts'));
});
afterAll(() => server[Symbol.asyncDispose]());

const delivery = (message: object) => ({ awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') } });
const contextWith = (leftMs: number) => ({ getRemainingTimeInMillis: () => leftMs }) as Context;
const failed = delivery({ messageType: 'DATA_MESSAGE', ...DELIVERY, logEvents: [log.exception(0.5)] });

describe('the handler', () => {
  it('keeps 15 of the seconds that are left, and stores the report in them', async () => {
    expect(await handler(failed, contextWith(15_400))).toEqual({ reports: 1 });

    const looks = server.requests.filter(({ call }) => call === '/Traces');
    expect(looks.length).toBe(2); // At once, and when 0.4 s had passed.
    const report = [...stored].find(([key]) => key.endsWith('/report.json'))?.[1] ?? '{}';
    expect(JSON.parse(report)).toMatchObject({
      kind: 'thrown',
      trace: { outcome: 'missing' },
      log: { outcome: 'found' },
    });
  });

  it('does nothing for a control message', async () => {
    const before = server.requests.length;

    expect(await handler(delivery({ messageType: 'CONTROL_MESSAGE' }), contextWith(60_000))).toEqual({ reports: 0 });
    expect(server.requests).toHaveLength(before);
  });

  it('refuses poison by name', async () => {
    await expect(handler({ awslogs: { data: 'poison' } }, contextWith(60_000))).rejects.toThrow(
      expect.objectContaining({ name: 'PoisonError' }),
    );
  });

  it("names its own errors' classes, which Lambda logs as their type, although it is built without KeepNames", async () => {
    const error = await handler(null, contextWith(60_000)).catch((each: unknown) => each);

    expect(Object.hasOwn((error as object).constructor, 'name')).toBe(true);
    expect((error as object).constructor.name).toBe('PoisonError');
  });
});
