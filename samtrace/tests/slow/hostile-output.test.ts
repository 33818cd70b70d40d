import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { Pending } from '../../src/aws/pending.ts';
import { MAX_RECORD_BYTES } from '../../src/services/lambda/record-bytes.ts';
import { FrameDecoder, LineDecoder } from '../../src/services/lambda/telemetry-frames.ts';
import { createLogs } from '../../src/services/logs/service.ts';
import { lambdaWorld } from '../services/lambda/world.ts';
import { unpack } from '../services/logs/world.ts';
import { SEED } from './seed.ts';

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterEach(() => rm(dataDirectory, { recursive: true }));

const runs = (numRuns: number) => ({ numRuns, seed: SEED });

/** Bytes, and the places where they are cut into chunks. */
const cutBytes = (bytes: fc.Arbitrary<Buffer>) =>
  fc.tuple(bytes, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })).map(([all, cuts]) => {
    const places = [...new Set(cuts.map((cut) => Math.floor(cut * all.length))), 0, all.length].sort((a, b) => a - b);
    return places.slice(1).map((end, index) => all.subarray(places[index], end));
  });

const text = fc.string({ unit: 'binary', maxLength: 400 }).map((value) => Buffer.from(value));
const anyBytes = fc.uint8Array({ maxLength: 400 }).map((value) => Buffer.from(value));
const frame = fc
  .tuple(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    text,
    fc.constantFrom(0xa55a0002, 0xa55a0003, 0xa55a0017),
  )
  .map(([microseconds, body, type]) => {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(type, 0);
    header.writeInt32BE(body.length, 4);
    header.writeBigInt64BE(microseconds, 8);
    return Buffer.concat([header, body]);
  });

it('lines are the same for any chunks of the output, and no line is over the limit', () => {
  const output = fc.array(fc.oneof(text, anyBytes, fc.constant(Buffer.from('\n'))), { maxLength: 30 });

  fc.assert(
    fc.property(cutBytes(output.map((parts) => Buffer.concat(parts))), (chunks) => {
      const decoder = new LineDecoder();
      const lines = [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
      const whole = new LineDecoder();
      const all = Buffer.concat(chunks);
      expect(lines).toEqual([...whole.push(all), ...whole.end()]);
      expect(lines.join('')).toBe(all.toString().replaceAll('\n', ''));
      expect(lines.every((line) => Buffer.byteLength(line) <= 3 * MAX_RECORD_BYTES)).toBe(true);
    }),
    runs(3_000),
  );
});

it('frames and anything else on the telemetry descriptor become events that can be stored and read again', async () => {
  const account = DEFAULT_ACCOUNT;
  const logs = createLogs({ account, now: Date.now, pending: new Pending(), deliver: async () => {}, dataDirectory });
  const output = fc.array(fc.oneof({ weight: 5, arbitrary: frame }, anyBytes, text), { maxLength: 20 });
  let count = 0;

  fc.assert(
    fc.property(cutBytes(output.map((parts) => Buffer.concat(parts))), (chunks) => {
      const decoder = new FrameDecoder();
      for (const chunk of chunks) {
        const events = decoder.push(chunk);
        logs.append('/group', 'stream', events);
        count += events.length;
      }
    }),
    runs(2_000),
  );
  const before = logs.filterLogEvents({ logGroupName: '/group' });
  await logs.stop();
  const reopened = createLogs({
    account,
    now: Date.now,
    pending: new Pending(),
    deliver: async () => {},
    dataDirectory,
  });
  const after = reopened.filterLogEvents({ logGroupName: '/group' });
  await reopened.stop();

  expect(before).toHaveLength(count);
  expect(after.map(({ eventId }) => eventId)).toEqual(before.map(({ eventId }) => eventId));
  // SQLite keeps no lone surrogates and UTF-8 has none, so no message has one.
  expect(after.map(({ message }) => message)).toEqual(before.map(({ message }) => message));
});

it('every event that matches a subscription arrives exactly once, whatever its text and size', async () => {
  const account = DEFAULT_ACCOUNT;
  const pending = new Pending();
  const arrived: string[] = [];
  let refuse = 0;
  const logs = createLogs({
    account,
    now: Date.now,
    pending,
    deliveryRetryDelaysMs: [1, 1, 1],
    async deliver({ payload }) {
      // Every third call fails once, as a throttled function does.
      refuse += 1;
      if (refuse % 3 === 0) throw new Error('throttled');
      expect(payload.length).toBeLessThanOrEqual(1024 * 1024);
      arrived.push(...unpack(payload).logEvents.map(({ id }) => id));
    },
  });
  logs.createLogGroup('/group');
  const destinationArn = 'arn:aws:lambda:us-east-1:000000000000:function:handler';
  logs.putSubscriptionFilter({ logGroupName: '/group', filterName: 'all', filterPattern: '', destinationArn });
  const long = fc
    .tuple(fc.integer({ min: 1, max: 900_000 }), fc.constantFrom('x', 'ü', '😀', '\u0000', '"'))
    .map(([length, character]) => character.repeat(Math.ceil(length / Buffer.byteLength(character))));
  const message = fc.oneof({ weight: 30, arbitrary: fc.string({ unit: 'binary', minLength: 1 }) }, long);

  const batches = fc.sample(fc.array(message, { minLength: 1, maxLength: 30 }), runs(200));
  for (const batch of batches) {
    logs.append(
      '/group',
      'stream',
      batch.map((text) => ({ timestamp: Date.now(), message: text })),
    );
    if (arrived.length % 5 === 0) await pending.idle();
  }
  await pending.idle();
  const failed = logs.failedDeliveries().flatMap(({ eventIds }) => eventIds);
  await logs.stop();

  const sent = batches.flat().length;
  expect(new Set([...arrived, ...failed]).size).toBe(sent);
  expect(arrived.length + failed.length).toBe(sent);
  process.stderr.write(`${sent} events: ${arrived.length} delivered once, ${failed.length} reported as failed\n`);
});

it('a function that writes random bytes to every descriptor answers, and has a log', async () => {
  const world = lambdaWorld();
  const functionName = world.define('answers.writesBytes');
  const sequences = fc.sample(fc.array(fc.oneof(frame, anyBytes, text), { minLength: 1, maxLength: 10 }), runs(100));
  for (const parts of sequences) {
    const writes = parts.map((bytes, index) => ({ descriptor: 1 + (index % 3), base64: bytes.toString('base64') }));

    const { payload, functionError } = await world.invoke(functionName, { writes });

    expect([functionError, payload.toString()]).toEqual([undefined, '"written"']);
  }
  // Other messages may look like JSON and be none.
  const reports = world.logOf(functionName).filter((message) => message.includes('"type":"platform.report"'));
  expect(reports).toHaveLength(sequences.length);
  await world.lambda.stop();
});
