import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { createXRay } from '../../src/services/xray/service.ts';
import { lambdaWorld } from '../services/lambda/world.ts';

const RECORDED_TRACES = 'tests/recorded-traces';

type Json = Record<string, unknown>;

const world = lambdaWorld();
afterAll(() => world.lambda.stop());

function recorded(file: string): Json[] {
  const { trace, segments } = JSON.parse(readFileSync(join(RECORDED_TRACES, file), 'utf8'));
  return segments ?? trace.Segments;
}

/** The segment of an origin; of several, the first. */
function ofOrigin(segments: readonly object[], origin: string): Json {
  const found = (segments as Json[]).find((segment) => segment.origin === origin);
  if (found === undefined) throw new Error(`no segment of origin ${origin} in ${JSON.stringify(segments)}`);
  return found;
}

/** Members that depend on the caller, on the code of the function, or on queues between functions. */
const NOT_COMPARED = new Set(['links', 'annotations']);
/** Members whose value is compared; of all others it is their type. */
const COMPARED_BY_VALUE = new Set(['origin', 'status', 'inferred', 'operation']);

/** An entity with types instead of values. Subsegments are sorted by name, because AWS does not keep their order. */
function shapeOf({ subsegments = [], ...entity }: Json, functionName = entity.name): Json {
  const members = Object.entries(entity).filter(([name]) => !NOT_COMPARED.has(name));
  const platforms = (subsegments as Json[])
    .filter(({ namespace }) => namespace === undefined)
    .map((each) => shapeOf(each, functionName))
    .sort((a, b) => String(a.name).localeCompare(String(b.name)));
  return {
    ...Object.fromEntries(members.map(([name, value]) => [name, shapeOfMember(name, value, functionName)])),
    ...(platforms.length > 0 && { subsegments: platforms }),
  };
}

function shapeOfMember(name: string, value: unknown, functionName: unknown): unknown {
  if (name === 'name') return value === functionName ? 'the function' : value;
  if (COMPARED_BY_VALUE.has(name)) return value;
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'object' ? shapeOf(each) : typeof each));
  return typeof value === 'object' && value !== null ? shapeOf(value as Json) : typeof value;
}

/** Without what only a traced caller brings. */
function withoutCaller({ parent_id: _, ...segment }: Json): Json {
  return segment;
}

describe('a trace of samtrace has the same structure as the trace that AWS recorded for', () => {
  it('a cold synchronous invocation', async () => {
    const functionName = world.define('answers.counter', { functionName: 'cold' });
    await world.invoke(functionName);

    const aws = recorded('sync-cold.json');
    const ours = world.segmentsOf(functionName);
    expect(shapeOf(ofOrigin(ours, 'AWS::Lambda'))).toEqual(shapeOf(ofOrigin(aws, 'AWS::Lambda')));
    expect(shapeOf(ofOrigin(ours, 'AWS::Lambda::Function'))).toEqual(shapeOf(ofOrigin(aws, 'AWS::Lambda::Function')));
  });

  it('a warm synchronous invocation with a traced caller', async () => {
    const functionName = world.define('answers.counter', { functionName: 'warm' });
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await world.invoke(functionName);
    await world.invoke(functionName, {}, header);

    const aws = recorded('sync-warm-dynamodb.json');
    const ours = world.segmentsOf(functionName).filter((segment) => header.includes(segment.trace_id));
    expect(shapeOf(ofOrigin(ours, 'AWS::Lambda'))).toEqual(shapeOf(ofOrigin(aws, 'AWS::Lambda')));
    // AWS names the log group since late 2023; this trace is older.
    const { aws: awsBlock, ...rest } = shapeOf(ofOrigin(ours, 'AWS::Lambda::Function'));
    const { cloudwatch_logs: _, ...olderBlock } = awsBlock as Json;
    expect({ ...rest, aws: olderBlock }).toEqual(shapeOf(ofOrigin(aws, 'AWS::Lambda::Function')));
  });

  it('an asynchronous invocation', async () => {
    const functionName = world.define('answers.counter', { functionName: 'async' });
    world.lambda.invokeAsync(functionName, Buffer.from('{}'));
    await world.pending.idle();

    const aws = recorded('async-and-inferred.json');
    const ours = ofOrigin(world.segmentsOf(functionName), 'AWS::Lambda');
    expect(shapeOf(ours)).toEqual(withoutCaller(shapeOf(ofOrigin(aws, 'AWS::Lambda'))));
  });

  it('a called service that sends no segment', async () => {
    const aws = ofOrigin(recorded('async-and-inferred.json'), 'AWS::Events');
    const xray = createXRay({ account: DEFAULT_ACCOUNT, now: Date.now, visibilityDelayMs: 0 });
    const { id: _, parent_id, inferred: _inferred, origin: _origin, ...call } = aws;
    const root = { id: '1111111111111111', name: 'caller', trace_id: call.trace_id, start_time: 1, end_time: 2 };
    const subsegment = { ...call, id: parent_id, parent_id: root.id, type: 'subsegment', namespace: 'aws' };
    for (const document of [root, subsegment]) xray.put(JSON.stringify(document));
    const [trace] = xray.batchGetTraces([String(call.trace_id)]);
    const documents = (trace?.Segments ?? []).map((segment) => JSON.parse(segment.Document ?? '{}') as Json);
    await xray.stop();

    expect(ofOrigin(documents, 'AWS::Events')).toEqual({ ...aws, id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  });
});
