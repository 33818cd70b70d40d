import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { readExpectedTrace } from '../../functions/error-handler/expected-trace.ts';
import { type LogEvent, readRecord } from '../../functions/error-handler/log-record.ts';
import type { RequestLog } from '../../functions/error-handler/request-log.ts';
import { type RequestTrace, readRequestTraces } from '../../functions/error-handler/request-trace.ts';
import { functionSubsegments } from '../../functions/error-handler/segments.ts';
import { findGap } from '../../functions/error-handler/trace-gaps.ts';
import { asObjects, type JsonObject } from '../../functions/shared/json.ts';
import { awsError, createFakeAws, type Options } from './support/fake-aws.ts';
import {
  HEADER,
  initReport,
  logged,
  NOON_MS,
  OTHER_ID,
  REQUEST_ID,
  report,
  start,
  TRACE_ID,
  thrown,
} from './support/lambda-log.ts';
import {
  asynchronous,
  type Entity,
  idOf,
  newStyle,
  oldStyle,
  segment,
  service,
  subsegment,
} from './support/segments.ts';

const THROWN = thrown(0).all;
const OTHER_TRACE_ID = '1-6921a4c0-ffffffffffffffffffffffff';

function logOf(events: LogEvent[], requestId: string | undefined = REQUEST_ID): RequestLog {
  return {
    requestId,
    startedAt: events[0]?.timestamp ?? NOON_MS,
    failedAt: NOON_MS,
    outcome: 'found',
    reason: undefined,
    records: events.map(readRecord),
    omitted: 0,
  };
}

interface Read {
  traces: RequestTrace[];
  problem: unknown;
  /** How long it took. */
  seconds: number;
  calls: string[];
}

async function read(logs: RequestLog[], options: Options, waitSeconds = 45): Promise<Read> {
  const aws = createFakeAws(options);
  const before = aws.second();
  const now = aws.clock.now();
  const { evidence, problem } = await readRequestTraces(logs, aws.services.traces, aws.clock, {
    waitUntilMs: now + waitSeconds * 1000,
    stopReadingAtMs: now + 240_000,
  });
  expect(evidence.map(({ log }) => log)).toEqual(logs);
  return { traces: evidence.map(({ trace }) => trace), problem, seconds: aws.second() - before, calls: aws.calls };
}

async function readOne(events: LogEvent[], segments: Entity[], options: Options = {}): Promise<RequestTrace & Read> {
  const result = await read([logOf(events)], { segments, ...options });
  return { ...(result.traces[0] as RequestTrace), ...result };
}

describe('the ID of a trace', () => {
  it.each([
    ['Lambda’s start record', [start(0, REQUEST_ID, { tracing: { spanId: idOf('f1'), value: HEADER } })]],
    ['Lambda’s report', [start(0), report(1, { tracing: { spanId: idOf('f1'), value: HEADER } })]],
    ['a header that the function logged', [logged(0, 'INFO', { traceHeader: HEADER })]],
    [
      'a header beside the message',
      [{ timestamp: NOON_MS, message: JSON.stringify({ level: 'INFO', traceHeader: HEADER }) }],
    ],
    ['Powertools', [{ timestamp: NOON_MS, message: JSON.stringify({ level: 'INFO', xray_trace_id: TRACE_ID }) }]],
    ['Rust', [{ timestamp: NOON_MS, message: JSON.stringify({ level: 'INFO', span: { xrayTraceId: HEADER } }) }]],
  ])('comes from %s', async (_, events) => {
    expect(await readOne(events, newStyle())).toMatchObject({ outcome: 'found', traceId: TRACE_ID, seconds: 0 });
  });

  it('comes from the annotation request_id, if no record has it', async () => {
    const options = { annotatedTraces: { [REQUEST_ID]: TRACE_ID } };

    const trace = await readOne([start(0), report(1)], oldStyle(), options);

    expect(trace).toMatchObject({
      outcome: 'found',
      traceId: TRACE_ID,
      calls: [`searchTraceId ${REQUEST_ID}`, 'getTraces 1'],
    });
  });

  it('is searched for until the deadline', async () => {
    const trace = await readOne([start(0), report(1)], []);

    expect(trace).toMatchObject({ outcome: 'missing', seconds: 45 });
    expect(trace.reason).toMatch(/^The log does not name the trace/);
    expect(trace.calls).not.toContain('getTraces 1');
  });

  it('is searched for in at most 20 requests per look', async () => {
    const logs = Array.from({ length: 30 }, (_, n) => logOf([start(0)], `5f2c9a3e-0000-4000-8000-0000000001${n + 10}`));

    const { calls } = await read(logs, {}, 0);

    expect(calls.filter((call) => call.startsWith('searchTraceId'))).toHaveLength(20);
  });

  it('is searched for with every request in turn', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `5f2c9a3e-0000-4000-8000-0000000001${n + 10}`);
    const logs = ids.map((id) => logOf([start(0)], id));
    const last = { [String(ids.at(-1))]: TRACE_ID };

    const { traces } = await read(logs, { segments: newStyle(), annotatedTraces: last }, 5);
    const inOneLook = await read(logs, {}, 0);

    expect(traces.at(-1)).toMatchObject({ outcome: 'partial', traceId: TRACE_ID });
    expect(inOneLook.traces[19]?.reason).toMatch(/X-Ray has none/);
    expect(inOneLook.traces[20]?.reason).toMatch(/there was no time left to search/);
  });

  it.each([{ toString: null }, [HEADER], 5, 'Root=1-zz;Sampled=1', `Root=${TRACE_ID.toUpperCase()}`])(
    'is not taken from a hostile header: %j',
    async (traceHeader) => {
      expect(await readOne([logged(0, 'INFO', { traceHeader })], [])).toMatchObject({ traceId: undefined });
    },
  );

  it('is not looked for if there is no request', async () => {
    const { traces, calls } = await read(
      [logOf(THROWN, undefined)].map((log) => ({ ...log, requestId: undefined })),
      {},
    );

    expect(traces).toMatchObject([{ outcome: 'missing', reason: 'The log does not name a request.' }]);
    expect(calls).not.toContain('getTraces 1');
  });
});

describe('waiting for a trace', () => {
  it('ends as soon as it is complete', async () => {
    const trace = await readOne(THROWN, newStyle(), { traceAtSecond: 12 });

    expect(trace).toMatchObject({ outcome: 'found', reason: undefined, problem: undefined });
    expect(trace.seconds).toBeGreaterThanOrEqual(10);
    expect(trace.seconds).toBeLessThan(20);
  });

  it('does not happen if the header says Sampled=0', async () => {
    const trace = await readOne([logged(0, 'INFO', { traceHeader: HEADER.replace('Sampled=1', 'Sampled=0') })], []);

    expect(trace).toMatchObject({ outcome: 'unsampled', reason: 'The trace header says Sampled=0.', seconds: 0 });
    expect(trace.calls).not.toContain('getTraces 1');
  });

  it('ends at the deadline with what is there', async () => {
    const open = newStyle().map((each) => ({ ...each, end_time: undefined, in_progress: true }));

    expect(await readOne(THROWN, open)).toMatchObject({ outcome: 'partial', seconds: 45, segments: open });
    expect(await readOne(THROWN, [])).toMatchObject({
      outcome: 'missing',
      reason: 'X-Ray did not have the trace by the deadline.',
    });
  });

  it('has one look if the deadline has passed', async () => {
    const result = await read([logOf(THROWN)], { segments: newStyle(), atSecond: 7200 }, -7000);

    expect(result).toMatchObject({ traces: [{ outcome: 'found' }], seconds: 0, calls: ['getTraces 1'] });
  });

  it('goes on until every trace is complete', async () => {
    const other = thrown(1, OTHER_ID, HEADER.replace(TRACE_ID, OTHER_TRACE_ID)).all;

    const { traces, seconds } = await read([logOf(THROWN), logOf(other, OTHER_ID)], { segments: newStyle() });

    expect(traces.map(({ outcome }) => outcome)).toEqual(['found', 'missing']);
    expect(seconds).toBe(45);
  });

  it('reads the traces of all requests at once, and each trace once', async () => {
    const other = thrown(1, OTHER_ID, HEADER.replace(TRACE_ID, OTHER_TRACE_ID)).all;
    const ofOther = newStyle().map((each) => ({ ...each, trace_id: OTHER_TRACE_ID }));
    Object.assign(ofOther[0] ?? {}, { aws: { request_id: OTHER_ID } });

    const { traces, calls } = await read([logOf(THROWN), logOf(other, OTHER_ID), logOf(THROWN)], {
      segments: [...newStyle(), ...ofOther],
    });

    expect(calls).toEqual(['getTraces 2']);
    expect(traces.map(({ outcome, traceId }) => [outcome, traceId])).toEqual([
      ['found', TRACE_ID],
      ['found', OTHER_TRACE_ID],
      ['found', TRACE_ID],
    ]);
  });
});

describe('a problem of X-Ray', () => {
  const failing = (name: string, call: string, times = Number.POSITIVE_INFINITY) => {
    let count = 0;
    return (made: string) => {
      if (made.startsWith(call) && ++count <= times) throw awsError(name);
    };
  };

  it('is forgotten when a later look finds the trace', async () => {
    const fail = failing('ThrottledException', 'getTraces', 2);

    expect(await readOne(THROWN, newStyle(), { fail })).toMatchObject({
      outcome: 'found',
      problem: undefined,
      seconds: 1.5,
    });
  });

  it('is the reason why the trace is missing, and is returned, if it lasts until the deadline', async () => {
    const trace = await readOne(THROWN, newStyle(), { fail: failing('ThrottledException', 'getTraces') });

    expect(trace).toMatchObject({ outcome: 'missing', reason: 'ThrottledException: ThrottledException', seconds: 45 });
    expect(trace.problem).toEqual(awsError('ThrottledException'));
  });

  it('is not the reason why there is no trace if the log does not name a request', async () => {
    const nameless = { ...logOf(THROWN), requestId: undefined };

    const { traces } = await read([nameless, logOf(THROWN)], { fail: failing('AccessDeniedException', 'getTraces') });

    expect(traces.map(({ reason }) => reason)).toEqual([
      'The log does not name a request.',
      'AccessDeniedException: AccessDeniedException',
    ]);
  });

  it('ends the wait at once if access is denied', async () => {
    const trace = await readOne(THROWN, newStyle(), { fail: failing('AccessDeniedException', 'getTraces') });

    expect(trace).toMatchObject({ outcome: 'missing', seconds: 0 });
    expect(trace.problem).toEqual(awsError('AccessDeniedException'));
  });

  it('with the search does not keep other traces from being read', async () => {
    const { traces, problem } = await read([logOf([start(0)], OTHER_ID), logOf(THROWN)], {
      segments: newStyle(),
      fail: failing('ThrottledException', 'searchTraceId'),
    });

    expect(traces.map(({ outcome }) => outcome)).toEqual(['missing', 'found']);
    expect(problem).toEqual(awsError('ThrottledException'));
  });
});

describe('in an account with Transaction Search, a trace', () => {
  const transactionSearch = { transactionSearch: true };

  it('is retrieved, for all requests at once', async () => {
    const { traces, calls } = await read([logOf(THROWN), logOf(THROWN)], {
      segments: newStyle(),
      ...transactionSearch,
    });

    expect(calls).toEqual(['getTraces 1', 'usesTransactionSearch', 'retrieveTraces 1']);
    expect(traces.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
  });

  it('is looked for a quarter of an hour around the requests', async () => {
    const aws = createFakeAws(transactionSearch);
    const retrieveTraces = jest.spyOn(aws.services.traces, 'retrieveTraces');
    const deadlines = { waitUntilMs: 0, stopReadingAtMs: 7 };

    await readRequestTraces([logOf(thrown(60).all), logOf(THROWN)], aws.services.traces, aws.clock, deadlines);

    const range = { fromMs: NOON_MS - 900_000, toMs: NOON_MS + 61_000 + 900_000 };
    expect(retrieveTraces).toHaveBeenCalledWith([TRACE_ID], range, 7);
  });

  it('may still appear, if it is missing at the deadline', async () => {
    expect(await readOne(THROWN, [], transactionSearch)).toMatchObject({
      outcome: 'missing',
      reason: 'The trace may still appear: with CloudWatch Transaction Search, it can take five minutes.',
    });
  });

  it('is not looked for without its ID', async () => {
    const trace = await readOne([start(0), report(1)], [], transactionSearch);

    expect(trace.reason).toMatch(/^The log does not name the trace/);
    expect(trace.calls).not.toContain('usesTransactionSearch');
  });

  it('with Sampled=0 is looked for once, and only there', async () => {
    const unsampled = [logged(0, 'INFO', { traceHeader: HEADER.replace('Sampled=1', 'Sampled=0') })];

    const there = await readOne(unsampled, newStyle(), transactionSearch);
    const missing = await readOne(unsampled, [], transactionSearch);

    expect(there).toMatchObject({ outcome: 'found', seconds: 0 });
    expect(missing).toMatchObject({ outcome: 'unsampled', seconds: 0 });
    expect(missing.calls).toEqual(['getTraces 0', 'usesTransactionSearch', 'retrieveTraces 1']);
  });

  it('with Sampled=0 is partial if only the function has sent something, and is not waited for', async () => {
    const unsampled = [logged(0, 'INFO', { traceHeader: HEADER.replace('Sampled=1', 'Sampled=0') })];
    const own = segment({ id: '1d', name: 'span', parent_id: 'f1' });

    expect(await readOne(unsampled, [own], transactionSearch)).toMatchObject({
      outcome: 'partial',
      reason: 'The trace header says Sampled=0, so Lambda has recorded no segments.',
      segments: [own],
      seconds: 0,
      calls: ['getTraces 0', 'usesTransactionSearch', 'retrieveTraces 1'],
    });
  });

  it('with Sampled=0 is looked for once, although others are looked for again', async () => {
    const header = HEADER.replace('Sampled=1', 'Sampled=0').replace(TRACE_ID, OTHER_TRACE_ID);
    const unsampled = logOf([logged(0, 'INFO', { traceHeader: header })], OTHER_ID);

    const { calls } = await read([unsampled, logOf(THROWN)], transactionSearch, 0.5);

    const retrievals = calls.filter((call) => call.startsWith('retrieveTraces'));
    expect(retrievals).toEqual(['retrieveTraces 2', 'retrieveTraces 1']);
  });

  it('is not asked for if BatchGetTraces has found everything', async () => {
    const { calls } = await readOne(THROWN, newStyle());

    expect(calls).toEqual(['getTraces 1']);
  });
});

describe('a trace is complete', () => {
  it.each([
    ['in the style until 2024', oldStyle()],
    ['in the style since 2024', newStyle()],
    ['of an asynchronous request', asynchronous(1)],
  ])('%s', async (_, segments) => {
    expect(await readOne(THROWN, segments)).toMatchObject({ outcome: 'found', reason: undefined });
  });

  it.each(['sync-cold', 'sync-new-style', 'sync-warm-dynamodb'])('as AWS recorded it: %s', (name) => {
    const file = JSON.parse(readFileSync(`tests/unit/recorded-traces/${name}.json`, 'utf8')) as JsonObject;
    const segments = asObjects(file.segments ?? (file.trace as JsonObject).Segments);
    const own = segments.find(({ origin }) => origin === 'AWS::Lambda') ?? {};
    const startedAt = Number(own.start_time) * 1000;

    const gap = findGap(segments, {
      requestId: String((own.aws as JsonObject).request_id),
      startedAt,
      endedAt: Number(own.end_time) * 1000,
      segmentId: undefined,
      parentId: undefined,
      traceId: undefined,
      isUnsampled: false,
      failureClass: 'thrown',
      isPassThrough: false,
    });

    expect(gap).toBeUndefined();
  });

  it('whatever else is among its subsegments', async () => {
    const subsegments = [null, 'text', subsegment('1d', 'reserve')] as Entity[];

    expect(await readOne(THROWN, newStyle({ subsegments }))).toMatchObject({ outcome: 'found' });
  });

  it('although another attempt of the request has not ended', async () => {
    const [lambda, first, second] = asynchronous(2);
    const segments = [
      {
        ...(lambda as Entity),
        subsegments: lambda?.subsegments?.map((each) =>
          each.name === 'Attempt #2' ? { ...each, end_time: undefined, in_progress: true } : each,
        ),
      },
      first as Entity,
      { ...(second as Entity), end_time: undefined, in_progress: true },
    ] as Entity[];

    expect(await readOne(THROWN, segments)).toMatchObject({ outcome: 'found', seconds: 0 });
  });

  it('although its caller has sent no segment, and a callee was sampled out', async () => {
    const [lambda, own] = newStyle();
    const callee = { ...service(), id: idOf('c1'), parent_id: idOf('1d'), aws: { request_id: OTHER_ID } };
    const segments = [{ ...(lambda as Entity), parent_id: idOf('99') }, own as Entity, callee];

    expect(await readOne(THROWN, segments)).toMatchObject({ outcome: 'found', seconds: 0 });
  });

  it.each([
    ['timeout', { status: 'timeout' }],
    ['out-of-memory', { status: 'error', errorType: 'Runtime.OutOfMemory' }],
    ['exit', { status: 'error', errorType: 'Runtime.ExitError' }],
  ])('with an open subsegment after the failure class %s', async (_, record) => {
    const segments = newStyle({
      subsegments: [{ id: idOf('1d'), name: 'charge', start_time: NOON_MS / 1000, in_progress: true }],
    });
    const header = logged(0, 'INFO', { traceHeader: HEADER });

    expect(await readOne([start(0), header, report(1, record)], segments)).toMatchObject({ outcome: 'found' });
  });

  it('without the segment of the function or with an open subsegment, if the init failed', async () => {
    const failed = [initReport(-1, 'error', 'invoke'), start(0), report(1, { status: 'error' })];
    const header = logged(0, 'INFO', { traceHeader: HEADER });
    const open = { id: idOf('1d'), name: 'load', start_time: NOON_MS / 1000, in_progress: true };

    expect(await readOne([...failed, header], [service()])).toMatchObject({ outcome: 'found', seconds: 0 });
    expect(await readOne([...failed, header], newStyle({ subsegments: [open] }))).toMatchObject({ outcome: 'found' });
    expect(await readOne(THROWN, [service()])).toMatchObject({ outcome: 'partial', seconds: 45 });
  });

  it('if the tracing mode is PassThrough and two looks find the same subsegments', async () => {
    const value = HEADER.replace('00000000000000f1', idOf('ca'));
    const passThrough = start(0, REQUEST_ID, { tracing: { value } });
    const caller = segment({ id: 'c9', name: 'caller', subsegments: [subsegment('ca', 'call')] });
    const own = { ...segment({ id: '1d', name: 'reserve', parent_id: 'ca' }), type: 'subsegment' };

    const trace = await readOne([passThrough, report(1)], [caller, own]);

    expect(trace).toMatchObject({ outcome: 'found', seconds: 0.5 });
    expect(trace.reason).toMatch(/PassThrough/);
  });

  it('although a parent is missing elsewhere in the trace', async () => {
    const later = { ...segment({ id: '1e', name: 'below', parent_id: '77' }), start_time: NOON_MS / 1000 + 5 };

    expect(await readOne(THROWN, [...newStyle(), later])).toMatchObject({ outcome: 'found', reason: undefined });
  });
});

describe('with the tracing mode PassThrough, a trace', () => {
  const value = HEADER.replace('00000000000000f1', idOf('ca'));
  const events = [start(0, REQUEST_ID, { tracing: { value } }), report(1)];
  const below = (subsegments: Entity[]) => [
    segment({ id: 'c9', name: 'caller', subsegments: [{ ...subsegment('ca', 'call'), subsegments }] }),
  ];
  const open = { id: idOf('1d'), name: 'reserve', start_time: NOON_MS / 1000, in_progress: true };

  it('is complete with the subsegments that X-Ray has put below the caller’s', async () => {
    expect(await readOne(events, below([subsegment('1d', 'reserve')]))).toMatchObject({
      outcome: 'found',
      seconds: 0.5,
    });
  });

  it('is complete if the caller has sent nothing', async () => {
    const own = segment({ id: '1d', name: 'reserve', parent_id: 'ca' });

    expect(await readOne(events, [own])).toMatchObject({ outcome: 'found', seconds: 0.5 });
  });

  it.each([
    ['there are no subsegments of the function', below([])],
    ['there are only those of another function', [segment({ id: '1d', name: 'other', parent_id: '77' })]],
    ['one of them has not ended', below([subsegment('1c', 'price'), open])],
  ])('is not complete while %s', async (_, segments) => {
    expect(await readOne(events, segments)).toMatchObject({
      outcome: 'partial',
      reason: "The function's subsegments are not there.",
      seconds: 45,
    });
  });
});

describe('a trace is not complete', () => {
  const inProgress = { end_time: undefined, in_progress: true };

  it.each([
    ['while Lambda’s segment is not there', oldStyle().slice(1), 'The AWS::Lambda segment has not ended.'],
    [
      'while Lambda’s segment is in progress',
      [service(inProgress), ...oldStyle().slice(1)],
      'The AWS::Lambda segment has not ended.',
    ],
    [
      'if it is that of another request',
      [service({ aws: { request_id: OTHER_ID } }), ...oldStyle().slice(1)],
      'The AWS::Lambda segment has not ended.',
    ],
    ['while the function’s segment is not there', [service()], 'The AWS::Lambda::Function segment is not there.'],
    [
      'while the function’s segment is in progress',
      newStyle(inProgress),
      'The AWS::Lambda::Function segment has not ended.',
    ],
    [
      'while a subsegment is in progress',
      newStyle({ subsegments: [{ id: idOf('1d'), name: 'reserve', start_time: NOON_MS / 1000, in_progress: true }] }),
      'reserve has not ended.',
    ],
    [
      'while this attempt has not ended',
      [
        service({
          subsegments: [{ id: idOf('e0'), name: 'Attempt #1', start_time: NOON_MS / 1000, in_progress: true }],
        }),
        ...asynchronous(1).slice(1),
      ],
      'Attempt #1 has not ended.',
    ],
    [
      'if the only function segment is that of another attempt',
      [
        service(),
        segment({
          id: 'f1',
          parent_id: 'a1',
          origin: 'AWS::Lambda::Function',
          start_time: NOON_MS / 1000 - 60,
          end_time: NOON_MS / 1000 - 59,
        }),
      ],
      'The AWS::Lambda::Function segment is not there.',
    ],
  ])('%s', async (_, segments, reason) => {
    expect(await readOne(THROWN, segments)).toMatchObject({ outcome: 'partial', reason, seconds: 45 });
  });

  it.each([0, 0.5, 1])(
    'while the parent of a subsegment that began after %d seconds is not there, but only for one more look: it may never have been sent',
    async (seconds) => {
      const orphan = { ...segment({ id: '1e', name: 'below', parent_id: '77' }), start_time: NOON_MS / 1000 + seconds };

      const trace = await readOne(THROWN, [...newStyle(), orphan]);

      expect(trace).toMatchObject({ outcome: 'found', reason: 'The parent of below is not there.', seconds: 0.5 });
    },
  );
});

describe('the subsegments of the function', () => {
  it('are none if neither its segment nor the parent of its subsegments is known', () => {
    const expected = readExpectedTrace(logOf([start(0), report(1)]));

    expect(functionSubsegments([segment({ id: 'c9', name: 'caller' })], expected)).toEqual([]);
  });

  it('are not those that Lambda records', () => {
    const names = ['Initialization', 'Init', 'Restore', 'Invocation', 'Overhead', 'reserve'];
    const subsegments = names.map((name, n) => subsegment(`1${n}`, name));

    const own = functionSubsegments(newStyle({ subsegments }), readExpectedTrace(logOf(THROWN)));

    expect(own.map(({ name }) => name)).toEqual(['reserve']);
  });
});

describe('the segment of the function', () => {
  it('is the one that Lambda names, whatever the times and the order are', async () => {
    const named = segment({
      id: 'f2',
      parent_id: 'a1',
      origin: 'AWS::Lambda::Function',
      end_time: undefined,
      in_progress: true,
    });
    const tracing = { spanId: idOf('f2'), value: HEADER };

    const trace = await readOne([start(0, REQUEST_ID, { tracing }), report(1)], [...newStyle(), named]);

    expect(trace.reason).toBe('The AWS::Lambda::Function segment has not ended.');
  });
});

describe('the segment of a function that Lambda does not name', () => {
  it('may begin any time during the attempt', async () => {
    const late = newStyle({ start_time: NOON_MS / 1000 + 8, end_time: NOON_MS / 1000 + 9 });
    const events = [start(0), logged(0, 'INFO', { traceHeader: HEADER }), report(10)];

    expect(await readOne(events, late)).toMatchObject({ outcome: 'found' });
  });

  const events = [start(0), logged(0, 'INFO', { traceHeader: HEADER }), report(1)];
  const inProgress = { end_time: undefined, in_progress: true };

  it('is not that of a function that it calls', async () => {
    const callee = segment({ id: 'f7', parent_id: '77', origin: 'AWS::Lambda::Function', ...inProgress });

    expect(await readOne(events, [callee, ...newStyle()])).toMatchObject({ outcome: 'found', seconds: 0 });
  });

  it('is not that of a later attempt', async () => {
    const times = { start_time: NOON_MS / 1000 + 60, end_time: NOON_MS / 1000 + 61 };

    expect(await readOne(events, newStyle(times))).toMatchObject({
      outcome: 'partial',
      reason: 'The AWS::Lambda::Function segment is not there.',
    });
  });
});

describe('the attempt of an asynchronous request', () => {
  const attempt = (id: string, name: string, fields: object = {}) => ({ ...subsegment(id, name), ...fields });
  const inProgress = { end_time: undefined, in_progress: true };

  it('is the one above the segment of the function, although another one is at the same time', async () => {
    const own = segment({ id: 'f1', parent_id: 'e0', origin: 'AWS::Lambda::Function' });
    const subsegments = [attempt('e1', 'Attempt #2', inProgress), attempt('e0', 'Attempt #1')];

    expect(await readOne(THROWN, [service({ subsegments }), own])).toMatchObject({ outcome: 'found', seconds: 0 });
  });

  it('is the one at the time of the failure, if the function has no segment because its init failed', async () => {
    const failed = [initReport(-1, 'error', 'invoke'), start(0), logged(0, 'INFO', { traceHeader: HEADER })];
    const subsegments = [attempt('1a', 'Dwell Time'), attempt('e0', 'Attempt #1', inProgress)];

    const trace = await readOne([...failed, report(1, { status: 'error' })], [service({ subsegments })]);

    expect(trace).toMatchObject({ outcome: 'partial', reason: 'Attempt #1 has not ended.' });
  });
});

describe('the secrets in a trace', () => {
  it('are masked', async () => {
    const sql = { url: 'postgres://ada:s3cret@db/shop', sanitized_query: 'SELECT 1' };
    const http = { request: { url: 'https://example.com/?token=s3cret&page=2' } };
    const secrets = [{ ...subsegment('1d', 'db'), sql, http, metadata: { default: { password: 's3cret' } } }];

    const trace = await readOne(THROWN, newStyle({ subsegments: secrets }));

    expect(JSON.stringify(trace.segments)).not.toContain('s3cret');
    expect(JSON.stringify(trace.segments)).toContain('page=2');
  });
});
