import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Outcome } from '../../../src/services/lambda/environment-run.ts';
import {
  attemptSubsegment,
  dwellTime,
  functionSegment,
  serviceSegment,
} from '../../../src/services/lambda/segments.ts';
import type { TracePlan } from '../../../src/services/lambda/trace-plan.ts';
import { definitionOf } from './world.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:shop';
const TRACE = '1-654c0557-5611b044040fc7224c4790b6';
const hex = expect.stringMatching(/^[0-9a-f]{16}$/);
const ids = { parentId: '0285bf1261be05ff', functionSegmentId: '17e84e76450d1777', invocationId: '7869f11198c79dd1' };

const planOf = (overrides: Partial<TracePlan> = {}): TracePlan => ({
  traceId: TRACE,
  sampled: true,
  recorded: true,
  rest: [],
  ...overrides,
});

/** A warm invocation that went well, in milliseconds after 1,699,480,920 s. */
const outcomeOf = (overrides: Partial<Outcome> = {}): Outcome => ({
  payload: Buffer.from('null'),
  coldStart: false,
  logTail: '',
  inits: [],
  ...span(0.25, 20.5),
  invocation: span(0.5, 19),
  overhead: span(19, 20.25),
  ...overrides,
});

function span(fromMs: number, toMs: number) {
  return { startMs: 1_699_480_920_000 + fromMs, endMs: 1_699_480_920_000 + toMs };
}

function functionSegmentOf(outcome: Outcome) {
  return functionSegment(planOf(), DEFAULT_ACCOUNT, definitionOf({ functionName: 'shop' }), ids, outcome);
}

describe("the function's segment", () => {
  it('has Invocation and Overhead, and times to the microsecond', () => {
    expect(functionSegmentOf(outcomeOf())).toEqual({
      id: '17e84e76450d1777',
      name: 'shop',
      start_time: 1699480920.00025,
      end_time: 1699480920.0205,
      trace_id: TRACE,
      parent_id: '0285bf1261be05ff',
      origin: 'AWS::Lambda::Function',
      aws: {
        account_id: '000000000000',
        function_arn: ARN,
        cloudwatch_logs: [{ log_group: '/aws/lambda/shop' }],
        resource_names: ['shop'],
      },
      subsegments: [
        {
          id: '7869f11198c79dd1',
          name: 'Invocation',
          start_time: 1699480920.0005,
          end_time: 1699480920.019,
          aws: { function_arn: ARN },
        },
        {
          id: hex,
          name: 'Overhead',
          start_time: 1699480920.019,
          end_time: 1699480920.02025,
          aws: { function_arn: ARN },
        },
      ],
    });
  });

  it('of a cold start has an Initialization that ends before the segment starts', () => {
    const { start_time, subsegments } = functionSegmentOf(outcomeOf({ coldStart: true, inits: [span(-90, -1)] }));

    expect(subsegments?.map(({ name }) => name)).toEqual(['Initialization', 'Invocation', 'Overhead']);
    expect(subsegments?.[0]?.end_time).toBeLessThan(start_time);
  });

  it('of an error has a flag with its cause, and the Invocation has the flag', () => {
    const cause = { exceptions: [{ id: '0b252972f38188ea', type: 'StockError', message: 'none left' }] };

    const segment = functionSegmentOf(outcomeOf({ functionError: 'Unhandled', cause }));

    expect(segment).toMatchObject({ error: true, cause });
    expect(segment.subsegments?.map(({ name, error, cause: own }) => [name, error, own])).toEqual([
      ['Invocation', true, undefined],
      ['Overhead', undefined, undefined],
    ]);
  });
});

describe("Lambda's own segment", () => {
  const service = { id: ids.parentId, requestId: 'request', functionName: 'shop', failed: false, ...span(0.4, 20.6) };

  it('has times in milliseconds that include those of the function', () => {
    expect(serviceSegment(planOf(), DEFAULT_ACCOUNT, { ...service, status: 200 })).toEqual({
      id: '0285bf1261be05ff',
      name: 'shop',
      start_time: 1699480920,
      end_time: 1699480920.021,
      trace_id: TRACE,
      http: { response: { status: 200 } },
      aws: { request_id: 'request' },
      origin: 'AWS::Lambda',
      resource_arn: ARN,
    });
  });

  it('is below the caller that sent a header', () => {
    const plan = planOf({ upstreamParent: '28793e67ea7098e3' });

    expect(serviceSegment(plan, DEFAULT_ACCOUNT, { ...service, status: 200 }).parent_id).toBe('28793e67ea7098e3');
  });

  it('of an asynchronous request has Dwell Time and Attempt #n after its end', () => {
    const subsegments = [dwellTime(span(0, 45)), attemptSubsegment('695ea167ab53c29f', 1, span(45, 550), false)];

    expect(
      serviceSegment(planOf(), DEFAULT_ACCOUNT, { ...service, ...span(0, 15), status: 202, subsegments }),
    ).toMatchObject({
      end_time: 1699480920.015,
      http: { response: { status: 202 } },
      subsegments: [
        { id: hex, name: 'Dwell Time', start_time: 1699480920, end_time: 1699480920.045 },
        {
          id: '695ea167ab53c29f',
          name: 'Attempt #1',
          start_time: 1699480920.045,
          end_time: 1699480920.55,
          http: { response: { status: 200 } },
        },
      ],
    });
  });
});
