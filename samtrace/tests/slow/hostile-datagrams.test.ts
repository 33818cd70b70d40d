import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EmptyStack, startEmptyStack } from '../browser/empty-stack.ts';
import { SEED } from './seed.ts';

const DATAGRAMS = 10_000;
const HEADER = '{"format":"json","version":1}\n';
const IDS = 30;

let world: EmptyStack;
let socket: Socket;
beforeAll(async () => {
  world = await startEmptyStack();
  socket = createSocket('udp4');
  socket.connect(world.stack.daemon.port, '127.0.0.1');
  await once(socket, 'connect');
});
afterAll(async () => {
  socket?.close();
  await world?.[Symbol.asyncDispose]();
});

const nowSeconds = Date.now() / 1000;
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const entityId = fc.integer({ min: 0, max: IDS }).map((number) => hex(number, 16));
const traceId = fc.integer({ min: 0, max: IDS }).map((n) => `1-${Math.floor(nowSeconds).toString(16)}-${hex(n, 24)}`);

/** Anything that JSON can hold, deep and wide. */
const junk = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
const deep = fc.integer({ min: 1, max: 20_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
const time = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: nowSeconds - 100, max: nowSeconds, noNaN: true }) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  junk,
);

/** A valid document in which any field may be replaced by junk. */
const segment = fc.letrec<{ entity: Record<string, unknown> }>((tie) => ({
  entity: fc.record(
    {
      id: fc.oneof({ weight: 9, arbitrary: entityId }, junk),
      name: fc.oneof({ weight: 9, arbitrary: fc.stringMatching(/^[A-Za-z0-9 .:/-]{1,20}$/) }, junk),
      start_time: time,
      end_time: time,
      in_progress: fc.oneof(fc.boolean(), junk),
      namespace: fc.oneof(fc.constantFrom('aws', 'remote'), junk),
      error: fc.oneof(fc.boolean(), junk),
      fault: fc.oneof(fc.boolean(), junk),
      http: fc.oneof(fc.record({ request: junk, response: junk }), junk),
      aws: junk,
      cause: junk,
      annotations: junk,
      metadata: junk,
      links: junk,
      subsegments: fc.oneof({ depthSize: 'small' }, fc.array(tie('entity'), { maxLength: 3 }), junk),
    },
    { requiredKeys: ['id', 'name', 'start_time'] },
  ),
})).entity;

const document = fc
  .tuple(
    segment,
    fc.record(
      {
        trace_id: fc.oneof({ weight: 9, arbitrary: traceId }, junk),
        parent_id: fc.oneof({ weight: 9, arbitrary: entityId }, junk),
        type: fc.oneof(fc.constant('subsegment'), junk),
        origin: fc.oneof(fc.constantFrom('AWS::Lambda', 'AWS::Lambda::Function'), junk),
        user: junk,
        service: junk,
      },
      { requiredKeys: ['trace_id'] },
    ),
  )
  .map(([entity, top]) => JSON.stringify({ ...entity, ...top }));

const datagram = fc.oneof(
  { weight: 12, arbitrary: document.map((text) => Buffer.from(HEADER + text)) },
  { weight: 1, arbitrary: deep.map((text) => Buffer.from(`${HEADER}{"metadata":${text}}`)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.tuple(junk, junk).map((parts) => Buffer.from(parts.map((x) => JSON.stringify(x)).join('\n'))),
  },
);

it('every datagram is accepted, rejected, or dropped by the kernel, and all data can be read afterwards', async () => {
  const { stack } = world;
  const datagrams = fc.sample(datagram, { numRuns: DATAGRAMS, seed: SEED }).filter(({ length }) => length <= 65_000);
  let sent = 0;
  for (const bytes of datagrams) {
    await new Promise((resolve) => socket.send(bytes, resolve));
    sent += 1;
    if (sent % 50 === 0) await allSeen(sent);
    if (sent % 2_000 === 0) await readEverything();
  }
  const seen = await allSeen(sent);
  await readEverything();

  expect(seen).toBe(sent);
  expect(stack.daemon.received).toBeGreaterThan(sent / 100);
  expect(stack.daemon.rejected).toBeGreaterThan(sent / 100);
  process.stderr.write(`${sent} datagrams: ${stack.daemon.received} accepted, ${stack.daemon.rejected} rejected\n`);
});

/** Waits until the daemon has seen as many datagrams, so that the kernel's buffer has room for the next ones. */
async function allSeen(sent: number): Promise<number> {
  const { daemon } = world.stack;
  for (;;) {
    const seen = daemon.received + daemon.rejected + (await daemon.dropped());
    if (seen >= sent) return seen;
    await new Promise(setImmediate);
  }
}

async function readEverything(): Promise<void> {
  const { stack } = world;
  const summaries = stack.xray.traceSummaries({
    startTimeMs: 0,
    endTimeMs: Number.MAX_SAFE_INTEGER,
    timeRangeType: 'Event',
  });
  expect(summaries).toHaveLength(stack.xray.traceCount);
  for (const { Id } of summaries) {
    expect(stack.xray.batchGetTraces([Id])).toHaveLength(1);
    stack.xray.traceGraph([Id]);
    await expectOk(`/_local/traces/${Id}`);
  }
  for (const path of ['traces?range=all', 'map?range=all', 'failures?range=all', 'traffic?range=all']) {
    await expectOk(`/_local/${path}`);
  }
}

async function expectOk(path: string): Promise<void> {
  const response = await fetch(world.stack.endpoint + path);
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
