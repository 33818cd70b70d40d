import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FUNCTION, QUEUE, startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

describe('a rule', () => {
  it('is described and listed', async () => {
    const pattern = { source: ['shop'] };
    await world.rule('orders', pattern, [{ Id: 'queue', Arn: QUEUE }]);

    const expected = {
      Name: 'orders',
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/orders',
      EventPattern: JSON.stringify(pattern),
      State: 'ENABLED',
      EventBusName: 'default',
    };
    expect(await world.client.send(new DescribeRuleCommand({ Name: 'orders' }))).toMatchObject(expected);
    expect((await world.client.send(new ListRulesCommand({ NamePrefix: 'ord' }))).Rules).toEqual([expected]);
    const byTarget = await world.client.send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE }));
    expect(byTarget.RuleNames).toEqual(['orders']);
  });

  it('is listed in pages', async () => {
    for (const name of ['a', 'b', 'c']) await world.rule(name, { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }]);

    const first = await world.client.send(new ListRulesCommand({ Limit: 2 }));
    const second = await world.client.send(new ListRulesCommand({ Limit: 2, NextToken: first.NextToken }));

    expect([first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual([['a', 'b'], ['c']]);
    expect(second.NextToken).toBeUndefined();
  });

  it('cannot be deleted while it has targets', async () => {
    await world.rule('orders', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }]);
    const deletion = () => world.client.send(new DeleteRuleCommand({ Name: 'orders' }));

    await expect(deletion()).rejects.toThrow("Rule can't be deleted since it has targets.");
    await world.client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['queue'] }));
    await deletion();

    await expect(world.client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }))).rejects.toThrow(
      'Rule orders does not exist on EventBus default.',
    );
  });

  it('keeps its targets after a change', async () => {
    await world.rule('orders', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE, InputPath: '$.detail' }]);
    await world.client.send(new PutRuleCommand({ Name: 'orders', EventPattern: '{"source":["other"]}' }));

    const { Targets } = await world.client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
    expect(Targets).toEqual([{ Id: 'queue', Arn: QUEUE, InputPath: '$.detail' }]);
  });

  it('keeps its tags', async () => {
    const Tags = [{ Key: 'team', Value: 'orders' }];
    const rule = { Name: 'tagged', EventPattern: '{"source":["shop"]}', Tags };
    const { RuleArn } = await world.client.send(new PutRuleCommand(rule));

    const answer = await world.client.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }));
    expect(answer.Tags).toEqual(Tags);
  });

  it.each([
    [{ EventPattern: '{"source":"shop"}' }, 'InvalidEventPatternException', '"source" must be an object or an array'],
    [{}, 'ValidationException', 'EventPattern or ScheduleExpression must be specified'],
    [{ ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException', 'ScheduleExpression is not valid'],
    [{ ScheduleExpression: 'cron(0 20 * * * *)' }, 'ValidationException', 'ScheduleExpression is not valid'],
  ])('with %j is rejected', async (rule, name, message) => {
    const put = world.client.send(new PutRuleCommand({ Name: 'wrong', ...rule }));

    await expect(put).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('a schedule', () => {
  it.each(['rate(1 minute)', 'rate(5 minutes)', 'cron(0 20 * * ? *)', 'cron(0 10 ? * MON-FRI *)'])(
    'can be %s',
    async (ScheduleExpression) => {
      await world.client.send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression }));

      expect(world.events.schedules().map(({ name }) => name)).toEqual(['nightly']);
    },
  );

  it('sends the event that AWS documents when it is started', async () => {
    await world.client.send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 day)' }));
    world.events.putTargets('nightly', 'default', [{ Id: 'work', Arn: FUNCTION }]);

    world.events.fire('nightly');

    expect(world.deliveries.map(({ targetArn, body }) => [targetArn, JSON.parse(body)])).toEqual([
      [
        FUNCTION,
        {
          version: '0',
          id: expect.any(String),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: '000000000000',
          time: '2026-11-28T06:30:15Z',
          region: 'us-east-1',
          resources: ['arn:aws:events:us-east-1:000000000000:rule/nightly'],
          detail: {},
        },
      ],
    ]);
  });
});

describe('event buses', () => {
  it('are created, listed, described and deleted', async () => {
    const { EventBusArn } = await world.client.send(new CreateEventBusCommand({ Name: 'orders', Description: 'd' }));

    const { EventBuses } = await world.client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'orders']);
    const described = await world.client.send(new DescribeEventBusCommand({ Name: 'orders' }));
    expect(described).toMatchObject({ Name: 'orders', Arn: EventBusArn, Description: 'd' });
    await world.client.send(new DeleteEventBusCommand({ Name: 'orders' }));
    await expect(world.client.send(new DescribeEventBusCommand({ Name: 'orders' }))).rejects.toThrow(
      'Event bus orders does not exist.',
    );
  });

  it('have unique names, and the default bus cannot be deleted', async () => {
    await world.client.send(new CreateEventBusCommand({ Name: 'orders' }));

    await expect(world.client.send(new CreateEventBusCommand({ Name: 'orders' }))).rejects.toThrow(
      'Event bus orders already exists.',
    );
    await expect(world.client.send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toThrow(
      'Cannot delete event bus default.',
    );
  });
});

describe('TestEventPattern', () => {
  it('returns whether an event matches', async () => {
    const test = async (EventPattern: string, Event: string) =>
      (await world.client.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;

    expect(await test('{"source":[{"prefix":"sh"}]}', '{"source":"shop"}')).toBe(true);
    expect(await test('{"source":[{"prefix":"sh"}]}', '{"source":"other"}')).toBe(false);
    await expect(test('{"source":["shop"]}', 'no JSON')).rejects.toThrow('Parameter Event is not valid.');
  });
});
