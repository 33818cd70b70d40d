import { PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { order, QUEUE, startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const DETAIL = {
  command: 'update-account',
  payload: { acc_id: '0a787ecb-4015', sf_id: 'baz' },
  one: ['HIGH'],
  several: ['ACTIVE', 'INACTIVE'],
  valid: true,
  items: [{ id: 'a' }, { id: 'b' }],
};
const PATHS = {
  type: '$.detail-type',
  userId: '$.detail.payload.acc_id',
  payload: '$.detail.payload',
  one: '$.detail.one',
  several: '$.detail.several',
  valid: '$.detail.valid',
  ids: '$.detail.items[*].id',
  second: '$.detail.items[1].id',
  missing: '$.detail.missing',
};

/** What a queue gets of an event; nothing where the event cannot be delivered. */
async function bodyWith(input: Partial<Target>): Promise<string | undefined> {
  await world.rule('rule', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE, ...input }]);
  await world.put(order(DETAIL));
  return world.deliveries[0]?.body;
}

const transformed = (InputTemplate: string) => bodyWith({ InputTransformer: { InputPathsMap: PATHS, InputTemplate } });

describe('a target', () => {
  it('with Input gets that text for any event', async () => {
    expect(await bodyWith({ Input: '{"fixed": 1}' })).toBe('{"fixed": 1}');
  });

  it('with InputPath gets that part of the event', async () => {
    expect(await bodyWith({ InputPath: '$.detail.payload' })).toBe('{"acc_id":"0a787ecb-4015","sf_id":"baz"}');
  });

  it('with InputPath gets a string in quotes', async () => {
    expect(await bodyWith({ InputPath: '$.detail.payload.sf_id' })).toBe('"baz"');
  });
});

// Recorded on AWS: LocalStack, tests/aws/services/events/test_events_inputs.snapshot.json.
describe('an input template', () => {
  it.each([
    ['puts a text into quotes where it has none', '{"id" : <userId>}', { id: '0a787ecb-4015' }],
    [
      'puts a text into a string',
      '{"path": "users/<userId>/x/<userId>"}',
      { path: 'users/0a787ecb-4015/x/0a787ecb-4015' },
    ],
    ['puts in an object', '{"body": <payload>}', { body: DETAIL.payload }],
    ['puts in a list', '{"several": <several>}', { several: DETAIL.several }],
    ['puts in every element', '{"ids": <ids>, "second": <second>}', { ids: ['a', 'b'], second: 'b' }],
    ['puts in an empty text for what is missing', '{"missing": <missing>}', { missing: '' }],
    [
      'takes a placeholder behind an escaped quote for one in a string',
      '{"a": "\\"<userId>"}',
      { a: '"0a787ecb-4015' },
    ],
  ])('of JSON %s', async (_, template, expected) => {
    expect(JSON.parse((await transformed(template)) ?? 'null')).toEqual(expected);
  });

  it.each([
    ['keeps its quotes', '"Event of <type>!"', '"Event of Order Placed!"'],
    ['may look like JSON inside', '"{[/Check of <type>"', '"{[/Check of Order Placed"'],
    ['prints objects without quotes', '"Payload <payload>"', '"Payload {acc_id:0a787ecb-4015,sf_id:baz}"'],
    ['prints lists without quotes', '"<one> and <several>"', '"[HIGH] and [ACTIVE,INACTIVE]"'],
    ['prints true', '"Command is <valid>"', '"Command is true"'],
    ['leaves out what is missing', '"<missing> x"', '" x"'],
    ['may have several lines', '"<userId> a"\n"b <valid>"', '"0a787ecb-4015 a"\n"b true"'],
  ])('of text %s', async (_, template, expected) => {
    expect(await transformed(template)).toBe(expected);
  });

  it.each(['{"x": "<several>"}', '[<one> single item]'])('that is not JSON delivers nothing: %s', async (template) => {
    expect(await transformed(template)).toBeUndefined();
    expect(world.undelivered).toMatchObject([{ reason: expect.stringContaining('is not JSON') }]);
  });

  it('has the reserved variables', async () => {
    const body = await transformed(
      '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>, "json": <aws.events.event.json>, "event": <aws.events.event>}',
    );

    const { arn, name, at, json, event } = JSON.parse(body ?? '{}');
    expect([arn, name, at]).toEqual([
      'arn:aws:events:us-east-1:000000000000:rule/rule',
      'rule',
      '2026-11-28T06:30:15Z',
    ]);
    expect(json).toMatchObject({ 'detail-type': 'Order Placed', detail: DETAIL });
    expect(event).toEqual({
      version: '0',
      id: json.id,
      source: 'shop',
      account: '000000000000',
      time: '2026-11-28T06:30:15Z',
      region: 'us-east-1',
      resources: [],
      detailType: 'Order Placed',
    });
  });
});

describe('PutTargets', () => {
  const put = async (...Targets: Target[]) => {
    await world.rule('rule', { source: ['shop'] }, []).catch(() => undefined);
    return world.client.send(new PutTargetsCommand({ Rule: 'rule', Targets }));
  };

  it('rejects a placeholder without a value', async () => {
    const InputTransformer = { InputPathsMap: PATHS, InputTemplate: '"<unknown>"' };

    await expect(put({ Id: 'queue', Arn: QUEUE, InputTransformer })).rejects.toThrow(
      'InputTemplate for target queue contains invalid placeholder unknown.',
    );
  });

  it('rejects two kinds of input', async () => {
    await expect(put({ Id: 'queue', Arn: QUEUE, Input: '{}', InputPath: '$.detail' })).rejects.toThrow(
      'Only one of Input, InputPath, or InputTransformer must be provided for target queue.',
    );
  });

  it('rejects a sixth target', async () => {
    const targets = Array.from({ length: 6 }, (_, index) => ({ Id: `t${index}`, Arn: QUEUE }));

    await expect(put(...targets)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});
