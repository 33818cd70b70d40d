import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Botocore } from './botocore.ts';
import { CALLS, titleOf } from './calls.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let boto: Botocore;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  world = await startWorld();
  cleanup.use(world.application);
  boto = new Botocore(world.endpoint);
  cleanup.defer(() => boto.stop());
});

describe('boto3 can read the answer, whose members are all valid in the model of botocore, to', () => {
  it.each(CALLS.map((call) => [titleOf(call), call] as const))('%s', async (_, call) => {
    const { response, violations, error } = await boto.call(call.service, call.operation, call.params(world));

    expect({ error, violations }).toEqual({ error: undefined, violations: [] });
    expect(response).toMatchObject(call.answer(world));
  });
});

describe('boto3 gets an error of its model for', () => {
  it.each([
    ['logs', 'GetLogEvents', { logGroupName: 'nowhere', logStreamName: 'x' }, 'ResourceNotFoundException'],
    ['logs', 'FilterLogEvents', { logGroupName: '/x', filterPattern: '{ $.a' }, 'InvalidParameterException'],
    ['logs', 'CreateLogGroup', { logGroupName: 'a b' }, 'InvalidParameterException'],
    ['xray', 'BatchGetTraces', { TraceIds: [] }, 'InvalidRequestException'],
    [
      'xray',
      'GetTraceSummaries',
      { StartTime: 1, EndTime: 2, FilterExpression: 'nonsense' },
      'InvalidRequestException',
    ],
    ['lambda', 'Invoke', { FunctionName: 'nowhere', Payload: '{}' }, 'ResourceNotFoundException'],
    ['lambda', 'Invoke', { FunctionName: 'FUNCTION', Payload: '{' }, 'InvalidRequestContentException'],
    ['s3', 'GetObject', { Bucket: 'BUCKET', Key: 'nothing' }, 'NoSuchKey'],
  ])('%s %s %j: %s', async (service, operation, params, code) => {
    const names = JSON.stringify(params).replace('FUNCTION', world.functionName).replace('BUCKET', world.bucket);
    const { error } = await boto.call(service, operation, JSON.parse(names));

    expect(error).toMatchObject({ Code: code, inModel: true, Message: expect.any(String) });
  });
});
