import {
  CreateEventBusCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListArchivesCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryError } from '../../../src/aws/delivery.ts';
import { FUNCTION, order, QUEUE, startWorld, type World } from './world.ts';

const OTHER_BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/other';
let world: World;

beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const received = () => world.deliveries.map(({ body }) => JSON.parse(body));

describe('PutEvents', () => {
  it('sends an event to the targets of the matching rules, in the envelope that AWS documents', async () => {
    await world.rule('placed', { source: ['shop'], detail: { state: ['new'] } }, [{ Id: 'work', Arn: FUNCTION }]);
    await world.rule('cancelled', { detail: { state: ['cancelled'] } }, [{ Id: 'queue', Arn: QUEUE }]);

    const { Entries } = await world.put(order({ state: 'new' }, { Resources: ['arn:aws:x:::1'] }));

    expect(world.deliveries).toMatchObject([
      {
        targetArn: FUNCTION,
        sender: {
          principal: 'events.amazonaws.com',
          sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/placed',
        },
      },
    ]);
    expect(received()).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Order Placed',
        source: 'shop',
        account: '000000000000',
        time: '2026-11-28T06:30:15Z',
        region: 'us-east-1',
        resources: ['arn:aws:x:::1'],
        detail: { state: 'new' },
      },
    ]);
  });

  it('keeps the time of the entry', async () => {
    await world.rule('all', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }]);

    await world.put(order({}, { Time: new Date('2022-01-02T03:04:05Z') }));

    expect(received()).toMatchObject([{ time: '2022-01-02T03:04:05Z' }]);
  });

  // Recorded on AWS: LocalStack, tests/aws/services/events/test_events.snapshot.json.
  it.each([
    [{ Source: '' }, 'InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    [{ Detail: '' }, 'InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
    [{ Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Source: 'aws.s3' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
  ])('rejects the entry %j, and accepts the others', async (change, ErrorCode, ErrorMessage) => {
    await world.rule('all', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }]);

    const answer = await world.put(order({ n: 1 }, change), order({ n: 2 }));

    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toEqual([{ ErrorCode, ErrorMessage }, { EventId: expect.any(String) }]);
    expect(received().map(({ detail }) => detail)).toEqual([{ n: 2 }]);
  });

  it('refuses more than ten entries, and more than 1 MiB', async () => {
    const large = order({ text: 'x'.repeat(1024 * 1024) });

    await expect(world.put(...Array.from({ length: 11 }, () => order({})))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(world.put(large)).rejects.toThrow('Total size of the entries in the request is over the limit.');
  });

  it('accepts an event for a bus that does not exist, and drops it, as AWS does', async () => {
    const { Entries } = await world.put(order({}, { EventBusName: 'missing' }));

    expect(Entries).toEqual([{ EventId: expect.any(String) }]);
    expect(world.deliveries).toEqual([]);
  });

  it('does not deliver the events of a disabled rule', async () => {
    await world.rule('all', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }]);

    await world.client.send(new DisableRuleCommand({ Name: 'all' }));
    await world.put(order({ n: 1 }));
    await world.client.send(new EnableRuleCommand({ Name: 'all' }));
    await world.put(order({ n: 2 }));

    expect(received().map(({ detail }) => detail)).toEqual([{ n: 2 }]);
  });
});

describe('the trace header', () => {
  const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

  it('of the request is passed to the target', async () => {
    await world.rule('all', { source: ['shop'] }, [{ Id: 'work', Arn: FUNCTION }]);
    world.client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] = HEADER;
        return next(args);
      },
      { step: 'build' },
    );

    await world.put(order({}));

    expect(world.deliveries).toMatchObject([{ traceHeader: HEADER }]);
  });

  it('of the entry is preferred to the header of the request', async () => {
    await world.rule('all', { source: ['shop'] }, [{ Id: 'work', Arn: FUNCTION }]);

    await world.put(order({}, { TraceHeader: HEADER }));
    await world.put(order({}, { TraceHeader: 'no header' }));

    expect(world.deliveries.map(({ traceHeader }) => traceHeader)).toEqual([HEADER, undefined]);
  });
});

describe('an event bus', () => {
  it('has its own rules, whose ARNs contain its name', async () => {
    await world.client.send(new CreateEventBusCommand({ Name: 'other' }));
    await world.rule('all', { source: ['shop'] }, [{ Id: 'queue', Arn: QUEUE }], 'other');

    await world.put(order({ n: 1 }), order({ n: 2 }, { EventBusName: OTHER_BUS }));

    expect(received().map(({ detail }) => detail)).toEqual([{ n: 2 }]);
    expect(world.deliveries[0]?.sender.sourceArn).toBe('arn:aws:events:us-east-1:000000000000:rule/other/all');
  });

  it('gets events from another bus, and does not send them to a third bus', async () => {
    for (const Name of ['other', 'third']) await world.client.send(new CreateEventBusCommand({ Name }));
    const third = OTHER_BUS.replace('other', 'third');
    await world.rule('forward', { source: ['shop'] }, [{ Id: 'bus', Arn: OTHER_BUS }]);
    await world.rule(
      'deliver',
      { source: ['shop'] },
      [
        { Id: 'queue', Arn: QUEUE },
        { Id: 'bus', Arn: third },
      ],
      'other',
    );

    await world.put(order({ n: 1 }));

    expect(received().map(({ detail }) => detail)).toEqual([{ n: 1 }]);
    expect(world.undelivered).toMatchObject([
      { targetArn: third, reason: expect.stringContaining('not sent to a third event bus') },
    ]);
  });
});

describe('an event that cannot be delivered', () => {
  const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:dead';

  it('is sent to the dead-letter queue of its target, with the reason as attributes', async () => {
    world.refuse = ({ targetArn }) =>
      targetArn === FUNCTION ? new DeliveryError('NO_PERMISSIONS', 'No permission.') : undefined;
    await world.rule('all', { source: ['shop'] }, [
      { Id: 'work', Arn: FUNCTION, Input: '{}', DeadLetterConfig: { Arn: DEAD_LETTERS } },
    ]);

    await world.put(order({ n: 1 }));

    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    expect(world.deliveries).toMatchObject([
      {
        targetArn: DEAD_LETTERS,
        messageAttributes: {
          RULE_ARN: text('arn:aws:events:us-east-1:000000000000:rule/all'),
          TARGET_ARN: text(FUNCTION),
          ERROR_CODE: text('NO_PERMISSIONS'),
          ERROR_MESSAGE: text('No permission.'),
        },
      },
    ]);
    expect(received()).toMatchObject([{ detail: { n: 1 } }]);
  });

  it('is reported if there is no dead-letter queue', async () => {
    world.refuse = () => new DeliveryError('NO_RESOURCE', 'No such function.');
    await world.rule('all', { source: ['shop'] }, [{ Id: 'work', Arn: FUNCTION }]);

    await world.put(order({}));

    expect(world.undelivered).toMatchObject([{ targetArn: FUNCTION, reason: 'No such function.' }]);
  });
});

it('returns an error with the name of an unsupported feature', async () => {
  const stepFunction = { Id: 'machine', Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m' };

  await expect(world.rule('all', { source: ['shop'] }, [stepFunction])).rejects.toThrow(stepFunction.Arn);
  await expect(world.client.send(new ListArchivesCommand({}))).rejects.toThrow('ListArchives');
});
