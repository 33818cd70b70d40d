import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as log from './support/lambda-log.ts';
import { problemsOf } from './support/schema.ts';
import { oldStyle } from './support/segments.ts';
import { awsError, createWorld } from './support/world.ts';

/**
 * A request whose log names no trace, so that it has to be searched for, and which is delivered twice: every call that the
 * error handler knows is made.
 */
const EXCEPTION = log.exception(0.5);
const STREAM = [...log.thrown(-2, 'earlier'), log.start(0), EXCEPTION, log.report(1)];
const FILES = ['log-events.json', 'report.html', 'report.json', 'request-trace.json'];

/** A world in which the calls for which `isFailing` says so fail, with what is to be done there. */
function worldThatFails(isFailing: (index: number) => boolean) {
  let index = 0;
  const annotatedTraces = { [log.REQUEST_ID]: log.TRACE_ID };
  const world = createWorld({
    stream: STREAM,
    segments: oldStyle({ error: true }),
    annotatedTraces,
    fail: (call) => {
      if (isFailing(index++)) throw awsError('ThrottlingException', `Rate exceeded: ${call}`);
    },
  });
  /** As Lambda does it: a delivery that fails comes again, up to so many times. Whether it was reported in the end. */
  const deliver = async (times: number): Promise<boolean> => {
    for (let attempt = 1; attempt <= times; attempt++) {
      const isDone = await world.deliver([EXCEPTION]).then(
        () => true,
        () => false,
      );
      if (isDone) return true;
    }
    return false;
  };
  return { ...world, deliver };
}

function expectOneCompleteReport(world: ReturnType<typeof worldThatFails>): void {
  const keys = [...world.objects.keys()];
  const report = world.read('report.json');
  expect(keys.filter((key) => key.startsWith('errors/')).map((key) => key.split('/')[3])).toEqual(
    expect.arrayContaining(FILES),
  );
  expect(keys).toHaveLength(FILES.length + 1);
  expect(keys).toContain(report.group);
  expect(problemsOf(report)).toEqual([]);
  expect(report).toMatchObject({ kind: 'thrown', log: { outcome: 'found' }, trace: { outcome: 'found' } });
}

/** The calls of two deliveries in which nothing fails. */
const quiet = worldThatFails(() => false);
await quiet.deliver(1);
const firstCalls = quiet.calls.length;
await quiet.deliver(1);
const calls = quiet.calls.map((call, index) => {
  const name = call.replace(/ \S+\//, ' …/');
  return [`${name} of the ${index < firstCalls ? 'first' : 'second'} delivery`, index] as const;
});

describe('whichever call of AWS fails,', () => {
  it('all of them are tried here', () => {
    const names = new Set(quiet.calls.map((call) => call.split(' ')[0]));

    expect([...names].sort()).toEqual([
      'BatchGetTraces',
      'GetLogEvents',
      'GetObject',
      'GetTraceSummaries',
      'PutObject',
    ]);
  });

  it.each(calls)('%s, there is one complete report when the delivery has come again', async (_, failing) => {
    const world = worldThatFails((index) => index === failing);

    await world.deliver(3);
    if (failing >= firstCalls) await world.deliver(3);

    expectOneCompleteReport(world);
  });

  it.each(FILES)(
    'S3 stores %s but the answer is lost, so that the SDK asks again, there is one report',
    async (file) => {
      const world = worldThatFails(() => false);
      const { write } = world.ports.bucket;
      world.ports.bucket.write = async (key, body, etag) => {
        const written = await write(key, body, etag);
        return key.endsWith(file) ? write(key, body, etag) : written;
      };

      expect(await world.deliver(1)).toBe(true);

      expectOneCompleteReport(world);
    },
  );

  it('however many at random, the delivery is reported in the end, or known not to be', async () => {
    const property = fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (fails) => {
      const world = worldThatFails((index) => fails[index] === true);

      const isReported = await world.deliver(3);
      const wasReplayed = isReported || (await world.deliver(fails.length + 1));

      expect(wasReplayed).toBe(true);
      expectOneCompleteReport(world);
    });

    await fc.assert(property, { numRuns: 1000 });
  });
});
