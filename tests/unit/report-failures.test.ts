import { describe, expect, it } from '@jest/globals';
import { UnfinishedError } from '../../functions/error-handler/report-failures.ts';
import * as log from './support/lambda-log.ts';
import { asynchronous, newStyle, oldStyle, segment, service } from './support/segments.ts';
import { awsError, createWorld, DELIVERY } from './support/world.ts';

const PREFIX = `errors/2026-11-22/${log.REQUEST_ID}/`;
const GROUP_KEY = expect.stringMatching(
  /^groups\/[0-9a-f]{16}\/20261122T120000000Z-5f2c9a3e-0000-4000-8000-000000000001$/,
);
const failing = (fields = {}) => oldStyle({ error: true, ...fields });

describe('a request that throws', () => {
  it('is reported with its whole log and its trace, and nothing else of the stream', async () => {
    const other = '5f2c9a3e-0000-4000-8000-000000000002';
    const request = log.thrown(0);
    const world = createWorld({
      stream: [...log.thrown(-2, other), ...request, ...log.thrown(1.5, other)],
      segments: failing(),
    });

    await world.deliver([log.exception(0.5)]);

    expect([...world.objects.keys()]).toEqual([
      ...['log-events.json', 'request-trace.json', 'report.html', 'report.json'].map((name) => PREFIX + name),
      GROUP_KEY,
    ]);
    expect(world.read('log-events.json')).toEqual({
      outcome: 'found',
      events: request.map((event) => ({ ...event, logStreamName: DELIVERY.logStream })),
    });
    expect(world.read('request-trace.json')).toEqual({
      outcome: 'found',
      traceId: log.TRACE_ID,
      segments: failing(),
    });
    expect(world.read('report.json')).toMatchObject({
      version: 1,
      requestId: log.REQUEST_ID,
      kind: 'thrown',
      error: { type: 'OutOfStockError', message: 'none left' },
      logGroup: DELIVERY.logGroup,
      attempts: [{ kind: 'thrown', coldStart: false, durationMs: 120.5, memorySizeMb: 256, maxMemoryUsedMb: 91 }],
      log: { outcome: 'found', records: 4 },
      trace: { outcome: 'found', traceId: log.TRACE_ID },
    });
  });

  it('is waited for until Lambda has reported how it ended', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), logDelaySeconds: 5, atSecond: 5.6 });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.log).toEqual({ outcome: 'found', records: 4 });
    expect(world.elapsedSeconds()).toBeCloseTo(6.1);
  });

  it('is found on pages that hold a record or none', async () => {
    const world = createWorld({
      stream: [...log.thrown(-20, 'earlier'), ...log.thrown(0)],
      segments: failing(),
      pageSize: 1,
    });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.log).toEqual({ outcome: 'found', records: 4 });
  });

  it('is reported once when console.error has written an error before', async () => {
    const wrote = log.console(0.2, 'ERROR', 'the shelf is empty');
    const [start, header, error, end] = log.thrown(0);
    const world = createWorld({
      stream: [start, header, wrote, error, end].flatMap((e) => e ?? []),
      segments: failing(),
    });

    const reports = await world.deliver([wrote, log.exception(0.5)]);

    expect(reports.map(({ kind, error }) => [kind, error?.type])).toEqual([['thrown', 'OutOfStockError']]);
  });
});

describe('the trace', () => {
  it.each([0, 5, 20, 44])('is found %i seconds late, with at most 12 reads', async (second) => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), traceAtSecond: 2 + second });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace.outcome).toBe('found');
    expect(world.calls.filter((call) => call.startsWith('BatchGetTraces')).length).toBeLessThanOrEqual(12);
  });

  it('is there 5 seconds late within 1 second', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), traceAtSecond: 7 });

    await world.deliver([log.exception(0.5)]);

    expect(world.elapsedSeconds()).toBeLessThan(8);
  });

  it.each([
    [44, 45],
    [90, 180],
    [179, 180],
  ])('is found %i seconds late when it may be waited for %i seconds, with no more reads', async (late, wait) => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), traceAtSecond: 2 + late });

    const [report] = await world.deliver([log.exception(0.5)], wait);

    expect(report?.trace.outcome).toBe('found');
    expect(world.calls.filter((call) => call.startsWith('BatchGetTraces')).length).toBeLessThanOrEqual(12);
  });

  it.each([60, 120, 180])(
    'that is %i seconds late is missing after 45, and the report stored by then',
    async (late) => {
      const world = createWorld({ stream: log.thrown(0), segments: failing(), traceAtSecond: 2 + late });

      await world.deliver([log.exception(0.5)]);

      expect(world.read('report.json')).toMatchObject({ kind: 'thrown', trace: { outcome: 'missing' } });
      expect(world.elapsedSeconds()).toBeCloseTo(47);
    },
  );

  it('is not waited for longer because of what a killed process had open', async () => {
    const killed = log.report(1, { status: 'timeout' });
    const orphan = segment({ id: '2a', parent_id: '2b', name: 'S3' });
    const world = createWorld({ stream: [...log.thrown(0).slice(0, 2), killed], segments: [...failing(), orphan] });

    const [report] = await world.deliver([killed]);

    expect(report?.trace.outcome).toBe('found');
    expect(world.elapsedSeconds()).toBe(2);
  });

  it('is missing at the deadline, and the report says why that may be', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), traceAtSecond: 1000 });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace).toMatchObject({ outcome: 'missing', traceId: log.TRACE_ID });
    expect(report?.trace.reason).toContain('Transaction Search');
    expect(report?.kind).toBe('thrown');
    expect(world.elapsedSeconds()).toBeCloseTo(47);
  });

  it('is not waited for when the header says Sampled=0', async () => {
    const unsampled = log.console(0, 'INFO', { traceHeader: log.HEADER.replace('Sampled=1', 'Sampled=0') });
    const world = createWorld({ stream: [log.start(0), unsampled, log.exception(0.5), log.report(1)] });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace).toMatchObject({ outcome: 'unsampled', traceId: log.TRACE_ID });
    expect(world.elapsedSeconds()).toBe(2);
  });

  it("is found by Lambda's own record when the function logs no header", async () => {
    const tracing = { type: 'X-Amzn-Trace-Id', value: log.HEADER };
    const world = createWorld({
      stream: [log.start(0), log.exception(0.5), log.report(1, { tracing })],
      segments: newStyle({ error: true }),
    });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace).toEqual({ outcome: 'found', traceId: log.TRACE_ID });
  });

  it('is found by the annotation request_id when no record names it', async () => {
    const world = createWorld({
      stream: [log.start(0), log.exception(0.5), log.report(1)],
      segments: failing(),
      annotatedTraces: { [log.REQUEST_ID]: log.TRACE_ID },
    });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace).toEqual({ outcome: 'found', traceId: log.TRACE_ID });
  });

  it('is partial while the segment of the function is not there', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: [service()] });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.trace).toMatchObject({
      outcome: 'partial',
      reason: '0 of 1 AWS::Lambda::Function segments have ended.',
    });
  });

  it('tells console.error(error) from an error that was thrown', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: oldStyle() });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report?.kind).toBe('logged');
  });
});

describe('a delivery', () => {
  it('of many requests gives a report each, with one reading of the stream and 5 traces a call', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `request-${n}`);
    const traceOf = (n: number) => log.TRACE_ID.slice(0, -2) + String(10 + n);
    const stream = ids.flatMap((id, n) =>
      log.thrown(n * 2, id).map((e) => ({ ...e, message: e.message.replace(log.TRACE_ID, traceOf(n)) })),
    );
    const segments = ids.flatMap((id, n) =>
      failing().map((s) => ({ ...s, trace_id: traceOf(n), ...(s.aws !== undefined && { aws: { request_id: id } }) })),
    );
    const world = createWorld({ stream: [...log.thrown(-2, 'earlier'), ...stream], segments, atSecond: 30 });

    const reports = await world.deliver(ids.map((id, n) => log.exception(n * 2 + 0.5, id)));

    expect(reports.map(({ requestId, trace }) => [requestId, trace.outcome])).toEqual(ids.map((id) => [id, 'found']));
    expect(world.calls.filter((call) => !call.includes('Object'))).toEqual([
      'GetLogEvents',
      'BatchGetTraces 5',
      'BatchGetTraces 5',
      'BatchGetTraces 2',
    ]);
  });

  it('that comes twice changes nothing', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing() });
    await world.deliver([log.exception(0.5)]);
    const stored = new Map(world.objects);

    await world.deliver([log.exception(0.5)]);

    expect(world.objects).toEqual(stored);
  });

  it('that comes twice at once gives one report', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing() });

    await Promise.all([world.deliver([log.exception(0.5)]), world.deliver([log.exception(0.5)])]);

    expect(world.objects.size).toBe(5);
    expect(world.read('report.json')).toMatchObject({ kind: 'thrown', log: { outcome: 'found' } });
  });

  it('that comes too late for log and trace makes nothing worse', async () => {
    const early = createWorld({ stream: log.thrown(0), segments: failing() });
    await early.deliver([log.exception(0.5)]);
    const late = createWorld({ stream: undefined });
    for (const [key, object] of early.objects) late.objects.set(key, object);

    await late.deliver([log.exception(0.5)]);

    expect(late.objects).toEqual(early.objects);
  });

  it('of another attempt, after midnight, finds the report of the day before', async () => {
    const midnight = 12 * 60 * 60;
    const first = createWorld({
      stream: log.thrown(midnight - 30),
      atSecond: midnight - 20,
      segments: asynchronous(1),
    });
    await first.deliver([log.exception(midnight - 29.5)]);
    const second = createWorld({
      stream: log.thrown(midnight + 30),
      atSecond: midnight + 40,
      segments: asynchronous(2),
    });
    for (const [key, object] of first.objects) second.objects.set(key, object);

    await second.deliver([log.exception(midnight + 30.5)]);

    expect([...second.objects.keys()].filter((key) => key.endsWith('report.json'))).toEqual([`${PREFIX}report.json`]);
    expect(second.read('report.json').attempts).toHaveLength(2);
  });

  it('with a poison record reports the others and names the poison', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing() });

    await expect(world.deliver([log.at(0, 'what is this?'), log.exception(0.5)])).rejects.toThrow(
      /PoisonError: A record names no request: what is this\?/,
    );
    expect(world.read('report.json')).toMatchObject({ kind: 'thrown', trace: { outcome: 'found' } });
  });

  it('whose stream is gone is reported from what was delivered', async () => {
    const world = createWorld({
      stream: undefined,
      segments: failing(),
      annotatedTraces: { [log.REQUEST_ID]: log.TRACE_ID },
    });

    const [report] = await world.deliver([log.exception(0.5)]);

    expect(report).toMatchObject({
      kind: 'thrown',
      log: {
        outcome: 'missing',
        reason: expect.stringContaining('ResourceNotFoundException: The specified log stream does not exist.'),
        records: 1,
      },
    });
    expect(world.elapsedSeconds()).toBe(2);
    expect(report?.trace.outcome).toBe('found');
  });
});

describe('several attempts of a request', () => {
  it('are listed in one report', async () => {
    const stream = [...log.thrown(0), ...log.thrown(60)];
    const world = createWorld({ stream, segments: asynchronous(2), atSecond: 62 });
    await world.deliver([log.exception(0.5)]);

    await world.deliver([log.exception(60.5)]);

    expect(world.read('report.json')).toMatchObject({
      attempts: [
        { kind: 'thrown', startedAt: '2026-11-22T12:00:00.000Z' },
        { kind: 'thrown', startedAt: '2026-11-22T12:01:00.000Z' },
      ],
      log: { outcome: 'found', records: 8 },
      trace: { outcome: 'found' },
    });
  });

  it('are each waited for, also in one stream', async () => {
    const stream = [...log.thrown(0), ...log.thrown(60)];
    const world = createWorld({ stream, segments: asynchronous(2), atSecond: 65.6, logDelaySeconds: 5 });

    const [report] = await world.deliver([log.exception(60.5)]);

    expect(report).toMatchObject({ log: { outcome: 'found', records: 8 } });
    expect(world.elapsedSeconds()).toBeCloseTo(66.1);
  });
});

describe('an error during init', () => {
  const init = log.exception(0, '-', 'ConfigError');

  it('belongs to the request that comes next', async () => {
    const failed = { status: 'error', errorType: 'ConfigError' };
    const stream = [
      log.platform(0, 'initStart', {}),
      init,
      log.initReport(0.1, 'error', 'invoke'),
      log.start(0.2),
      log.report(0.4, failed),
    ];
    const world = createWorld({ stream, segments: failing() });

    const reports = await world.deliver([init, log.report(0.4, failed)], 0);

    expect(reports).toMatchObject([
      { requestId: log.REQUEST_ID, kind: 'init', error: { type: 'ConfigError' }, log: { records: 5 } },
    ]);
  });

  it('is reported by itself when no request comes', async () => {
    const world = createWorld({ stream: [init, log.initReport(0.1, 'error')] });

    const [report] = await world.deliver([init]);

    expect(report).toMatchObject({
      requestId: 'init-2026-11-22-processor-LATEST-0a1b',
      kind: 'init',
      log: { outcome: 'partial' },
    });
  });
});

describe('when AWS fails', () => {
  const denied = (what: string) => (call: string) => {
    if (call.startsWith(what)) throw awsError('AccessDeniedException', `not allowed: ${what}`);
  };

  it.each([
    ['GetLogEvents', { log: { outcome: 'missing' }, trace: { outcome: 'missing' } }],
    [
      'BatchGetTraces',
      { log: { outcome: 'found' }, trace: { outcome: 'missing', reason: expect.stringContaining('not allowed') } },
    ],
  ])('at %s, what there is is stored, and the rest is thrown for Lambda to try again', async (call, stored) => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), fail: denied(call) });

    await expect(world.deliver([log.exception(0.5)])).rejects.toThrow(UnfinishedError);

    expect(world.read('report.json')).toMatchObject(stored);
  });

  it.each(['GetObject', 'PutObject'])('at %s, the failure is thrown with its cause', async (call) => {
    let isDown = false;
    const fail = (name: string) => (isDown ? denied(call)(name) : undefined);
    const world = createWorld({ stream: log.thrown(0), segments: failing(), fail });
    await world.deliver([log.exception(0.5)]);
    if (call === 'PutObject') world.objects.clear();
    isDown = true;

    await expect(world.deliver([log.exception(0.5)])).rejects.toThrow(/not allowed/);
  });

  it('reads nothing from the bucket for the first delivery of a request: each miss would be an error on the trace', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing() });

    await world.deliver([log.exception(0.5)]);

    expect(world.calls.filter((call) => call.startsWith('GetObject'))).toEqual([]);
  });
});
