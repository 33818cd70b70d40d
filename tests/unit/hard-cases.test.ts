import { describe, expect, it, jest } from '@jest/globals';
import type { LogEvent } from '../../functions/error-handler/envelope.ts';
import * as log from './support/lambda-log.ts';
import { problemsOf } from './support/schema.ts';
import { asynchronous, oldStyle } from './support/segments.ts';
import { awsError, createWorld } from './support/world.ts';

/** What a stranger found who tried to make the error handler lose a failure, or report it wrongly. */
type World = ReturnType<typeof createWorld>;
const failing = () => oldStyle({ error: true });
const reportsIn = (world: World) =>
  [...world.objects].filter(([key]) => key.endsWith('/report.json')).map(([, { body }]) => JSON.parse(body));
const groupsIn = (world: World) => [...world.objects.keys()].filter((key) => key.startsWith('groups/'));

/** The same bucket, later. */
function later(before: World, options: Parameters<typeof createWorld>[0]): World {
  const world = createWorld(options);
  for (const [key, object] of before.objects) world.objects.set(key, object);
  return world;
}

describe("a request that Lambda's own retry cured", () => {
  const stream = [...log.thrown(0), log.start(60), log.console(60.1, 'INFO', 'fine now'), log.report(61)];
  const segments = asynchronous(2).map(({ error, ...each }) => (each.id.endsWith('f1') ? each : { ...each, error }));
  const cured = { kind: 'thrown', error: { type: 'OutOfStockError' }, attempts: [{ kind: 'thrown' }, { kind: 'ok' }] };

  it('is still reported by the attempt that failed, when its delivery comes again', async () => {
    const first = createWorld({ stream: log.thrown(0), segments: asynchronous(1) });
    await first.deliver([log.exception(0.5)]);
    const again = later(first, { stream, segments, atSecond: 130 });
    await again.deliver([log.exception(0.5)]);

    expect(again.read('report.json')).toMatchObject(cured);
    expect(problemsOf(again.read('report.json'))).toEqual([]);
    expect(groupsIn(again)).toEqual(groupsIn(first));
  });

  it('is so too when only the late delivery comes', async () => {
    const early = createWorld({ stream: log.thrown(0), segments: asynchronous(1) });
    await early.deliver([log.exception(0.5)]);
    const world = createWorld({ stream, segments, atSecond: 130 });
    await world.deliver([log.exception(0.5)]);

    expect(world.read('report.json')).toMatchObject(cured);
    expect(groupsIn(world)).toEqual(groupsIn(early));
  });
});

describe('two attempts that failed in different ways', () => {
  it('are reported by the last one', async () => {
    const second = log
      .thrown(60)
      .map((event) => ({ ...event, message: event.message.replace('OutOfStock', 'Payment') }));
    const world = createWorld({ stream: [...log.thrown(0), ...second], segments: asynchronous(2), atSecond: 62 });
    await world.deliver([log.exception(0.5)]);

    expect(world.read('report.json')).toMatchObject({
      error: { type: 'PaymentError' },
      attempts: [{ error: { type: 'OutOfStockError' } }, { error: { type: 'PaymentError' } }],
    });
  });

  it('are not said to have a whole trace while the second is not in it', async () => {
    const first = createWorld({ stream: log.thrown(0), segments: asynchronous(1) });
    await first.deliver([log.exception(0.5)]);
    const stream = [...log.thrown(0), ...log.thrown(60)];
    const second = later(first, { stream, segments: asynchronous(1), atSecond: 62 });
    await second.deliver([log.exception(60.5)]);

    expect(second.read('report.json')).toMatchObject({
      trace: { outcome: 'partial', reason: '1 of 2 AWS::Lambda::Function segments have ended.' },
    });
  });
});

describe('a log over the limit', () => {
  const [start, header, thrown, end] = log.thrown(0) as [LogEvent, LogEvent, LogEvent, LogEvent];
  const policy = { maxLogBytes: 20_000 };
  const lines = (count: number, length = 100) =>
    Array.from({ length: count }, (_, n) => log.console(0.1 + n / 1e5, 'INFO', `${n} ${'x'.repeat(length)}`));
  const bytesOf = (world: World) =>
    (world.read('log-events.json').events as LogEvent[]).reduce((sum, { message }) => sum + message.length, 0);

  it('keeps the error that the report is about, wherever it stands', async () => {
    const logged = log.console(0.09, 'ERROR', { errorType: 'DbError', errorMessage: 'db down', stackTrace: [] });
    const stream = [start, header, ...lines(50), logged, ...lines(500), end];
    const world = createWorld({ stream, segments: oldStyle(), policy });
    await world.deliver([logged]);

    expect(world.read('report.json')).toMatchObject({ kind: 'logged', error: { type: 'DbError' } });
    expect(bytesOf(world)).toBeLessThanOrEqual(20_000);
  });

  it('is kept to it also by long records at its beginning', async () => {
    const stream = [start, header, ...lines(10, 250_000), thrown, end];
    const world = createWorld({ stream, segments: failing(), policy });
    await world.deliver([thrown]);

    expect(world.read('report.json')).toMatchObject({
      kind: 'thrown',
      log: { omitted: 10 },
      trace: { outcome: 'found' },
    });
    expect(bytesOf(world)).toBeLessThanOrEqual(20_000);
  });

  it('of nothing but errors keeps the last of them', async () => {
    const errors = Array.from({ length: 500 }, (_, n) =>
      log.console(0.1 + n / 1e5, 'ERROR', `${n} ${'x'.repeat(100)}`),
    );
    const world = createWorld({ stream: [start, header, ...errors, thrown, end], segments: failing(), policy });
    await world.deliver([thrown]);

    expect(world.read('report.json')).toMatchObject({
      error: { type: 'OutOfStockError' },
      trace: { outcome: 'found' },
    });
    expect(bytesOf(world)).toBeLessThanOrEqual(20_000);
  });

  it('is found as soon as a later delivery has read to its end, as if that had come alone', async () => {
    const whole = [start, header, ...lines(300), thrown, log.console(0.6, 'INFO', 'y'.repeat(3000)), end];
    const first = createWorld({ stream: [start, header, ...lines(300), thrown], segments: failing(), policy });
    await first.deliver([thrown], 0);
    const second = later(first, { stream: whole, segments: failing(), policy });
    await second.deliver([thrown], 0);
    const alone = createWorld({ stream: whole, segments: failing(), policy });
    await alone.deliver([thrown], 0);

    expect(first.read('report.json')).toMatchObject({ log: { outcome: 'partial' } });
    expect(second.read('report.json').log).toEqual(alone.read('report.json').log);
    expect(alone.read('report.json')).toMatchObject({ log: { outcome: 'found' } });
  });
});

describe('a log that is read', () => {
  it('with an empty page in the middle is read on', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), pageSize: 2 });
    const { getLogEvents } = world.ports.logs;
    let empty = 0;
    world.ports.logs.getLogEvents = async (request) => {
      if (request.nextToken !== undefined && empty++ === 0)
        return { events: [], nextBackwardToken: `${request.nextToken} ` };
      return getLogEvents({ ...request, nextToken: request.nextToken?.trim() });
    };

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.log).toEqual({ outcome: 'found', records: 4 });
  });

  it('up to the most pages is partial, says so, and is not read again', async () => {
    const lines = Array.from({ length: 60 }, (_, n) => log.console(0.1, 'INFO', `line ${n}`));
    const [start, header, error, end] = log.thrown(0) as [LogEvent, LogEvent, LogEvent, LogEvent];
    const world = createWorld({ stream: [start, header, ...lines, error, end], pageSize: 1 });

    const [report] = await world.deliver([error]);

    expect(report?.log).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('50 pages'), records: 50 });
    expect(world.calls.filter((call) => call === 'GetLogEvents')).toHaveLength(50);
  });

  it('with thousands of errors in one request costs no more than the log is long', async () => {
    const errors = Array.from({ length: 2000 }, (_, n) => log.console(0.1 + n / 1e5, 'ERROR', `again ${n}`));
    const [start, header, , end] = log.thrown(0) as [LogEvent, LogEvent, LogEvent, LogEvent];
    const world = createWorld({ stream: [start, header, ...errors, end], segments: failing() });
    const parse = jest.spyOn(JSON, 'parse');

    await world.deliver(errors, 0);

    const parsed = parse.mock.calls.length;
    parse.mockRestore();
    expect(parsed).toBeLessThan(40 * errors.length);
  });
});

describe('in a storm', () => {
  it('a failed init is one failure, whether the delivery holds its record, its report, or both', async () => {
    const init = log.exception(0, '-', 'ConfigError');
    const report = log.report(0.4, { status: 'error', errorType: 'ConfigError' });
    const stream = [
      log.platform(0, 'initStart', {}),
      init,
      log.initReport(0.1, 'error', 'invoke'),
      log.start(0.2),
      report,
    ];
    for (const delivered of [[init, report], [init], [report]]) {
      const world = createWorld({ stream, fullReports: 0 });
      await world.deliver(delivered, 0);

      expect([reportsIn(world).length, groupsIn(world).length]).toEqual([1, 1]);
    }
  });

  it.each([
    ["Powertools' name of the request id", (id: string) => ({ function_request_id: id })],
    ['no request id', () => ({})],
  ])('errors of a logger with %s are counted one by one', async (_, idOf) => {
    const ids = ['request-1', 'request-2', 'request-3'];
    const errorOf = (id: string, n: number) =>
      log.at(n * 2 + 0.5, { level: 'ERROR', message: `boom ${id}`, ...idOf(id) });
    const stream = ids.flatMap((id, n) => [log.start(n * 2, id), errorOf(id, n), log.report(n * 2 + 1, {}, id)]);
    const world = createWorld({ stream, fullReports: 0, atSecond: 30 });

    await world.deliver(ids.map(errorOf), 0);

    expect(reportsIn(world).map(({ requestId }) => requestId)).toEqual(ids);
    expect(groupsIn(world)).toHaveLength(3);
  });
});

describe('a failed init, or an error without a request id', () => {
  const init = log.exception(0, '-', 'ConfigError');
  const initStream = [
    log.platform(0, 'initStart', {}),
    init,
    log.initReport(0.1, 'error', 'invoke'),
    log.start(0.2),
    log.report(0.4, { status: 'error' }),
  ];
  const ids = ['request-1', 'request-2', 'request-3'];
  const idless = ids.map((id, n) => log.at(n * 2 + 0.5, { level: 'ERROR', message: `boom ${id}` }));
  const idlessStream = ids.flatMap((id, n) => [
    log.start(n * 2, id),
    idless[n] as LogEvent,
    log.report(n * 2 + 1, {}, id),
  ]);

  it.each([
    ['a failed init', [init], initStream, 1],
    ['three errors', idless, idlessStream, 3],
  ])('waits for the next delivery when the log does not answer: %s', async (_, delivered, stream, count) => {
    let isDown = true;
    const fail = (call: string) => {
      if (isDown && call === 'GetLogEvents') throw awsError('ThrottlingException', 'Rate exceeded');
    };
    const world = createWorld({ stream, atSecond: 30, fail });
    await expect(world.deliver(delivered, 0)).rejects.toThrow('Rate exceeded');
    isDown = false;
    await world.deliver(delivered, 0);

    expect([reportsIn(world).length, groupsIn(world).length]).toEqual([count, count]);
  });
});

describe('what was delivered', () => {
  const lines = Array.from({ length: 60 }, (_, n) => log.console(0.6, 'INFO', `line ${n}`));
  const [start, header, error, end] = log.thrown(0) as [LogEvent, LogEvent, LogEvent, LogEvent];

  it('is not lost because the stream does not show it yet', async () => {
    const world = createWorld({ stream: [start, header, end], segments: failing() });
    await world.deliver([error]);

    expect(world.read('report.json')).toMatchObject({
      kind: 'thrown',
      error: { type: 'OutOfStockError' },
      log: { records: 4 },
    });
  });

  it('is not lost behind more pages than are read, however often it comes', async () => {
    const world = createWorld({ stream: [start, header, error, ...lines, end], pageSize: 1, segments: failing() });
    for (let times = 0; times < 2; times++) await world.deliver([error], 0);

    expect(world.read('report.json')).toMatchObject({
      error: { type: 'OutOfStockError' },
      log: { outcome: 'partial' },
    });
  });

  it('may be more records than a function takes arguments', async () => {
    const many = Array.from({ length: 130_000 }, () => error);
    const world = createWorld({
      stream: [start, header, error, end],
      segments: failing(),
      policy: { maxLogBytes: 10_000 },
    });

    await world.deliver(many, 0);

    expect(world.read('report.json')).toMatchObject({ kind: 'thrown' });
  });
});

describe('a delivery that comes again', () => {
  const [start, header, error, end] = log.thrown(0) as [LogEvent, LogEvent, LogEvent, LogEvent];
  const policy = { maxLogBytes: 5000 };
  const atOnce = Array.from({ length: 100 }, (_, n) => log.console(0.1, 'INFO', `${n} ${'x'.repeat(100)}`));

  it('changes nothing of a log over the limit, though all was written in one millisecond', async () => {
    const world = createWorld({ stream: [start, header, ...atOnce, error, end], segments: failing(), policy });
    await world.deliver([error]);
    const stored = new Map(world.objects);
    await world.deliver([error]);

    expect(world.objects).toEqual(stored);
  });

  it('does not forget how many records were left out', async () => {
    const world = createWorld({
      stream: [start, header, ...atOnce, error, end],
      segments: failing(),
      policy,
      fullReports: 1,
    });
    await world.deliver([error]);
    const before = world.read('report.json');
    await world.deliver([error]); // A light one, now.

    expect(world.read('report.json').log).toEqual(before.log);
  });

  it('with a record that had been left out does not count it twice', async () => {
    const errors = Array.from({ length: 100 }, (_, n) =>
      log.console(0.1 + n / 1e5, 'ERROR', `${n} ${'x'.repeat(100)}`),
    );
    const stream = [start, header, ...errors, error, end];
    const world = createWorld({ stream, segments: failing(), policy, fullReports: 1 });
    await world.deliver([error]);
    const stored = new Map(world.objects);
    await world.deliver(errors.slice(0, 1));

    expect(world.objects).toEqual(stored);
  });

  it('as a light one, of another attempt, keeps what was read of the first', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: asynchronous(1), fullReports: 1 });
    await world.deliver([error]);
    await world.deliver([log.exception(60.5)]);

    expect(world.read('report.json')).toMatchObject({ log: { records: 5 } });
    expect(world.read('report.json')).not.toMatchObject({ log: { outcome: 'missing' } });
  });

  it('after a light one says why there is still no trace, and which it is', async () => {
    const light = createWorld({ stream: log.thrown(0), fullReports: 0 });
    await light.deliver([error]);
    const full = later(light, { stream: log.thrown(0), traceAtSecond: 1000 });
    await full.deliver([error]);

    expect(full.read('report.json')).toMatchObject({
      log: { outcome: 'found' },
      trace: { outcome: 'missing', traceId: log.TRACE_ID, reason: expect.stringContaining('by the deadline') },
    });
  });
});

describe('the failing subsegment', () => {
  it('is none rather than that of another attempt', async () => {
    const reserve = { id: 'd'.repeat(16), name: 'reserve', cause: { exceptions: [{ message: 'x' }] } };
    const [service, first] = asynchronous(1);
    const segments = [service, { ...first, subsegments: [reserve] }].flatMap((each) =>
      each === undefined ? [] : [each as never],
    );
    const stream = [...log.thrown(0), ...log.thrown(60)];
    const world = createWorld({ stream, segments, atSecond: 62 });
    await world.deliver([log.exception(60.5)]);

    expect(world.read('report.json').failingSubsegment).toBeUndefined();
  });
});

describe('the search for a trace', () => {
  const named = log.thrown(0, 'named');
  const nameless = [log.start(3, 'nameless'), log.exception(3.5, 'nameless'), log.report(4, {}, 'nameless')];
  const segments = failing().map((each) => (each.aws === undefined ? each : { ...each, aws: { request_id: 'named' } }));
  const events = [log.exception(0.5, 'named'), log.exception(3.5, 'nameless')];

  it('that is not allowed keeps nobody from the traces that are named', async () => {
    const fail = (call: string) => {
      if (call.startsWith('GetTraceSummaries')) throw awsError('AccessDeniedException', 'not allowed');
    };
    const world = createWorld({ stream: [...named, ...nameless], segments, atSecond: 30, fail });

    await expect(world.deliver(events)).rejects.toThrow(/not allowed/);

    expect(reportsIn(world).map(({ requestId, trace }) => [requestId, trace.outcome])).toEqual([
      ['named', 'found'],
      ['nameless', 'missing'],
    ]);
    expect(world.elapsedSeconds()).toBe(30);
  });

  it('is made also when the log has taken all the time', async () => {
    const [, ...unreported] = [...nameless].reverse();
    const annotatedTraces = { nameless: log.TRACE_ID };
    const world = createWorld({ stream: unreported.reverse(), annotatedTraces, segments, atSecond: 30 });
    const { getLogEvents } = world.ports.logs;
    world.ports.logs.getLogEvents = (request) => {
      world.wait(5);
      return getLogEvents(request);
    };

    const [report] = await world.deliver([log.exception(3.5, 'nameless')]);

    expect(report?.trace.traceId).toBe(log.TRACE_ID);
  });

  it('that finds nothing is named as the reason', async () => {
    const world = createWorld({ stream: [...named, ...nameless], segments, atSecond: 30 });

    const reports = await world.deliver(events);

    expect(reports.at(-1)?.trace).toMatchObject({
      outcome: 'missing',
      reason: expect.stringContaining('No record names it'),
    });
  });

  it('ends at the deadline, however slow it is', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `request-${n}`);
    const stream = ids.flatMap((id, n) => [log.start(n, id), log.exception(n + 0.5, id), log.report(n + 0.9, {}, id)]);
    const world = createWorld({ stream, atSecond: 200 });
    world.ports.xray.findTraceId = async () => {
      world.wait(1000);
      return undefined;
    };

    await world.deliver(ids.map((id, n) => log.exception(n + 0.5, id)));

    expect(reportsIn(world)).toHaveLength(120);
    expect(world.elapsedSeconds()).toBeLessThan(200 + 45 + 2);
  });
});

describe('a delivery', () => {
  it('with what is no record reports the others, and tells no secret of it', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), poison: ['{"password":"hunter2"}'] });

    const problem = await world.deliver([log.exception(0.5)]).catch((error: unknown) => error);

    expect(String(problem)).toMatch(/PoisonError: A record names no request: \{"password":"\[redacted\]"\}/);
    expect(world.read('report.json')).toMatchObject({ kind: 'thrown', trace: { outcome: 'found' } });
  });

  it('after midnight finds what another one has begun to store the day before', async () => {
    const midnight = 12 * 60 * 60;
    const fail = (call: string) => {
      if (call.startsWith('PutObject') && call.endsWith('report.json')) throw awsError('SlowDown');
    };
    const first = createWorld({ stream: log.thrown(midnight - 1), segments: failing(), atSecond: midnight + 5, fail });
    await first.deliver([log.exception(midnight - 0.5)]).catch(() => undefined);
    const second = later(first, { stream: undefined, segments: failing(), atSecond: midnight + 100 });
    await second.deliver([log.report(midnight + 30)]);

    expect([...second.objects.keys()].filter((key) => key.endsWith('log-events.json'))).toHaveLength(1);
    expect(reportsIn(second)).toHaveLength(1);
  });

  it('that meets others is stored in the end', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing() });

    await Promise.all(Array.from({ length: 4 }, () => world.deliver([log.exception(0.5)])));

    expect(world.objects.size).toBe(5);
    expect(world.read('report.json')).toMatchObject({ kind: 'thrown', log: { outcome: 'found' } });
  });
});
