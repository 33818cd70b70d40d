import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS as DYNAMODB_OPERATIONS } from '../../src/services/dynamodb/service.ts';
import { ACTIONS as EVENTS_ACTIONS } from '../../src/services/events/api/router.ts';
import { ACTIONS as SNS_ACTIONS } from '../../src/services/sns/api/router.ts';
import { Botocore } from './botocore.ts';
import { operationsOf } from './calls.ts';
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

/** Their requests have no signature, so the service is unknown, and the page answers them. */
const UNSIGNED = ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'];

/** More operations are supported than the suite calls. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  cloudcontrol: ['GetResource'],
  lambda: ['CreateFunction', 'GetEventSourceMapping', 'InvokeWithResponseStream', 'UpdateFunctionCode'],
  sns: Object.keys(SNS_ACTIONS),
  events: Object.keys(EVENTS_ACTIONS),
  dynamodb: DYNAMODB_OPERATIONS,
};

describe('every operation of the model of botocore that is not supported returns an error with its name:', () => {
  it.each([
    ['logs', 'CloudWatch Logs'],
    ['xray', 'X-Ray'],
    ['lambda', 'Lambda'],
    ['sts', 'STS'],
    ['sns', 'SNS'],
    ['events', 'EventBridge'],
    ['cloudcontrol', 'Cloud Control'],
    ['cloudformation', 'CloudFormation'],
    ['dynamodb', 'DynamoDB'],
  ] as const)('%s', async (service, title) => {
    const answers = await boto.unsupportedBeside(service, [
      ...operationsOf(service),
      ...(ALL[service] ?? []),
      ...UNSIGNED,
    ]);
    const wrong = Object.entries(answers).filter(([operation, error]) => {
      const named = /^samtrace does not support (.+) of (.+)\.$/.exec(error?.Message ?? '');
      // Lambda's router names an unknown call by its method and path.
      const itsName = named?.[1] === operation || (service === 'lambda' && /^[A-Z]+ \/\S+$/.test(named?.[1] ?? ''));
      return !(error?.Code === 'NotImplementedException' && itsName && named?.[2] === title);
    });

    expect(Object.keys(answers).length).toBeGreaterThan(['cloudcontrol', 'sts'].includes(service) ? 5 : 20);
    expect(wrong).toEqual([]);
  });
});

describe('a service that is not supported returns an error in the protocol of the service:', () => {
  it.each([
    ['kms', 'ListKeys', {}],
    ['iam', 'ListRoles', {}],
    ['ec2', 'DescribeVpcs', {}],
    ['cloudwatch', 'DescribeAlarms', {}],
    ['route53', 'ListHostedZones', {}],
    ['cloudfront', 'ListDistributions', {}],
    ['kinesis', 'ListStreams', {}],
    ['apigateway', 'GetRestApis', {}],
    ['secretsmanager', 'ListSecrets', {}],
    ['ssm', 'GetParameter', { Name: 'p' }],
  ])('%s', async (service, operation, params) => {
    const { error } = await boto.call(service, operation, params);

    expect(error).toMatchObject({
      Code: 'NotImplementedException',
      Message: expect.stringMatching(/^samtrace does not support the service "\w+"\. It supports xray, logs, /),
    });
  });
});
