import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { classify } from '../../functions/error-handler/classify.ts';
import { decodeDelivery } from '../../functions/error-handler/delivery.ts';
import { type LogEvent, readRecord } from '../../functions/error-handler/log-record.ts';
import { errorsIn } from '../../functions/error-handler/logged-error.ts';
import { redactJson } from '../../functions/error-handler/redact.ts';
import { redactText } from '../../functions/error-handler/redact-text.ts';
import { splitByRequest } from '../../functions/error-handler/slices.ts';
import { findGap } from '../../functions/error-handler/trace-gaps.ts';
import type { JsonObject } from '../../functions/shared/json.ts';
import { toPlainJson } from '../../functions/shared/plain-json.ts';
import { createFakeAws } from '../unit/support/fake-aws.ts';
import { NOON_MS, OTHER_ID, REQUEST_ID, thrown } from '../unit/support/lambda-log.ts';
import { newStyle } from '../unit/support/segments.ts';

const RUNS = { numRuns: 10_000 };

/** Keys that the error handler reads, so that random objects have them. */
const KEYS = [
  'level',
  'log_level',
  'message',
  'msg',
  'event',
  'type',
  'record',
  'requestId',
  'function_request_id',
  'span',
  'errorType',
  'errorMessage',
  'stackTrace',
  'stack',
  'cause',
  'err',
  'error',
  'exception',
  'tracing',
  'value',
  'traceHeader',
  'status',
  'metrics',
  'phase',
  'fields',
  'password',
  'id',
  'parent_id',
  'origin',
  'aws',
  'request_id',
  'start_time',
  'end_time',
  'in_progress',
  'subsegments',
  'annotations',
  'name',
  'exceptions',
  '__proto__',
  'toString',
];
const leaf = fc.oneof(
  fc.constantFrom(
    'ERROR',
    'platform.start',
    'platform.report',
    'platform.initStart',
    REQUEST_ID,
    OTHER_ID,
    'AWS::Lambda',
    50,
    null,
    true,
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('json'), { maxKeys: 6 }),
  ),
}));
const object = fc.dictionary(fc.constantFrom(...KEYS), json, { maxKeys: 8 }) as fc.Arbitrary<JsonObject>;
const line = fc.oneof(
  object.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);
const event: fc.Arbitrary<LogEvent> = fc.record({
  timestamp: fc.integer({ min: NOON_MS, max: NOON_MS + 5000 }),
  message: line,
});

describe('whatever the input is,', () => {
  it('an event is decoded without an error', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void decodeDelivery(value)),
      RUNS,
    );
    fc.assert(
      fc.property(json, (value) => {
        const data = gzipSync(JSON.stringify(value) ?? '').toString('base64');
        decodeDelivery({ awslogs: { data } });
      }),
      RUNS,
    );
  });

  it('a record is read, and its error found', () => {
    fc.assert(
      fc.property(event, (each) => {
        const [error] = errorsIn(readRecord(each));
        expect([typeof error.type, typeof error.message, Array.isArray(error.stack)]).toEqual([
          'string',
          'string',
          true,
        ]);
      }),
      RUNS,
    );
  });

  it('a log is classified', () => {
    fc.assert(
      fc.property(fc.array(event), fc.option(object, { nil: undefined }), (events, segment) => {
        classify(events.map(readRecord), segment);
      }),
      RUNS,
    );
  });

  it('every record of a stream is in exactly one slice, in the order of the stream', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const stream = events.map(readRecord);
        const split = splitByRequest(stream).map(({ records }) => records);
        expect(split.flat().length).toBe(stream.length);
        expect(new Set(split.flat())).toEqual(new Set(stream));
        for (const records of split) {
          const positions = records.map((record) => stream.indexOf(record));
          expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        }
      }),
      RUNS,
    );
  });

  it('a trace is judged', () => {
    fc.assert(
      fc.property(fc.array(object), (segments) => {
        const attempt = { requestId: REQUEST_ID, segmentId: undefined, startedAt: 0, endedAt: 0 };
        const expected = { ...attempt, traceId: undefined, parentId: undefined, isUnsampled: false };
        findGap(segments, { ...expected, failureClass: 'thrown', isPassThrough: true });
      }),
      RUNS,
    );
  });

  it('redaction keeps JSON as JSON, and a second one changes nothing', () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = redactJson(value);
        expect(JSON.stringify(redactJson(once))).toBe(JSON.stringify(once));
      }),
      RUNS,
    );
  });

  it('a secret behind a key is not in the text any more', () => {
    const noise = fc.string().filter((text) => !text.includes('s3cret'));
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        expect(redactText(`${before} password: 's3cret' ${after}`)).not.toContain('s3cret');
      }),
      RUNS,
    );
  });

  it('metadata becomes JSON', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
        JSON.parse(JSON.stringify(toPlainJson(value)));
      }),
      RUNS,
    );
  });

  it('a delivery gives every request a report, hostile records or not', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 8 }),
        fc.array(object, { maxLength: 4 }),
        async (events, segments) => {
          const own = thrown(10);
          const stream = [...events.toSorted((a, b) => a.timestamp - b.timestamp), ...own.all];
          const traced = segments.map((each) => ({
            ...each,
            id: 'x',
            name: 'y',
            trace_id: '1-6921a4c0-0123456789abcdef01234567',
          }));
          const aws = createFakeAws({ stream, segments: [...newStyle(), ...traced], atSecond: 20 });

          const reports = await aws.deliver([...events, own.error], {}, 0);

          expect(reports.map(({ requestId }) => requestId)).toContain(REQUEST_ID);
        },
      ),
      { numRuns: 1000 },
    );
    write.mockRestore();
  });
});

describe('130,000 records', () => {
  it('of one request are one report', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const own = thrown(0);
    const copies = Array.from({ length: 130_000 }, () => own.error);
    const aws = createFakeAws({
      stream: [own.start, own.header, ...copies, own.report],
      pageSize: 10_000,
      segments: newStyle(),
      atSecond: 5,
    });

    expect(await aws.deliver(copies)).toHaveLength(1);
    write.mockRestore();
  });

  it('in one delivery, each of another request that Lambda has not named, are one report each', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const events = Array.from(
      { length: 2_000 },
      (_, n) => thrown(0, `5f2c9a3e-0000-4000-8000-${String(n).padStart(12, '0')}`).error,
    );
    const aws = createFakeAws({ stream: events, atSecond: 5 });

    expect(await aws.deliver(events, {}, 0)).toHaveLength(2_000);
    write.mockRestore();
  });
});
