import { describe, expect, it } from '@jest/globals';
import { Sampler } from '../../../src/services/lambda/sampling.ts';
import { planTrace, recordTracing, runtimeHeader } from '../../../src/services/lambda/trace-plan.ts';
import { lambdaWorld } from './world.ts';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const CALLER = '53995c3f42cd8ad8';
const ids = { parentId: 'aaaaaaaaaaaaaaaa', functionSegmentId: 'bbbbbbbbbbbbbbbb', invocationId: 'cccccccccccccccc' };
const yes = () => true;
const no = () => false;
const never = () => {
  throw new Error('The header decides.');
};

/** The three things that follow from mode, header and sampling decision. */
function tracingOf(mode: 'Active' | 'PassThrough', header: string | undefined, sample: () => boolean) {
  const plan = planTrace(mode, header, sample, Date.parse('2026-01-01'));
  return {
    recorded: plan.recorded,
    header: runtimeHeader(plan, ids),
    inRecords: recordTracing(plan, ids)?.value,
  };
}

describe('the trace header that a function gets', () => {
  const fresh = expect.stringMatching(/^Root=1-6955b900-[0-9a-f]{24};Parent=cccccccccccccccc;Sampled=1$/);
  const unsampled = expect.stringMatching(/^Root=1-6955b900-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);

  it.each([
    {
      title: 'names a new trace and the Invocation when there is no caller',
      given: ['Active', undefined, yes] as const,
      expected: {
        recorded: true,
        header: fresh,
        inRecords: expect.stringMatching(/^Root=1-6955b900-[0-9a-f]{24};Parent=aaaaaaaaaaaaaaaa;Sampled=1$/),
      },
    },
    {
      title: 'is complete when the request is not sampled',
      given: ['Active', undefined, no] as const,
      expected: { recorded: false, header: unsampled, inRecords: undefined },
    },
    {
      title: "continues the caller's trace, with what else its header holds",
      given: ['Active', `Root=${ROOT};Parent=${CALLER};Sampled=1;Lineage=1:a:0`, never] as const,
      expected: {
        recorded: true,
        header: `Root=${ROOT};Parent=cccccccccccccccc;Sampled=1;Lineage=1:a:0`,
        inRecords: `Root=${ROOT};Parent=aaaaaaaaaaaaaaaa;Sampled=1;Lineage=1:a:0`,
      },
    },
    {
      title: "keeps the caller's decision not to sample",
      given: ['Active', `Root=${ROOT};Parent=${CALLER};Sampled=0`, never] as const,
      expected: { recorded: false, header: `Root=${ROOT};Parent=${CALLER};Sampled=0`, inRecords: undefined },
    },
    {
      title: 'gets a decision where the caller left it open',
      given: ['Active', `Root=${ROOT}`, yes] as const,
      expected: {
        recorded: true,
        header: `Root=${ROOT};Parent=cccccccccccccccc;Sampled=1`,
        inRecords: `Root=${ROOT};Parent=aaaaaaaaaaaaaaaa;Sampled=1`,
      },
    },
    {
      title: "is the caller's own under PassThrough, and Lambda records nothing",
      given: ['PassThrough', `Root=${ROOT};Parent=${CALLER};Sampled=1`, never] as const,
      expected: {
        recorded: false,
        header: `Root=${ROOT};Parent=${CALLER};Sampled=1`,
        inRecords: `Root=${ROOT};Parent=${CALLER};Sampled=1`,
      },
    },
    {
      title: 'is a new, unsampled one under PassThrough without a caller',
      given: ['PassThrough', undefined, never] as const,
      expected: { recorded: false, header: unsampled, inRecords: undefined },
    },
  ])('$title', ({ given: [mode, header, sample], expected }) => {
    expect(tracingOf(mode, header, sample)).toEqual(expected);
  });
});

describe("Lambda's sampling", () => {
  it('samples the first request of every second, and 5% of the others', () => {
    const now = [1000, 1400, 1999, 2000, 2001];
    const random = [0.05, 0.049, 0.5];
    const sampler = new Sampler(
      () => now.shift() ?? 0,
      () => random.shift() ?? 0,
    );

    expect(Array.from({ length: 5 }, () => sampler.sample())).toEqual([true, false, true, true, false]);
  });

  it.each([
    [1, 1],
    [2, 1.05],
    [21, 2],
    [101, 6],
  ])('of %d requests a second records exactly %d', (perSecond, expected) => {
    let nowMs = 0;
    let asked = 0;
    // Evenly spread: of any twenty in a row exactly one falls in 5 %.
    const sampler = new Sampler(
      () => nowMs,
      () => (asked++ % 20) / 20,
    );
    const seconds = 20;
    let sampled = 0;
    for (let n = 0; n < perSecond * seconds; n++) {
      nowMs = Math.floor(n / perSecond) * 1000 + (n % perSecond);
      sampled += Number(sampler.sample());
    }

    expect(sampled).toBe(expected * seconds);
  });

  it('decides about the requests of a function, and a request that is not sampled has no segment', async () => {
    let nowMs = 1000;
    const world = lambdaWorld({
      newSampler: () =>
        new Sampler(
          () => nowMs,
          () => 0.99,
        ),
    });
    const functionName = world.define('answers.nothing');
    const upstream = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const segments = async (traceHeader?: string) => {
      const before = world.segments.length;
      await world.invoke(functionName, {}, traceHeader);
      return world.segments.length - before;
    };

    expect([await segments(), await segments(), await segments(upstream)]).toEqual([2, 0, 2]);
    nowMs = 2000;
    expect([await segments(), await segments()]).toEqual([2, 0]);
    await world.lambda.stop();
  });
});
