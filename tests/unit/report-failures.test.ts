import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deadlinesFor } from '../../functions/error-handler/deadlines.ts';
import { reportFailures } from '../../functions/error-handler/report-failures.ts';
import { awsError, CONFIG, createFakeAws, type FakeAws, SOURCE } from './support/fake-aws.ts';
import {
  HEADER,
  line,
  logged,
  NOON_MS,
  OTHER_ID,
  platform,
  REQUEST_ID,
  report,
  start,
  TRACE_ID,
  thrown,
} from './support/lambda-log.ts';
import { problemsOf } from './support/schema.ts';
import { type Entity, newStyle, segment, service, subsegment } from './support/segments.ts';

const own = thrown(0);
const other = thrown(1, OTHER_ID, HEADER.replace('Sampled=1', 'Sampled=0'));

/** The metrics that were written. */
let metrics: Record<string, unknown>[];

beforeEach(() => {
  metrics = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    metrics.push(JSON.parse(String(text)));
    return true;
  });
  jest.spyOn(console, 'error').mockReturnValue();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const complete = (options = {}) =>
  createFakeAws({ stream: [...own.all, ...other.all], segments: newStyle({ error: true }), atSecond: 5, ...options });

describe('a delivery', () => {
  it('gives each failed request a report in a folder of its own', async () => {
    const aws = complete();

    const reports = await aws.deliver([own.error, other.error]);

    expect(reports.map(({ requestId }) => requestId)).toEqual([REQUEST_ID, OTHER_ID]);
    expect(aws.keys('reports/')).toEqual(
      ['120000.500', '120001.500'].flatMap((time, index) =>
        ['log-events.json', 'report.html', 'report.json', 'request-trace.json'].map(
          (name) => `reports/2026-11-22/orders/${time}-${[REQUEST_ID, OTHER_ID][index]}-268045f7/${name}`,
        ),
      ),
    );
    expect(reports.flatMap((each) => problemsOf(JSON.parse(JSON.stringify(each))))).toEqual([]);
  });

  it('gives a request with several delivered records one report', async () => {
    const aws = complete();

    await aws.deliver([own.error, own.report]);

    expect(aws.keys('reports/').filter((key) => key.endsWith('report.json'))).toHaveLength(1);
  });

  it('that comes again changes nothing, and is not counted again', async () => {
    const aws = complete();
    await aws.deliver([own.error]);
    const stored = aws.storedText();

    await aws.deliver([own.error]);

    expect(aws.storedText()).toBe(stored);
    expect(metrics).toHaveLength(1);
  });

  it('gives each attempt of an asynchronous request a report', async () => {
    const retry = thrown(60);
    const aws = complete({ stream: [...own.all, ...retry.all], atSecond: 70 });

    await aws.deliver([own.error]);
    await aws.deliver([retry.error]);

    expect(aws.keys('reports/').filter((key) => key.endsWith('report.json'))).toHaveLength(2);
  });

  it('without events stores nothing', async () => {
    const aws = createFakeAws();

    expect(await aws.deliver([])).toEqual([]);
    expect(aws.calls).toEqual(['getTraces 0']);
  });
});

describe('a failure', () => {
  it('is counted once, with function and class as dimensions', async () => {
    const aws = complete();

    await aws.deliver([own.error]);

    expect(metrics).toEqual([
      {
        _aws: {
          Timestamp: aws.clock.now(),
          CloudWatchMetrics: [
            {
              Namespace: 'ErrorHandler',
              Dimensions: [['Function', 'Class']],
              Metrics: [{ Name: 'Failures', Unit: 'Count' }],
            },
          ],
        },
        Function: 'orders',
        Class: 'thrown',
        Failures: 1,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        requestId: REQUEST_ID,
        report: expect.stringMatching(/^reports\/.*\/$/),
      },
    ]);
  });

  it('marks its kind once for many failures', async () => {
    const failures = Array.from({ length: 20 }, (_, n) => thrown(n, `5f2c9a3e-0000-4000-8000-0000000000${n + 10}`));
    const aws = complete({ stream: failures.flatMap(({ all }) => all), atSecond: 60 });

    await aws.deliver(failures.map(({ error }) => error));

    expect(aws.keys('markers/')).toEqual([expect.stringMatching(/^markers\/orders\/OutOfStockError-[0-9a-f]{16}$/)]);
    expect(metrics).toHaveLength(20);
  });

  it('does not open more connections for its many reports than a client of the AWS SDK has', async () => {
    const failures = Array.from({ length: 60 }, (_, n) => thrown(n, `5f2c9a3e-0000-4000-8000-0000000000${n + 10}`));
    const aws = complete({ stream: failures.flatMap(({ all }) => all), atSecond: 90 });
    const { bucket } = aws.services;
    const { write } = bucket;
    let open = 0;
    let mostOpen = 0;
    bucket.write = async (...call) => {
      mostOpen = Math.max(mostOpen, ++open);
      await new Promise(setImmediate);
      open--;
      return write(...call);
    };

    await aws.deliver(failures.map(({ error }) => error));

    expect(mostOpen).toBeGreaterThan(10);
    expect(mostOpen).toBeLessThanOrEqual(50);
  });

  it('of another function marks another kind', async () => {
    const aws = complete();

    await aws.deliver([own.error]);
    await aws.deliver([own.error], { functionName: 'newsletter' });

    expect(aws.keys('markers/')).toHaveLength(2);
    expect(new Set(aws.keys('markers/').map((key) => key.split('-').at(-1))).size).toBe(2);
  });
});

describe('the report', () => {
  it('has what a person needs to know', async () => {
    const charged = logged(0.1, 'INFO', { message: 'Request', event: { orderId: 'order-1' } });
    const segments = newStyle({
      error: true,
      subsegments: [
        { id: '000000000000001a', name: 'Init', start_time: NOON_MS / 1000, end_time: NOON_MS / 1000 + 9 },
        {
          id: '000000000000001b',
          name: 'reserve',
          start_time: NOON_MS / 1000,
          end_time: NOON_MS / 1000 + 0.25,
          annotations: { order_id: 'order-1' },
          cause: { exceptions: [{ message: 'none left' }] },
        },
      ],
    });
    const aws = complete({ stream: [own.start, own.header, charged, own.error, own.report], segments });

    await aws.deliver([own.error]);

    expect(aws.stored('report.json')).toEqual({
      version: 2,
      functionName: 'orders',
      requestId: REQUEST_ID,
      class: 'thrown',
      fingerprint: expect.any(String),
      error: { type: 'OutOfStockError', message: 'none left', stack: expect.any(Array) },
      causes: [],
      attempt: {
        logGroup: '/aws/lambda/shop-orders',
        logStream: '2026/11/22/orders[$LATEST]0a1b',
        startedAt: '2026-11-22T12:00:00.000Z',
        endedAt: '2026-11-22T12:00:01.000Z',
        coldStart: false,
        durationMs: 120.5,
        memorySizeMb: 256,
        maxMemoryUsedMb: 91,
      },
      event: { orderId: 'order-1' },
      annotations: { order_id: 'order-1' },
      failingSubsegment: { id: '000000000000001b', name: 'reserve', durationMs: 250 },
      slowestSubsegment: { id: '000000000000001b', name: 'reserve', durationMs: 250 },
      log: { outcome: 'found', records: 5, omitted: 0 },
      trace: { outcome: 'found', traceId: TRACE_ID },
      links: {
        log: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fshop-orders/log-events/2026$252F11$252F22$252Forders$255B$2524LATEST$255D0a1b',
        trace: `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/${TRACE_ID}`,
        function: 'https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/orders',
        marker: expect.stringMatching(/\/s3\/object\/reports\?prefix=markers%2Forders%2FOutOfStockError-/),
      },
      keys: { folder: expect.stringMatching(/^reports\//), marker: expect.stringMatching(/^markers\//) },
    });
  });

  it('has the log as lines, and the trace as documents, in files beside it', async () => {
    const aws = complete();

    await aws.deliver([own.error]);

    expect(aws.stored('log-events.json')).toEqual({
      requestId: REQUEST_ID,
      startedAt: NOON_MS,
      failedAt: NOON_MS + 500,
      outcome: 'found',
      omitted: 0,
      events: own.all,
    });
    expect(aws.stored('request-trace.json')).toEqual({
      outcome: 'found',
      traceId: TRACE_ID,
      segments: newStyle({ error: true }),
    });
  });

  it('of a request that timed out names the subsegment that had not ended', async () => {
    const timeout = report(3, { status: 'timeout' });
    const open = { id: '000000000000001b', name: 'charge', start_time: NOON_MS / 1000, in_progress: true };
    const aws = complete({ stream: [own.start, own.header, timeout], segments: newStyle({ subsegments: [open] }) });

    const [stored] = await aws.deliver([timeout]);

    expect(stored).toMatchObject({ class: 'timeout', failingSubsegment: { name: 'charge' } });
    expect(stored?.slowestSubsegment).toBeUndefined();
  });

  it('of a request that timed out names the innermost subsegment that had not ended', async () => {
    const timeout = report(3, { status: 'timeout' });
    const open = (id: string, name: string, subsegments: Entity[] = []) => ({
      ...{ id, name, start_time: NOON_MS / 1000, in_progress: true, subsegments },
    });
    const nested = newStyle({ subsegments: [open('000000000000001b', 'charge', [open('000000000000001c', 'card')])] });
    const aws = complete({ stream: [own.start, own.header, timeout], segments: nested });

    const [stored] = await aws.deliver([timeout]);

    expect(stored?.failingSubsegment).toEqual({ id: '000000000000001c', name: 'card', durationMs: undefined });
  });

  it.each([
    ['an init', platform(-1, 'initStart', {}), true],
    ['a restored snapshot', platform(-1, 'restoreStart', {}), true],
    ['neither', logged(-1, 'INFO', 'x', '-'), false],
  ])('says whether it was a cold start: %s', async (_, first, coldStart) => {
    const aws = complete({ stream: [first, ...own.all] });

    const [stored] = await aws.deliver([own.error]);

    expect(stored?.attempt.coldStart).toBe(coldStart);
  });

  it('has the annotations of the function’s subsegments with the tracing mode PassThrough, too', async () => {
    const tracing = { value: HEADER.replace('00000000000000f1', '00000000000000ca') };
    const start_ = start(0, REQUEST_ID, { tracing });
    const caller = segment({ id: 'ca', name: 'caller', origin: 'AWS::EC2::Instance', annotations: { caller: 1 } });
    const reserve = {
      ...segment({ id: '1d', name: 'reserve', parent_id: 'ca' }),
      annotations: { order_id: 'order-1' },
    };
    const queue = segment({ id: '9a', name: 'queue', parent_id: 'ca', origin: 'AWS::SQS', annotations: { queue: 1 } });
    const aws = complete({ stream: [start_, own.error, own.report], segments: [caller, reserve, queue] });

    const [stored] = await aws.deliver([own.error]);

    expect(stored).toMatchObject({ trace: { outcome: 'found' }, annotations: { order_id: 'order-1' } });
    expect(stored?.annotations).toEqual({ order_id: 'order-1' });
  });

  it('has what is nested below the caller’s subsegment with the tracing mode PassThrough', async () => {
    const tracing = { value: HEADER.replace('00000000000000f1', '00000000000000ca') };
    const reserve = {
      ...subsegment('1d', 'reserve'),
      annotations: { order_id: 'order-1' },
      cause: { exceptions: [{ type: 'OutOfStockError', message: 'none left' }] },
    };
    const caller = segment({ id: 'c9', name: 'caller', subsegments: [subsegment('ca', 'call', [reserve])] });
    const stream = [start(0, REQUEST_ID, { tracing }), own.error, own.report];
    const aws = complete({ stream, segments: [caller] });

    const [stored] = await aws.deliver([own.error]);

    expect(stored).toMatchObject({ annotations: { order_id: 'order-1' }, failingSubsegment: { name: 'reserve' } });
  });

  it('names the subsegment in which the error was thrown, and not one whose error was handled', async () => {
    const failed = (id: string, name: string, message: string) => ({
      ...subsegment(id, name),
      start_time: NOON_MS / 1000 + Number.parseInt(id, 16) / 1000,
      cause: { exceptions: [{ type: 'Error', message }] },
    });
    const subsegments = [
      failed('1c', 'second try', 'none left'),
      failed('1b', 'first try', 'none left'),
      failed('1d', 'rollback', 'busy'),
    ];
    const aws = complete({ segments: newStyle({ error: true, subsegments }) });

    const [stored] = await aws.deliver([own.error]);

    expect(stored?.failingSubsegment?.name).toBe('second try');
  });

  it('names the subsegment in which the cause of the error was thrown', async () => {
    const cause = { errorType: 'CardError', errorMessage: 'expired', stackTrace: [] };
    const error = logged(0.5, 'ERROR', { errorType: 'E', errorMessage: 'declined', stackTrace: [], cause });
    const charge = {
      ...subsegment('1d', 'charge'),
      cause: { exceptions: [{ type: 'CardError', message: 'expired' }] },
    };
    const segments = newStyle({ error: true, subsegments: [charge] });
    const aws = complete({ stream: [own.start, own.header, error, own.report], segments });

    const [stored] = await aws.deliver([error]);

    expect(stored?.failingSubsegment?.name).toBe('charge');
  });

  it('names the slowest subsegment that contains no other', async () => {
    const lasting = (id: string, name: string, seconds: number, subsegments: Entity[] = []) => ({
      ...subsegment(id, name, subsegments),
      end_time: NOON_MS / 1000 + seconds,
    });
    const subsegments = [lasting('1b', 'fast', 0.1), lasting('1c', 'parent', 0.9, [lasting('1d', 'slow', 0.8)])];
    const aws = complete({ segments: newStyle({ error: true, subsegments }) });

    const [stored] = await aws.deliver([own.error]);

    expect(stored?.slowestSubsegment).toEqual({ id: '000000000000001d', name: 'slow', durationMs: 800 });
  });

  it('has an event that a logger wrote beside the message, too', async () => {
    const request = line(0.1, { level: 'info', msg: 'Request', event: { orderId: 'order-1' } });
    const aws = complete({ stream: [own.start, own.header, request, own.error, own.report] });

    const [stored] = await aws.deliver([own.error]);

    expect(stored?.event).toEqual({ orderId: 'order-1' });
  });

  it('has no request ID in its key if no request has followed a failed init', async () => {
    const error = logged(0.5, 'ERROR', 'no configuration', '-');
    const failed = platform(1, 'initReport', { phase: 'init', status: 'error' });
    const aws = complete({ stream: [platform(0, 'initStart', { phase: 'init' }), error, failed] });

    await aws.deliver([error]);

    expect(aws.keys('reports/')[0]).toMatch(/^reports\/2026-11-22\/orders\/120000\.500-no-request-268045f7\//);
  });

  it('trusts a complete trace in which the function did not fail', async () => {
    const aws = complete({ segments: newStyle() });

    const [stored] = await aws.deliver([own.error]);

    expect(stored?.class).toBe('logged');
  });

  it('uses the trace to tell a thrown error from a logged one only if the trace is complete', async () => {
    const [lambda, unfinished] = [service({ in_progress: true, end_time: undefined }), newStyle()[1] as Entity];
    const partial = complete({ segments: [lambda, unfinished] });

    const [stored] = await partial.deliver([own.error], {}, 0);

    expect(stored).toMatchObject({ class: 'thrown', trace: { outcome: 'partial' } });
  });
});

describe('a problem with AWS', () => {
  const denied = (call: string) => (made: string) => {
    if (made.startsWith(call)) throw awsError('AccessDeniedException');
  };

  it.each([
    ['the log', 'readPage', { log: { outcome: 'missing' }, trace: { outcome: 'missing' } }],
    ['the trace', 'getTraces', { log: { outcome: 'found' }, trace: { outcome: 'missing' } }],
  ])('that prevents reading %s: the handler stores the rest, and throws', async (_, call, expected) => {
    const aws = complete({ fail: denied(call) });

    await expect(aws.deliver([own.error])).rejects.toThrow(
      'A problem with /aws/lambda/shop-orders 2026/11/22/orders[$LATEST]0a1b: AccessDeniedException: AccessDeniedException',
    );

    expect(aws.stored('report.json')).toMatchObject({ requestId: REQUEST_ID, ...expected });
    expect(aws.keys('markers/')).toHaveLength(1);
  });

  it('that keeps the log from being read in every attempt does not keep the failure from being counted', async () => {
    const aws = complete({ fail: denied('readPage') });

    for (let attempt = 1; attempt <= 3; attempt++) {
      await expect(aws.deliver([own.error])).rejects.toThrow();
    }

    expect(aws.stored('report.json')).toMatchObject({ log: { outcome: 'missing' } });
    expect(metrics).toHaveLength(1);
  });

  it.each([
    ['the log cannot be read', { fail: denied('readPage') }],
    ['the record is not in the log by the deadline', { logDelaySeconds: 600 }],
  ])('leaves one report, counted once, if at first %s and a later delivery finds everything', async (_, problem) => {
    const first = complete(problem);
    await first.deliver([own.error]).catch(() => {});
    const later = complete();
    for (const [key, object] of first.objects) later.objects.set(key, object);

    await later.deliver([own.report, own.error]);

    expect(later.stored('report.json')).toMatchObject({ log: { outcome: 'found' }, trace: { outcome: 'found' } });
    expect(metrics).toHaveLength(1);
  });

  it('is counted, although its log is missing, if the log stream does not exist any more', async () => {
    await complete({ stream: undefined }).deliver([own.error], {}, 0);

    expect(metrics).toHaveLength(1);
  });

  it('leaves one report of a timeout, too, which only Lambda logs', async () => {
    const timeout = report(3, { status: 'timeout' });
    const aws = complete({ stream: [own.start, own.header, timeout], fail: denied('readPage') });
    await expect(aws.deliver([timeout])).rejects.toThrow();
    const later = complete({ stream: [own.start, own.header, timeout] });
    for (const [key, object] of aws.objects) later.objects.set(key, object);

    await later.deliver([timeout]);

    expect(later.stored('report.json')).toMatchObject({ class: 'timeout', log: { outcome: 'found' } });
  });

  it('is cured by the retry, which stores the complete report', async () => {
    let isThrottled = true;
    const fail = (call: string) => {
      if (isThrottled && call.startsWith('getTraces')) throw awsError('ThrottledException');
    };
    const aws = complete({ fail });
    await expect(aws.deliver([own.error])).rejects.toThrow('ThrottledException');
    isThrottled = false;

    await aws.deliver([own.error]);

    expect(aws.stored('report.json')).toMatchObject({ trace: { outcome: 'found' } });
    expect(metrics).toHaveLength(1);
  });

  it('with one request does not stop the others', async () => {
    const fail = (call: string) => {
      if (call.startsWith('write') && call.includes(REQUEST_ID)) throw awsError('SlowDown');
    };
    const aws = complete({ fail });

    await expect(aws.deliver([own.error, other.error])).rejects.toMatchObject({
      name: 'IncompleteDeliveryError',
      errors: [awsError('SlowDown')],
    });

    expect(aws.stored('report.json')).toMatchObject({ requestId: OTHER_ID });
  });

  it('is named in a short error, however many reports it prevents', async () => {
    const requests = Array.from({ length: 20 }, (_, n) => thrown(n, `5f2c9a3e-0000-4000-8000-0000000001${n + 10}`));
    const fail = (call: string) => {
      if (call.startsWith('write')) throw awsError('SlowDown', 'x'.repeat(5000));
    };
    const aws = complete({ fail, stream: requests.flatMap(({ all }) => all), atSecond: 60 });

    const error = await aws.deliver(requests.map((each) => each.error)).catch((thrown: Error) => thrown);

    expect(String(error)).toMatch(
      /^IncompleteDeliveryError: 20 problems with \/aws\/lambda\/shop-orders .*: SlowDown: x+/,
    );
    expect(String(error).length).toBeLessThan(2500);
  });

  it('with the marker is thrown, too, and the failure is counted once all the same', async () => {
    const aws = complete({ fail: denied('write markers/') });

    await expect(aws.deliver([own.error])).rejects.toThrow('AccessDenied');
    await expect(aws.deliver([own.error])).rejects.toThrow('AccessDenied');

    expect(metrics).toHaveLength(1);
  });

  it.each(['readPage', 'getTraces', 'write', 'look'])(
    'whichever call of %s fails, nothing is lost after a retry',
    async (name) => {
      for (let nth = 1; nth <= 6; nth++) {
        let count = 0;
        let isRetried = false;
        const fail = (call: string) => {
          if (call.startsWith(name) && ++count === nth && !isRetried) throw awsError('InternalError');
        };
        const aws = complete({ fail });
        await aws.deliver([own.error, other.error], {}, 0).catch(() => {});
        isRetried = true;

        await aws.deliver([own.error, other.error]);

        const found = aws.keys('reports/').filter((key) => key.endsWith('report.json'));
        const completeReports = found
          .map((key) => JSON.parse(aws.objects.get(key)?.body ?? ''))
          .filter(({ log }) => log.outcome === 'found');
        expect(completeReports).toHaveLength(2);
      }
    },
  );
});

describe('the longest wait, with an AWS that takes 12 seconds for each call,', () => {
  it.each([
    ['a trace that never comes', own.all, { trace: { outcome: 'missing' } }],
    ['a log that never ends', own.all.slice(0, -1), { log: { outcome: 'partial' } }],
  ])('ends within the timeout of the function, with a report: %s', async (_, stream, expected) => {
    const aws = createFakeAws({ stream, atSecond: 2, fail: () => aws.passSeconds(12) });
    const template = readFileSync('template.yml', 'utf8');
    const timeoutSeconds = Number(/Timeout: (\d{3})/.exec(template)?.[1]);
    const longestWaitMs = Number(/MaxValue: (\d{3})/.exec(template)?.[1]) * 1000;
    const delivery = { ...SOURCE, events: [own.error], invalid: [], invalidCount: 0 };
    const deadlines = deadlinesFor(delivery, aws.clock.now(), timeoutSeconds * 1000, longestWaitMs);

    await reportFailures(delivery, aws.services, CONFIG, aws.clock, deadlines);

    expect(aws.stored('report.json')).toMatchObject(expected);
    expect([timeoutSeconds, longestWaitMs]).toEqual([300, 180_000]);
    expect(aws.second() - 2).toBeLessThan(timeoutSeconds);
    expect(aws.second() - 2).toBeGreaterThan(longestWaitMs / 1000);
  });
});

describe('invalid parts of a delivery', () => {
  const invalid = [{ problem: 'p', content: 'x' }];

  it('are stored, logged, and counted; they stop nothing and are not retried', async () => {
    const aws = complete();

    const reports = await aws.deliver([own.error], { invalid, invalidCount: 3 });

    expect(reports).toHaveLength(1);
    expect(aws.keys('invalid/')).toHaveLength(1);
    expect(console.error).toHaveBeenCalledWith({
      message: 'Parts of a delivery are invalid',
      count: 3,
      object: aws.keys('invalid/')[0],
    });
    expect(metrics[0]).toMatchObject({ InvalidRecords: 3, Function: 'orders' });
  });

  it('are a problem only if they cannot be stored', async () => {
    const fail = (call: string) => {
      if (call.startsWith('write invalid/')) throw awsError('SlowDown');
    };
    const aws = complete({ fail });

    await expect(aws.deliver([own.error], { invalid, invalidCount: 1 })).rejects.toThrow('SlowDown');
    expect(aws.keys('reports/')).toHaveLength(4);
  });
});

describe('a hostile record', () => {
  /** Delivers an error with this content beside one of another request: both have to be reported. */
  async function deliverBeside(message: unknown, fields: object = {}): Promise<FakeAws> {
    const text =
      typeof message === 'string'
        ? message
        : JSON.stringify({ level: 'ERROR', requestId: REQUEST_ID, ...fields, message });
    const hostile = line(0.5, text);
    const aws = complete({ stream: [own.start, own.header, hostile, own.report, ...other.all] });
    const reports = await aws.deliver([hostile, other.error]);
    expect(reports.map(({ requestId }) => requestId).sort()).toEqual([REQUEST_ID, OTHER_ID]);
    expect(reports.flatMap((each) => problemsOf(JSON.parse(JSON.stringify(each))))).toEqual([]);
    return aws;
  }

  it.each([
    ['a message of a million characters', 'x'.repeat(1_000_000)],
    [
      'a stack of a million characters in one line',
      { errorType: 'E', errorMessage: 'm', stackTrace: ['at '.repeat(300_000)] },
    ],
    [
      'a stack of 100,000 lines',
      { errorType: 'E', errorMessage: 'm', stackTrace: Array(100_000).fill('    at f (a.js:1:1)') },
    ],
    ['a stack with objects for lines', { stackTrace: [{ toString: null }] }],
    ['an error type that is an object', { errorType: { toString: null }, errorMessage: [], stackTrace: 5 }],
    ['a trace header that is an object', { traceHeader: { toString: null } }],
    ['a cause that is a list', { errorType: 'E', errorMessage: 'm', stackTrace: ['x'], cause: [[]] }],
    ['keys of the prototype', JSON.parse('{"__proto__":{"x":1},"constructor":5,"toString":null}')],
    ['a lone surrogate', '\ud800'],
    ['a long word with brackets', `at ${'('.repeat(100_000)}`],
  ])('costs no report: %s', async (_, message) => {
    await deliverBeside(message);
  });

  it('that is nested 2,000 levels deep costs no report', async () => {
    const deep = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;

    await deliverBeside(`{"level":"ERROR","requestId":"${REQUEST_ID}","message":${deep}}`);
  });

  it('with a lone surrogate in the names of its source costs no report', async () => {
    const aws = complete();

    await aws.deliver([own.error], { logGroup: '/\ud800', logStream: '\udfff', functionName: '\ud800' });

    expect(aws.stored('report.json')).toMatchObject({ requestId: REQUEST_ID });
  });

  it('that looks like one of Lambda’s records costs no report', async () => {
    const forged = [
      start(0.2, '5f2c9a3e-0000-4000-8000-00000000000f'),
      line(0.3, { type: 'platform.report', record: { metrics: [], status: {} } }),
    ];
    const aws = complete({ stream: [own.start, ...forged, own.error, own.report, ...other.all] });

    const reports = await aws.deliver([own.error, other.error], {}, 0);

    expect(reports.map(({ requestId }) => requestId)).toEqual([REQUEST_ID, OTHER_ID]);
  });
});

describe('a secret', () => {
  it('is in nothing that is stored', async () => {
    const secrets = [
      logged(0.1, 'INFO', { password: 's3cret' }),
      logged(0.2, 'ERROR', "failed { credentials: { value: 's3cret' } }"),
      line(0.3, 'postgres://ada:s3cret@db/shop'),
    ];
    const segments = newStyle({ metadata: { default: { token: 's3cret' } } });
    const aws = complete({ stream: [own.start, own.header, ...secrets, own.error, own.report], segments });

    await aws.deliver([own.error, secrets[1] ?? own.error]);

    expect(aws.storedText()).not.toContain('s3cret');
  });
});
