import {
  DeleteAccountPolicyCommand,
  DescribeAccountPoliciesCommand,
  PutAccountPolicyCommand,
  type PutAccountPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DESTINATION, logsWorld, NOON, sdkClient, unpack } from './world.ts';

const OWN_GROUP = '/aws/lambda/handler';
const policyType = 'SUBSCRIPTION_FILTER_POLICY';

let world: ReturnType<typeof logsWorld>;
let sdk: Awaited<ReturnType<typeof sdkClient>>;
beforeEach(async () => {
  world = logsWorld({ logGroupOf: (functionArn) => (functionArn === DESTINATION ? OWN_GROUP : undefined) });
  sdk = await sdkClient(world.logs);
});
afterEach(async () => {
  await sdk.stop();
  await world.logs.stop();
});

const put = (members: Partial<PutAccountPolicyCommandInput> = {}) =>
  sdk.client.send(
    new PutAccountPolicyCommand({
      policyName: 'failed',
      policyType,
      policyDocument: JSON.stringify({ DestinationArn: DESTINATION, FilterPattern: 'ERROR' }),
      scope: 'ALL',
      ...members,
    }),
  );
const describePolicies = async () =>
  (await sdk.client.send(new DescribeAccountPoliciesCommand({ policyType }))).accountPolicies;
const deliveries = async () => {
  await world.pending.idle();
  return world.delivered.map(({ payload }) => unpack(payload));
};
const append = (groupName: string) =>
  world.logs.append(groupName, 's', [
    { timestamp: NOON, message: 'ERROR of somebody' },
    { timestamp: NOON, message: 'fine' },
  ]);

describe('an account policy', () => {
  it('delivers the matching events of every log group, also of a later one, with the policy level', async () => {
    append('/before');
    await put();
    for (const name of ['/before', '/after']) append(name);

    expect(await deliveries()).toEqual(
      ['/before', '/after'].map((logGroup) => ({
        messageType: 'DATA_MESSAGE',
        owner: '000000000000',
        logGroup,
        logStream: 's',
        subscriptionFilters: ['failed'],
        logEvents: [{ id: expect.any(String), timestamp: NOON, message: 'ERROR of somebody' }],
        policyLevel: 'ACCOUNT_LEVEL_POLICY',
      })),
    );
  });

  it('excludes the groups in its selection criteria, and the group of its own function', async () => {
    await put({ selectionCriteria: 'LogGroupName NOT IN ["/quiet", "/other"]' });
    for (const name of ['/quiet', '/other', OWN_GROUP, '/loud']) append(name);

    expect((await deliveries()).map((delivery) => (delivery as unknown as { logGroup: string }).logGroup)).toEqual([
      '/loud',
    ]);
  });

  it('delivers in addition to the filters of a group, also to one of the same name', async () => {
    await put();
    world.logs.createLogGroup('/both');
    const filter = { filterName: 'failed', filterPattern: 'ERROR', destinationArn: DESTINATION };
    world.logs.putSubscriptionFilter({ logGroupName: '/both', ...filter });
    append('/both');

    const levels = (await deliveries()).map((delivery) => (delivery as { policyLevel?: string }).policyLevel);
    expect(levels).toEqual([undefined, 'ACCOUNT_LEVEL_POLICY']);
  });

  it('is returned unchanged until it is deleted', async () => {
    const selectionCriteria = 'LogGroupName NOT IN ["/quiet"]';
    const { accountPolicy } = await put({ selectionCriteria });
    expect(await describePolicies()).toEqual([accountPolicy]);
    expect(accountPolicy).toEqual({
      policyName: 'failed',
      policyType,
      policyDocument: JSON.stringify({ DestinationArn: DESTINATION, FilterPattern: 'ERROR' }),
      selectionCriteria,
      scope: 'ALL',
      accountId: '000000000000',
      lastUpdatedTime: NOON,
    });

    await sdk.client.send(new DeleteAccountPolicyCommand({ policyName: 'failed', policyType }));
    append('/after');

    expect([await describePolicies(), await deliveries()]).toEqual([[], []]);
  });

  it('can be replaced, but there is only one', async () => {
    await put();
    await put({ selectionCriteria: 'LogGroupName NOT IN ["/quiet"]' });

    expect(await describePolicies()).toMatchObject([{ selectionCriteria: 'LogGroupName NOT IN ["/quiet"]' }]);
    await expect(put({ policyName: 'second' })).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it.each<[string, Partial<PutAccountPolicyCommandInput>]>([
    ['a document that is not JSON', { policyDocument: '{' }],
    ['a document without a destination', { policyDocument: '{"FilterPattern": ""}' }],
    ['a wrong pattern', { policyDocument: JSON.stringify({ DestinationArn: DESTINATION, FilterPattern: '{ $.a' }) }],
    ['criteria that select', { selectionCriteria: 'LogGroupName IN ["/a"]' }],
    ['criteria by prefix', { selectionCriteria: 'LogGroupName NOT IN /a' }],
    ['an unknown type', { policyType: 'OTHER' as never }],
  ])('is refused with %s', async (_, members) => {
    await expect(put(members)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await describePolicies()).toEqual([]);
  });

  it.each<[string, Partial<PutAccountPolicyCommandInput>]>([
    ['another type', { policyType: 'DATA_PROTECTION_POLICY' }],
    [
      'another destination than a function',
      { policyDocument: '{"DestinationArn": "arn:aws:kinesis:us-east-1:1:stream/s", "FilterPattern": ""}' },
    ],
  ])('of %s is refused by name', async (_, members) => {
    await expect(put(members)).rejects.toMatchObject({ name: 'NotImplementedException' });
  });
});
