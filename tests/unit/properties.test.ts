import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeEnvelope, type LogEvent, PoisonError } from '../../functions/error-handler/envelope.ts';
import { groupEntryOf } from '../../functions/error-handler/grouping.ts';
import { renderHtml } from '../../functions/error-handler/html.ts';
import { cutIntoRequests, mergeLogs, type RequestLog, shorten } from '../../functions/error-handler/log.ts';
import { readRecord } from '../../functions/error-handler/records.ts';
import { createRedactor } from '../../functions/error-handler/redact.ts';
import { buildReport } from '../../functions/error-handler/report.ts';
import { whatIsMissing } from '../../functions/error-handler/trace.ts';
import type { JsonObject } from '../../functions/shared/json.ts';
import { REQUEST_ID } from './support/lambda-log.ts';
import { problemsOf } from './support/schema.ts';

/** 10,000 inputs in each run; a million on demand: PROPERTY_RUNS=1000000 npm test -- tests/unit/properties */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) };
const FEWER = { numRuns: RUNS.numRuns / 10 };
const POLICY = {
  region: 'eu-central-1',
  traceWaitSeconds: 45,
  fullReportsPerMinute: 20,
  maxLogBytes: 2000,
  redactedKeys: ['password'],
};

/** Anything where a field is expected, and often enough what means something. */
const anyJson = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e300, '', [], {}, [null], { a: 1 }, '</script>', '💥', 'a'.repeat(300)),
  fc.string({ maxLength: 10 }),
);
const often = (...values: unknown[]) => fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 3 }, anyJson);
const exception = fc.record({ errorType: often('Error'), errorMessage: anyJson, stackTrace: anyJson, cause: anyJson });
const written = fc.record({
  timestamp: often('2026-11-22T12:00:00.000Z'),
  level: often('ERROR', 'INFO', 'FATAL'),
  requestId: often(REQUEST_ID, '-', 'other'),
  message: fc.oneof(
    anyJson,
    exception,
    fc.constant({ traceHeader: 'Root=1-6921a4c0-0123456789abcdef01234567;Sampled=1' }),
  ),
});
const noted = fc.record({
  type: often('platform.start', 'platform.report', 'platform.initStart', 'platform.initReport'),
  record: fc.record({
    requestId: often(REQUEST_ID, 'other', undefined),
    status: often('success', 'timeout', 'error'),
    errorType: often('Runtime.ExitError', 'Runtime.OutOfMemory'),
    metrics: often({ durationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 128 }),
    functionArn: often('arn:aws:lambda:r:1:function:f'),
  }),
});
const message = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.oneof(written, noted, anyJson).map((value) => JSON.stringify(value)),
);
const event = fc.record({ timestamp: fc.nat({ max: 4_000_000_000_000 }), message });
const events = fc.array(event, { minLength: 1, maxLength: 6 });
const segment = fc.record({
  id: often('a', 'b', 'c'),
  name: anyJson,
  parent_id: often('a', 'b', undefined),
  origin: often('AWS::Lambda', 'AWS::Lambda::Function'),
  start_time: often(1, 2),
  end_time: often(3, undefined),
  aws: often({ request_id: REQUEST_ID }),
  error: often(true),
  cause: often({ exceptions: [{ message: 'x' }] }),
  metadata: anyJson,
  subsegments: often([{ id: 'd', name: 'n', start_time: 1, end_time: 2 }, { name: [] }]),
}) as fc.Arbitrary<JsonObject>;

const redact = createRedactor(['password']);
const asLog = (logEvents: LogEvent[]): RequestLog => ({
  outcome: 'found',
  events: logEvents.map((each) => ({ ...each, logStreamName: 'stream' })),
});

describe('whatever comes,', () => {
  it('an event is a delivery, a control message, or poison by name', () => {
    const fields = {
      messageType: often('DATA_MESSAGE'),
      logGroup: often('g'),
      logStream: often('s'),
      logEvents: events,
    };
    const content = fc.oneof(
      message,
      fc.record(fields, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
    );
    const packed = content.map((text) => gzipSync(text).toString('base64'));
    const envelope = fc.record({ awslogs: fc.record({ data: fc.oneof(packed, packed, anyJson) }) });
    const isRefused = (input: unknown): boolean => {
      try {
        decodeEnvelope(input);
        return true;
      } catch (error) {
        return error instanceof PoisonError;
      }
    };

    fc.assert(fc.property(fc.oneof(envelope, envelope, anyJson), isRefused), RUNS);
  });

  it('a line of a log is a record, with a request id that is safe in a key', () => {
    fc.assert(
      fc.property(event, (each) => /^[\w-]{0,64}$/.test(readRecord(each).requestId)),
      RUNS,
    );
  });

  it('a report is made, follows its schema, and is safe to look at', () => {
    const property = fc.property(events, fc.array(segment, { maxLength: 3 }), (all, segments) => {
      const isWhole = whatIsMissing(segments, REQUEST_ID, [{ kind: 'thrown' }]) === undefined;
      const log = shorten(redact(asLog(all)), POLICY.maxLogBytes);
      const trace = { outcome: isWhole ? ('found' as const) : ('partial' as const), segments };
      const evidence = { requestId: REQUEST_ID, logGroup: 'group', log, trace };
      const report = buildReport(evidence, POLICY);
      const stored: unknown = JSON.parse(JSON.stringify({ ...report, group: groupEntryOf(report).key }));
      const html = renderHtml(report, evidence);
      const oddity = /<script|<\/script|="NaN|="Infinity|\[object|undefined/.exec(html)?.[0];
      expect([...problemsOf(stored), oddity]).toEqual([undefined]);
    });

    fc.assert(property, RUNS);
  });

  it('a log is cut into requests without a record lost or doubled, but for those that nobody owns', () => {
    const property = fc.property(events, (all) => {
      const cut = [...cutIntoRequests(all).values()].flat();
      const named = all.filter((each) => readRecord(each).requestId !== '');
      return new Set(cut).size === cut.length && named.every((each) => cut.includes(each));
    });

    fc.assert(property, FEWER);
  });

  it('two readings of a log together hold what either holds, in any order', () => {
    const keysOf = (log: RequestLog) => log.events.map((each) => `${each.timestamp} ${each.message}`).sort();
    const property = fc.property(events, events, (a, b) => {
      const [ab, ba] = [mergeLogs(asLog(a), asLog(b)), mergeLogs(asLog(b), asLog(a))];
      expect(keysOf(ab)).toEqual(keysOf(ba));
      expect(keysOf(mergeLogs(ab, asLog(b)))).toEqual(keysOf(ab));
    });

    fc.assert(property, FEWER);
  });

  it('nothing keeps the value of a secret key', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant<unknown>({ password: 'hunter2' }),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 2 }),
        tie('value').map((inner) => JSON.stringify({ inner })),
      ),
    }));

    fc.assert(
      fc.property(value, (each) => !JSON.stringify(redact(each)).includes('hunter2')),
      FEWER,
    );
  });
});
