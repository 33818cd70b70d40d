import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Report } from '../../functions/error-handler/report.ts';
import { markKind, rankOf, storeInvalid, storeReport } from '../../functions/error-handler/store.ts';
import { awsError, createFakeAws, type FakeAws, SOURCE } from './support/fake-aws.ts';
import { thrown } from './support/lambda-log.ts';
import { newStyle } from './support/segments.ts';

// Metrics are written to the standard output.
beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
});

type Outcome<Part extends 'log' | 'trace'> = Report[Part]['outcome'];

/** A report as the error handler builds it, with these outcomes. */
async function reportWith(log: Outcome<'log'>, trace: Outcome<'trace'>): Promise<Report> {
  const aws = createFakeAws({ stream: thrown(0).all, segments: newStyle({ error: true }) });
  const [report] = await aws.deliver([thrown(0).error]);
  if (report === undefined) throw new Error('There is no report.');
  return { ...report, log: { ...report.log, outcome: log }, trace: { ...report.trace, outcome: trace } };
}

const EVIDENCE = {
  log: { requestId: 'r', startedAt: 0, failedAt: 0, outcome: 'found', reason: undefined, records: [], omitted: 0 },
  trace: { outcome: 'found', reason: undefined, traceId: undefined, segments: [] },
} as const;

const store = (aws: FakeAws, report: Report) =>
  storeReport(aws.services.bucket, aws.clock, report, {
    ...EVIDENCE,
    log: { ...EVIDENCE.log, records: [] },
    trace: { ...EVIDENCE.trace, segments: [] },
  });

describe('a report', () => {
  it('is stored as four objects, report.json last', async () => {
    const aws = createFakeAws();
    const report = await reportWith('found', 'found');

    expect(await store(aws, report)).toBe(true);

    const names = aws.calls.map((call) => call.split('/').at(-1));
    expect(names.toSorted()).toEqual(['log-events.json', 'report.html', 'report.json', 'request-trace.json']);
    expect(names.at(-1)).toBe('report.json');
  });

  it('has the content types that browsers and programs expect', async () => {
    const aws = createFakeAws();
    const write = jest.spyOn(aws.services.bucket, 'write');

    await store(aws, await reportWith('found', 'found'));

    const types = write.mock.calls.map(([{ key, contentType }]) => [key.split('/').at(-1), contentType]);
    expect(Object.fromEntries(types)).toEqual({
      'log-events.json': 'application/json',
      'request-trace.json': 'application/json',
      'report.html': 'text/html; charset=utf-8',
      'report.json': 'application/json',
    });
  });

  it.each(['log-events.json', 'request-trace.json', 'report.html'])(
    'has no report.json if %s could not be stored',
    async (name) => {
      const fail = (call: string) => {
        if (call.endsWith(name)) throw awsError('SlowDown');
      };
      const aws = createFakeAws({ fail });

      await expect(store(aws, await reportWith('found', 'found'))).rejects.toThrow('SlowDown');

      expect(aws.keys().filter((key) => key.endsWith('report.json'))).toEqual([]);
    },
  );

  it('replaces a less complete one, and no other', async () => {
    const aws = createFakeAws();
    const outcomes = async () => (aws.stored('report.json') as unknown as Report).trace.outcome;

    expect(await store(aws, await reportWith('found', 'missing'))).toBe(true);
    expect(await store(aws, await reportWith('found', 'partial'))).toBe(false);
    expect(await outcomes()).toBe('partial');
    expect(await store(aws, await reportWith('partial', 'found'))).toBe(false);
    expect(await outcomes()).toBe('partial');
    expect(await store(aws, await reportWith('found', 'found'))).toBe(false);
    expect(await outcomes()).toBe('found');
  });

  it('of the same rank is kept as it is, which is a success', async () => {
    const aws = createFakeAws();
    await store(aws, await reportWith('found', 'found'));
    const before = aws.storedText();

    expect(await store(aws, { ...(await reportWith('found', 'found')), annotations: { changed: true } })).toBe(false);

    expect(aws.storedText()).toBe(before);
  });

  it('has a rank in which the log counts more than the trace', async () => {
    const ranks = [];
    for (const log of ['missing', 'partial', 'found'] as const) {
      for (const trace of ['missing', 'unsampled', 'partial', 'found'] as const) {
        ranks.push(rankOf(await reportWith(log, trace)));
      }
    }

    expect(ranks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

describe('two writers of one object', () => {
  /** A bucket in which another writer stores a rank before each of the first writes. */
  function contested(ranks: number[]) {
    const aws = createFakeAws();
    const { bucket } = aws.services;
    const { write } = bucket;
    bucket.write = async (object, etag) => {
      const rank = object.key.endsWith('report.json') ? ranks.shift() : undefined;
      if (rank !== undefined) {
        const stored = aws.objects.get(object.key);
        aws.objects.set(object.key, { body: '{}', rank, etag: `${Number(stored?.etag ?? 0) + 1}` });
      }
      return write(object, etag);
    };
    return aws;
  }

  it('end with the more complete report', async () => {
    const weaker = contested([3]);
    const stronger = contested([12]);
    const report = await reportWith('found', 'found');

    expect(await store(weaker, report)).toBe(false);
    expect(weaker.stored('report.json')).toMatchObject({ version: 2 });
    expect(await store(stronger, report)).toBe(false);
    expect(stronger.stored('report.json')).toEqual({});
  });

  it('may be in each other’s way four times', async () => {
    const aws = contested([1, 2, 3, 4]);

    await store(aws, await reportWith('found', 'found'));

    expect(aws.stored('report.json')).toMatchObject({ version: 2 });
  });

  it('end with an error if they are in each other’s way five times', async () => {
    const aws = contested([1, 2, 3, 4, 5, 6, 7]);

    await expect(store(aws, await reportWith('found', 'found'))).rejects.toThrow(
      /^Could not write reports\/.*report\.json: others were writing it in each of 5 attempts\.$/,
    );
  });

  it('do not look for an object that may not be there: without s3:ListBucket, S3 answers with 403', async () => {
    const aws = createFakeAws();
    const { write } = aws.services.bucket;
    let conflicts = 0;
    aws.services.bucket.write = async (object, etag) => (++conflicts <= 2 ? 'conflict' : write(object, etag));
    aws.services.bucket.look = async () => {
      throw awsError('Forbidden');
    };

    expect(await store(aws, await reportWith('found', 'found'))).toBe(true);
  });

  it('write the object anew if somebody has deleted it', async () => {
    const aws = createFakeAws();
    const etags: unknown[] = [];
    aws.services.bucket.look = async () => ({ etag: '"1"', rank: 0 });
    aws.services.bucket.write = async ({ key }, etag) => {
      if (!key.endsWith('report.json')) return 'written';
      etags.push(etag);
      return (['exists', 'conflict', 'written'] as const)[etags.length - 1] ?? 'written';
    };

    expect(await store(aws, await reportWith('found', 'found'))).toBe(true);

    expect(etags).toEqual([undefined, '"1"', undefined]);
  });

  it('wait a little after S3 has answered that somebody writes right now', async () => {
    const aws = createFakeAws();
    const { write } = aws.services.bucket;
    let conflicts = 0;
    aws.services.bucket.write = async (object, etag) =>
      object.key.endsWith('report.json') && ++conflicts <= 2 ? 'conflict' : write(object, etag);
    const before = aws.clock.now();

    expect(await store(aws, await reportWith('found', 'found'))).toBe(true);

    expect(aws.clock.now() - before).toBe(200);
  });
});

describe('a marker', () => {
  const mark = (aws: FakeAws, report: Report) =>
    markKind(aws.services.bucket, aws.clock, aws.services.seenMarkers, report);

  it('is written once for each kind of failure, and names the first report', async () => {
    const aws = createFakeAws();
    const report = await reportWith('found', 'found');

    await mark(aws, report);
    await mark(
      { ...aws, services: { ...aws.services, seenMarkers: new Map() } },
      { ...report, keys: { ...report.keys, folder: 'other/' } },
    );

    expect(aws.keys()).toEqual([report.keys.marker]);
    expect(JSON.parse([...aws.objects.values()][0]?.body ?? '')).toEqual({
      functionName: 'orders',
      class: 'thrown',
      type: 'OutOfStockError',
      message: 'none left',
      firstSeen: '2026-11-22T12:00:00.000Z',
      report: `${report.keys.folder}report.json`,
    });
  });

  it('is not written again within an hour, and after it because it may have expired', async () => {
    const aws = createFakeAws();
    const report = await reportWith('found', 'found');

    await mark(aws, report);
    aws.passSeconds(3599);
    await mark(aws, report);
    expect(aws.calls).toHaveLength(1);

    aws.objects.clear();
    aws.passSeconds(1);
    await mark(aws, report);
    expect(aws.keys()).toEqual([report.keys.marker]);
  });

  it('is tried again after a conflict, and five conflicts are an error', async () => {
    const aws = createFakeAws();
    let conflicts = 0;
    aws.services.bucket.write = async () => (++conflicts === 5 ? 'written' : 'conflict');
    await mark(aws, await reportWith('found', 'found'));
    expect(conflicts).toBe(5);

    aws.services.seenMarkers.clear();
    aws.services.bucket.write = async () => 'conflict';
    await expect(mark(aws, await reportWith('found', 'found'))).rejects.toThrow(/^Could not write markers\//);
  });

  it('that could not be written is written after the next failure of its kind', async () => {
    let isDown = true;
    const aws = createFakeAws({
      fail: () => {
        if (isDown) throw awsError('InternalError');
      },
    });
    const report = await reportWith('found', 'found');

    await expect(mark(aws, report)).rejects.toThrow('InternalError');
    isDown = false;
    await mark(aws, report);

    expect(aws.keys()).toEqual([report.keys.marker]);
  });
});

describe('invalid parts of a delivery', () => {
  it('are stored once under a hash of their content, without secrets', async () => {
    const aws = createFakeAws();
    const invalid = [{ problem: 'p', content: { password: 's3cret' } }];
    const delivery = { ...SOURCE, events: [], invalid, invalidCount: 7 };

    const key = await storeInvalid(aws.services.bucket, aws.clock, delivery);
    expect(await storeInvalid(aws.services.bucket, aws.clock, delivery)).toBe(key);

    expect(key).toMatch(/^invalid\/[0-9a-f]{64}\.json$/);
    expect(aws.keys()).toEqual([key]);
    expect(JSON.parse(aws.objects.get(key)?.body ?? '')).toEqual({
      logGroup: SOURCE.logGroup,
      logStream: SOURCE.logStream,
      count: 7,
      parts: [{ problem: 'p', content: { password: '[redacted]' } }],
    });
  });

  it('are masked before they are cut', async () => {
    const aws = createFakeAws();
    const content = JSON.stringify({ password: 's3cret', more: 'x'.repeat(1_000_000) });
    const delivery = { ...SOURCE, events: [], invalid: [{ problem: 'p', content }], invalidCount: 1 };

    const key = await storeInvalid(aws.services.bucket, aws.clock, delivery);

    const { parts } = JSON.parse(aws.objects.get(key)?.body ?? '');
    expect(parts[0].content).toMatch(/^\{"password":"\[redacted\]","more":"x+… \[\d+ characters cut\]$/);
    expect(parts[0].content.length).toBeLessThan(1_000_100);
  });
});
