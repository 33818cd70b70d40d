import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../functions/error-handler/log-record.ts';
import type { LogQuery } from '../../functions/error-handler/log-stream.ts';
import { type RequestLog, readRequestLogs } from '../../functions/error-handler/request-log.ts';
import { awsError, createFakeAws, type Options, SOURCE } from './support/fake-aws.ts';
import {
  exception,
  initReport,
  initStart,
  line,
  logged,
  NOON_MS,
  OTHER_ID,
  platform,
  REQUEST_ID,
  report,
  start,
  thrown,
} from './support/lambda-log.ts';

interface Read {
  logs: RequestLog[];
  problem: unknown;
  /** How long it took. */
  seconds: number;
  reads: number;
}

/** Reads the logs of the requests that the delivered records belong to. */
async function read(delivered: LogEvent[], options: Options, waitSeconds = 45): Promise<Read> {
  const aws = createFakeAws(options);
  const before = aws.second();
  const now = aws.clock.now();
  const { logs, problem } = await readRequestLogs(
    { ...SOURCE, events: delivered, invalid: [], invalidCount: 0 },
    aws.services.logs,
    aws.clock,
    { waitUntilMs: now + waitSeconds * 1000, stopReadingAtMs: now + 240_000 },
  );
  return { logs, problem, seconds: aws.second() - before, reads: aws.calls.length };
}

async function readOne(delivered: LogEvent[], options: Options): Promise<RequestLog & Omit<Read, 'logs'>> {
  const { logs, ...rest } = await read(delivered, options);
  expect(logs).toHaveLength(1);
  return { ...(logs[0] as RequestLog), ...rest };
}

const messagesOf = (log: { records: { message: string }[] }) => log.records.map(({ message }) => message);
const messages = (events: LogEvent[]) => events.map(({ message }) => message);

describe('the log of a request', () => {
  const before = thrown(-2, OTHER_ID);
  const own = thrown(0);
  const after = thrown(2, '5f2c9a3e-0000-4000-8000-000000000003');

  it('is the slice of its log stream from its start to the next one', async () => {
    const log = await readOne([own.error], { stream: [...before.all, ...own.all, ...after.all] });

    expect(log).toMatchObject({ requestId: REQUEST_ID, outcome: 'found', startedAt: NOON_MS, omitted: 0, seconds: 0 });
    expect(messagesOf(log)).toEqual(messages(own.all));
  });

  it('begins with the init before its start', async () => {
    const init = [initStart(-0.5), line(-0.4, 'printed during init')];

    const log = await readOne([own.error], { stream: [...before.all, ...init, ...own.all] });

    expect(messagesOf(log)).toEqual(messages([...init, ...own.all]));
    expect(log.startedAt).toBe(NOON_MS);
  });

  it('has both inits if Lambda repeated a failed one, before or after the start', async () => {
    const failed = [initStart(-2), initReport(-1.5, 'error')];
    const repeated = [initStart(-1, 'invoke'), initReport(-0.5, 'error', 'invoke')];
    const failure = report(1, { status: 'error', errorType: 'Runtime.ImportModuleError' });

    const early = await readOne([failure], { stream: [...failed, ...repeated, start(0), failure] });
    const late = await readOne([failure], {
      stream: [...failed, start(0), initStart(0.2, 'invoke'), initReport(0.4, 'error', 'invoke'), failure],
    });

    expect(early.records).toHaveLength(6);
    expect(late.records).toHaveLength(6);
  });

  it('does not have the init of the next request, if Lambda started the environment anew after a timeout', async () => {
    const timeout = report(1, { status: 'timeout' });
    const next = [initStart(2, 'invoke'), ...thrown(3, OTHER_ID).all];

    const log = await readOne([timeout], { stream: [start(0), timeout, ...next], atSecond: 10 });

    expect(messagesOf(log)).toEqual(messages([start(0), timeout]));
  });

  it('has the text that comes after its report', async () => {
    const notice = line(1.2, `RequestId: ${REQUEST_ID} Error: Runtime exited with error: exit status 1`);
    const failure = report(1, { status: 'error', errorType: 'Runtime.ExitError' });
    const crash = line(1.1, 'Error: thrown late\n    at x.ts:1:1');

    const log = await readOne([failure], { stream: [start(0), failure, crash, notice, ...after.all] });

    expect(messagesOf(log)).toEqual(messages([start(0), failure, crash, notice]));
  });

  it.each(['JKJaXmPLvHcESHA=', '9e8d0000-1111-4000-8000-00000000000f', null, '', undefined])(
    'has a record in which a logger wrote %j as the request ID',
    async (requestId) => {
      const error = line(0.5, { level: 'ERROR', requestId, message: 'failed' });
      const stream = [own.start, error, own.report, ...after.all];

      const log = await readOne([error], { stream });

      expect(log).toMatchObject({ requestId: REQUEST_ID, outcome: 'found', seconds: 0 });
      expect(messagesOf(log)).toContain(error.message);
    },
  );

  it('has a record that names an earlier request, too', async () => {
    const error = line(0.5, { level: 'ERROR', awsRequestId: OTHER_ID, requestId: REQUEST_ID });

    const log = await readOne([error], { stream: [...before.all, own.start, error, own.report] });

    expect(log).toMatchObject({ requestId: REQUEST_ID, outcome: 'found' });
  });

  it('has a record that its code wrote while the next request was served', async () => {
    const late = exception(2.5, REQUEST_ID);
    const stream = [...own.all, ...after.all.slice(0, 2), late, ...after.all.slice(2)];

    const log = await readOne([late], { stream, atSecond: 10 });

    expect(log).toMatchObject({ requestId: REQUEST_ID, outcome: 'found', seconds: 0 });
    expect(messagesOf(log)).toContain(late.message);
  });

  it('has a late record of the latest attempt, if a retry has the same request ID', async () => {
    const retry = thrown(60);
    const next = thrown(62, OTHER_ID);
    const late = exception(62.2);
    const stream = [...own.all, ...retry.all, next.start, late, next.report];

    const log = await readOne([late], { stream, atSecond: 70 });

    expect(log).toMatchObject({ requestId: REQUEST_ID, startedAt: NOON_MS + 60_000 });
  });

  it('has a record that CloudWatch Logs sorted before its start, also if a retry follows', async () => {
    const [second, retry] = [thrown(1, OTHER_ID), thrown(60, OTHER_ID)];
    const early = logged(1, 'ERROR', 'failed', OTHER_ID);

    const log = await readOne([early], { stream: [...own.all, early, ...second.all, ...retry.all], atSecond: 62 });

    expect(log).toMatchObject({ requestId: OTHER_ID, startedAt: NOON_MS + 1000, outcome: 'found' });
    expect(messagesOf(log)).toContain(early.message);
  });

  it('has a record that CloudWatch Logs sorted after the next start, because the times are equal', async () => {
    const second = thrown(1, OTHER_ID);
    const stream = [own.start, second.start, own.error, own.report, second.error, second.report];

    const { logs } = await read([own.error, second.error], { stream });

    expect(logs.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
    expect(logs.map(messagesOf)).toEqual([
      messages([own.start, own.error, own.report]),
      messages([second.start, second.error, second.report]),
    ]);
  });

  it('is that of one attempt, if a retry has the same request ID in the same stream', async () => {
    const retry = thrown(60);

    const { logs } = await read([own.error, retry.error], { stream: [...own.all, ...retry.all], atSecond: 62 });

    expect(logs.map(({ startedAt }) => startedAt - NOON_MS)).toEqual([0, 60_000]);
    expect(logs.map(messagesOf)).toEqual([messages(own.all), messages(retry.all)]);
  });

  it('is read once for all requests of a delivery', async () => {
    const stream = [...before.all, ...own.all, ...after.all];

    const { logs, reads } = await read([before.error, own.error, after.error], { stream, atSecond: 10 });

    expect(logs.map(({ requestId }) => requestId)).toEqual([OTHER_ID, REQUEST_ID, expect.stringMatching(/3$/)]);
    expect(reads).toBe(1);
  });

  it('is read from as many pages as it takes, also behind empty ones', async () => {
    const stream = [...before.all, ...own.all, ...after.all];

    const log = await readOne([own.error], { stream, pageSize: 1 });

    expect(messagesOf(log)).toEqual(messages(own.all));
  });

  it('is not read further back than to the start of the request before', async () => {
    const earliest = thrown(-4, '5f2c9a3e-0000-4000-8000-000000000004');

    const log = await readOne([own.error], {
      stream: [...earliest.all, ...before.all, ...own.all],
      pageSize: 1,
    });

    expect(log).toMatchObject({ outcome: 'found', reads: 8 });
  });

  it('is looked for as long before and after the delivered records as a request can take', async () => {
    const queries: LogQuery[] = [];
    const aws = createFakeAws({ stream: own.all });
    const reader = {
      readPage: (query: LogQuery) => {
        queries.push(query);
        return aws.services.logs.readPage(query);
      },
    };
    const events = [{ ...own.error, timestamp: own.error.timestamp + 60_000 }, own.error];

    await readRequestLogs({ ...SOURCE, events, invalid: [], invalidCount: 0 }, reader, aws.clock, {
      waitUntilMs: 0,
      stopReadingAtMs: aws.clock.now() + 1000,
    });

    const longestMs = (15 * 60 + 10) * 1000;
    expect(queries).toEqual([
      {
        logGroup: SOURCE.logGroup,
        logStream: SOURCE.logStream,
        fromMs: own.error.timestamp - longestMs,
        toMs: own.error.timestamp + 60_000 + longestMs,
        token: undefined,
      },
    ]);
  });

  it('of a failed init that no request follows has no request ID', async () => {
    const error = logged(-0.4, 'ERROR', 'no configuration', '-');
    const { logs } = await read([error], { stream: [initStart(-0.5), error, initReport(-0.3, 'error')] });

    expect(logs).toMatchObject([{ requestId: undefined, outcome: 'partial' }]);
  });
});

describe('waiting for a log', () => {
  const own = thrown(0);

  it('ends when Lambda has reported the request', async () => {
    const log = await readOne([own.error], { stream: own.all, logDelaySeconds: 10 });

    expect(log.outcome).toBe('found');
    expect(log.seconds).toBeGreaterThanOrEqual(9);
    expect(log.seconds).toBeLessThan(18);
  });

  it('goes on for one look after a report that is not a success, because a notice can follow', async () => {
    const failure = report(1, { status: 'error' });

    const log = await readOne([failure], { stream: [own.start, failure] });

    expect(log).toMatchObject({ outcome: 'found', seconds: 0.5, reads: 2 });
  });

  it('ends at the deadline with what is there, and has gaps of at most 10 seconds', async () => {
    const { logs, seconds, reads } = await read([own.error], { stream: [own.start, own.error] }, 180);

    expect(logs[0]).toMatchObject({ outcome: 'partial' });
    expect(logs[0]?.reason).toMatch(/Lambda's report of the request was not in the log by the deadline/);
    expect(seconds).toBe(180);
    expect(reads).toBeGreaterThanOrEqual(20);
  });

  it('has one look if the deadline has passed', async () => {
    const { logs, seconds, reads } = await read([own.error], { stream: own.all, atSecond: 7200 }, -7000);

    expect(logs).toMatchObject([{ outcome: 'found' }]);
    expect([seconds, reads]).toEqual([0, 1]);
  });

  it('is over at once if the stream does not exist', async () => {
    const log = await readOne([own.error], { stream: undefined });

    expect(log).toMatchObject({ outcome: 'missing', seconds: 0, requestId: REQUEST_ID });
    expect(log).toMatchObject({ problem: undefined, reason: 'The log stream does not exist any more.' });
  });

  it('is over at once if access is denied', async () => {
    const fail = () => {
      throw awsError('AccessDeniedException');
    };

    const log = await readOne([own.error], { stream: own.all, fail });

    expect(log).toMatchObject({
      outcome: 'missing',
      reason: 'AccessDeniedException: AccessDeniedException',
      seconds: 0,
    });
    expect(log.problem).toEqual(awsError('AccessDeniedException'));
  });

  it('goes on after CloudWatch Logs was throttled, and forgets that', async () => {
    let calls = 0;
    const fail = () => {
      if (++calls === 1) throw awsError('ThrottlingException');
    };

    expect(await readOne([own.error], { stream: own.all, fail })).toMatchObject({
      outcome: 'found',
      problem: undefined,
      seconds: 0.5,
    });
  });

  it('ends with the error if CloudWatch Logs is throttled until the deadline', async () => {
    const fail = () => {
      throw awsError('ThrottlingException');
    };

    const log = await readOne([own.error], { stream: own.all, fail });

    expect(log).toMatchObject({ outcome: 'missing', requestId: REQUEST_ID, seconds: 45 });
    expect(log.problem).toEqual(awsError('ThrottlingException'));
    expect(messagesOf(log)).toEqual([own.error.message]);
  });

  it('ends with an error when there is no time left to read more pages', async () => {
    const aws = createFakeAws({ stream: own.all, pageSize: 1, fail: () => aws.passSeconds(100) });
    const now = aws.clock.now();
    const delivery = { ...SOURCE, events: [own.error], invalid: [], invalidCount: 0 };

    const { logs, problem } = await readRequestLogs(delivery, aws.services.logs, aws.clock, {
      waitUntilMs: now,
      stopReadingAtMs: now + 200_000,
    });

    expect(String(problem)).toBe('Error: There was no time left to read more of the log.');
    expect(logs).toMatchObject([{ outcome: 'missing', reason: String(problem) }]);
    expect(aws.calls).toHaveLength(2);
  });

  it('goes on until the logs of all requests of the delivery are complete', async () => {
    const slow = [start(2, OTHER_ID), exception(2.5, OTHER_ID), report(20, {}, OTHER_ID)];

    const { logs } = await read([own.error, slow[1] as LogEvent], { stream: [...own.all, ...slow], atSecond: 5 });

    expect(logs.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
  });

  it('goes on for one look if one of two requests was not a success', async () => {
    const failure = report(1, { status: 'error' });
    const next = thrown(2, OTHER_ID);

    const { reads } = await read([failure, next.error], { stream: [own.start, failure, ...next.all], atSecond: 5 });

    expect(reads).toBe(2);
  });

  it('has no reason if the log was complete before CloudWatch Logs could not be read again', async () => {
    const failure = report(1, { status: 'error' });
    let calls = 0;
    const fail = () => {
      if (++calls > 1) throw awsError('AccessDeniedException');
    };

    const log = await readOne([failure], { stream: [own.start, failure], fail });

    expect(log).toMatchObject({ outcome: 'found', reason: undefined, problem: awsError('AccessDeniedException') });
  });

  it('goes on while the delivered record is not in the stream, although an earlier request is complete', async () => {
    const earlier = thrown(-2, OTHER_ID);
    const log = await readOne([own.error], { stream: earlier.all });

    expect(log).toMatchObject({ requestId: REQUEST_ID, seconds: 45, startedAt: own.error.timestamp });
    expect(messagesOf(log)).toEqual([own.error.message]);
  });

  it('puts a delivered record that never appears into its request, if Lambda has named that', async () => {
    const log = await readOne([own.error], { stream: [own.start, own.report] });

    expect(log).toMatchObject({ requestId: REQUEST_ID, outcome: 'found', startedAt: NOON_MS });
    expect(messagesOf(log)).toEqual(messages([own.start, own.report, own.error]));
    expect(log.failedAt).toBe(own.error.timestamp);
  });

  it('puts such a record into its request also if it names another ID first', async () => {
    const error = line(0.5, { level: 'ERROR', awsRequestId: 'order-0001', requestId: REQUEST_ID });

    expect(await readOne([error], { stream: [own.start, own.report] })).toMatchObject({ startedAt: NOON_MS });
  });

  it('does not put it into a request that only the application has named', async () => {
    const log = await readOne([exception(2.5, OTHER_ID)], { stream: [...own.all, logged(2, 'INFO', 'x', OTHER_ID)] });

    expect(log).toMatchObject({ requestId: OTHER_ID, outcome: 'missing' });
    expect(messagesOf(log)).toHaveLength(1);
  });

  it('has the time of the first failure that the filter pattern selects, as if the log could not be read', async () => {
    const timeout = report(3, { status: 'timeout' });
    const runtimeDone = platform(2.9, 'runtimeDone', { requestId: REQUEST_ID, status: 'timeout' });

    const log = await readOne([timeout], { stream: [own.start, runtimeDone, timeout], atSecond: 5 });

    expect(log.failedAt).toBe(timeout.timestamp);
  });

  it('has the time of the first failure, in whatever order the records are', async () => {
    const timeout = report(3, { status: 'timeout' });

    const log = await readOne([own.error, timeout], { stream: [own.start, timeout], atSecond: 5 });

    expect(log.failedAt).toBe(own.error.timestamp);
  });
});

describe('a log that cannot be split by request', () => {
  it('is partial at once, and names the setting, if Lambda does not log starts (SystemLogLevel WARN)', async () => {
    const error = exception(0.5);
    const other = exception(1.5, OTHER_ID);
    const info = logged(0.4, 'INFO', 'before', REQUEST_ID);

    const text = line(0.6, 'after');

    const { logs, seconds } = await read([error, other], { stream: [info, error, text, other] });

    expect(seconds).toBe(0);
    expect(logs.map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
      [REQUEST_ID, 'partial'],
      [OTHER_ID, 'partial'],
    ]);
    expect(logs[0]?.reason).toMatch(/SystemLogLevel to INFO/);
    expect(logs.map(messagesOf)).toEqual([messages([info, error, text]), messages([other])]);
  });

  it('is partial, and says so, if the function logs in text format', async () => {
    const text = line(0.5, `2026-11-22T12:00:00Z\t${REQUEST_ID}\tERROR\tfailed`);
    const stream = [line(0, `START RequestId: ${REQUEST_ID} Version: $LATEST`), text];

    const { logs, seconds } = await read([text], { stream });

    expect(seconds).toBe(0);
    expect(logs).toMatchObject([
      { outcome: 'partial', reason: 'The text log format is not supported. Set LoggingConfig.LogFormat to JSON.' },
    ]);
  });

  it('is partial if requests overlap, as on Lambda Managed Instances', async () => {
    const one = thrown(0);
    const two = thrown(0.2, OTHER_ID);
    const stream = [...one.all, ...two.all].sort((a, b) => a.timestamp - b.timestamp);

    const { logs } = await read([one.error, two.error], { stream });

    expect(logs.map(({ outcome }) => outcome)).toEqual(['partial', 'partial']);
    expect(logs[0]?.reason).toMatch(/^Requests overlap in this log stream/);
    expect(logs.map(messagesOf)).toEqual([messages(one.all), messages(two.all)]);
  });

  it('is partial if a request overlaps with one that began long before', async () => {
    const long = [start(0), report(10)];
    const short = [start(1, OTHER_ID), exception(1.2, OTHER_ID), report(2, {}, OTHER_ID)];
    const third = thrown(5, '5f2c9a3e-0000-4000-8000-000000000003');
    const after = thrown(20, '5f2c9a3e-0000-4000-8000-000000000004');
    const stream = [...long, ...short, ...third.all, ...after.all].sort((a, b) => a.timestamp - b.timestamp);

    const { logs } = await read([third.error, after.error], { stream, atSecond: 30 });

    expect(logs.map(({ outcome }) => outcome)).toEqual(['partial', 'found']);
  });
});

describe('a log that is too long', () => {
  const own = thrown(0);

  it('is not read beyond 20 pages', async () => {
    const noise = Array.from({ length: 200 }, (_, n) => logged(0.1 + n / 1000, 'INFO', `line ${n}`));
    const stream = [own.start, ...noise, own.error, own.report];

    const log = await readOne([own.error], { stream, pageSize: 2 });

    expect(log).toMatchObject({ outcome: 'partial', reads: 20, seconds: 0 });
    expect(log.reason).toBe('The start of the request is not in the last 20 pages of the log.');
    expect(log.records.length).toBeLessThanOrEqual(40);
  });

  it('is complete if only the request before it began more than 20 pages ago', async () => {
    const noise = Array.from({ length: 200 }, (_, n) => line(-1 + n / 1000, `line ${n}`));
    const stream = [start(-2, OTHER_ID), ...noise, report(-0.5, {}, OTHER_ID), ...own.all];

    expect(await readOne([own.error], { stream, pageSize: 2 })).toMatchObject({ outcome: 'found', reads: 20 });
  });

  it('has the request ID of its report if its start is not in the last 20 pages, but a later one is', async () => {
    const noise = Array.from({ length: 200 }, (_, n) => line(0.1 + n / 1000, `line ${n}`));
    const error = line(0.5, { level: 'ERROR', message: 'failed' });
    const stream = [own.start, ...noise, error, own.report, ...thrown(2, OTHER_ID).all];

    const log = await readOne([error], { stream, pageSize: 2, atSecond: 5 });

    expect(log).toMatchObject({
      requestId: REQUEST_ID,
      outcome: 'partial',
      reason: 'The log is longer than 20 pages.',
    });
    expect(messagesOf(log).at(-1)).toBe(own.report.message);
  });

  it('loses its oldest records, but not Lambda’s own, the trace header, and errors', async () => {
    const noise = Array.from({ length: 30 }, (_, n) => logged(0.1 + n / 1000, 'INFO', `${n} ${'x'.repeat(90_000)}`));
    const early = exception(0.05);
    const stream = [own.start, own.header, early, ...noise, own.error, own.report];

    const log = await readOne([own.error], { stream });

    const kept = log.records.map(({ message }) => message);
    expect(kept.join('').length).toBeLessThanOrEqual(1024 * 1024);
    expect(kept).toEqual(expect.arrayContaining(messages([own.start, own.header, early, own.error, own.report])));
    expect(kept).toContain(noise.at(-1)?.message);
    expect(kept).not.toContain(noise[0]?.message);
    expect(log.omitted).toBe(stream.length - kept.length);
  });

  it('loses old errors, too, if there are too many of them', async () => {
    const errors = Array.from({ length: 30 }, (_, n) => logged(0.1 + n / 1000, 'ERROR', `${n} ${'x'.repeat(90_000)}`));

    const log = await readOne([own.error], { stream: [own.start, ...errors, own.error, own.report] });

    expect(log.records.map(({ message }) => message).join('').length).toBeLessThanOrEqual(1024 * 1024);
    expect(log.records[0]?.message).toBe(own.start.message);
    expect(log.records.at(-1)?.message).toBe(own.report.message);
    expect(messagesOf(log)).toContain(own.error.message);
  });

  it('has its long lines cut', async () => {
    const long = logged(0.1, 'INFO', 'x'.repeat(200_000));

    const log = await readOne([own.error], { stream: [own.start, long, own.error, own.report] });

    expect(log.records[1]?.message).toMatch(/… \[\d+ characters cut\]$/);
    expect(log.records[1]?.message.length).toBeLessThan(100_100);
  });
});

describe('the secrets in a log', () => {
  it('are masked', async () => {
    const own = thrown(0);
    const secret = logged(0.1, 'INFO', { user: 'ada', password: 's3cret' });

    const log = await readOne([own.error], { stream: [own.start, secret, own.error, own.report] });

    expect(JSON.stringify(log)).not.toContain('s3cret');
    expect(log.records[1]?.fields.message).toEqual({ user: 'ada', password: '[redacted]' });
  });
});

describe('a cold start after SnapStart', () => {
  it('is part of the log', async () => {
    const own = thrown(0);
    const restore = platform(-0.5, 'restoreStart', { functionName: 'orders' });

    const log = await readOne([own.error], { stream: [...thrown(-3, OTHER_ID).all, restore, ...own.all] });

    expect(messagesOf(log)).toEqual(messages([restore, ...own.all]));
  });
});
