import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../../src/stack/stack.ts';

const TEMPLATE = `
Description: Orders
Parameters:
  Stage: { Type: String, Default: test }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
  Password: { Type: String, Default: hush, NoEcho: true }
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Reports: { Type: AWS::S3::Bucket, Properties: { BucketName: reports-here } }
  Table: { Type: AWS::DAX::Cluster }
Outputs:
  QueueUrl: { Description: Where orders go., Value: !Ref Orders }
  Bucket: { Value: !Ref Reports }
`;
const STACK_ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/local/00000000-0000-0000-0000-000000000000';

let directory: string;
let stack: Stack;
let client: CloudFormationClient;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cloudformation-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  const templateFile = join(directory, 'template.yml');
  await writeFile(templateFile, TEMPLATE);
  stack = await startStack({ templateFile, directory: join(directory, '.local'), deployedStackName: 'shop' });
  cleanup.defer(() => stack.stop());
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  client = new CloudFormationClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  cleanup.defer(() => client.destroy());
});

const queueUrl = () => stack.template.outputs.QueueUrl;

describe('DescribeStacks', () => {
  it('returns the running template as a stack, with its parameters and local outputs', async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'local' }));

    expect(Stacks).toEqual([
      {
        StackId: STACK_ID,
        StackName: 'local',
        Description: 'Orders',
        CreationTime: expect.any(Date),
        StackStatus: 'CREATE_COMPLETE',
        DisableRollback: false,
        EnableTerminationProtection: false,
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
        Parameters: [
          { ParameterKey: 'Stage', ParameterValue: 'test' },
          { ParameterKey: 'Zones', ParameterValue: 'a,b' },
          { ParameterKey: 'Password', ParameterValue: '****' },
        ],
        Outputs: [
          { OutputKey: 'QueueUrl', OutputValue: queueUrl(), Description: 'Where orders go.' },
          { OutputKey: 'Bucket', OutputValue: 'reports-here' },
        ],
      },
    ]);
    expect(queueUrl()).toMatch(`${stack.endpoint}/000000000000/local-Orders-`);
  });

  it.each([{}, { StackName: STACK_ID }, { StackName: 'shop' }])('finds the stack by %j', async (input) => {
    const { Stacks } = await client.send(new DescribeStacksCommand(input));

    expect(Stacks?.map(({ StackName }) => StackName)).toEqual(['local']);
  });

  it('of an unknown stack gets CloudFormation’s error, and the name of the stack that exists', async () => {
    await expect(client.send(new DescribeStacksCommand({ StackName: 'orders' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id orders does not exist. The stack of samtrace is local.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('of a name that no stack can have gets CloudFormation’s validation error', async () => {
    await expect(client.send(new DescribeStacksCommand({ StackName: '1 2' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("Value '1 2' at 'stackName' failed to satisfy constraint"),
    });
  });
});

describe('ListStackResources', () => {
  it('lists the resources that samtrace creates, and not those that it ignores', async () => {
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: 'local' }));

    const created = {
      ResourceStatus: 'CREATE_COMPLETE',
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
    };
    const LastUpdatedTimestamp = expect.any(Date);
    expect(StackResourceSummaries).toEqual([
      {
        ...created,
        LogicalResourceId: 'Orders',
        ResourceType: 'AWS::SQS::Queue',
        PhysicalResourceId: queueUrl(),
        LastUpdatedTimestamp,
      },
      {
        ...created,
        LogicalResourceId: 'Reports',
        ResourceType: 'AWS::S3::Bucket',
        PhysicalResourceId: 'reports-here',
        LastUpdatedTimestamp,
      },
    ]);
  });

  it('without a stack name gets CloudFormation’s validation error', async () => {
    await expect(client.send(new ListStackResourcesCommand({ StackName: undefined }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("Value null at 'stackName'"),
    });
  });
});

describe('DescribeStackResources', () => {
  const logicalIds = async (input: object) =>
    (await client.send(new DescribeStackResourcesCommand(input))).StackResources?.map((each) => each.LogicalResourceId);

  it('finds resources by the stack, by a logical ID, and by the physical ID of any resource of the stack', async () => {
    expect(await logicalIds({ StackName: 'local' })).toEqual(['Orders', 'Reports']);
    expect(await logicalIds({ StackName: 'local', LogicalResourceId: 'Reports' })).toEqual(['Reports']);
    expect(await logicalIds({ PhysicalResourceId: 'reports-here' })).toEqual(['Orders', 'Reports']);
  });

  it.each([
    [{ PhysicalResourceId: 'elsewhere' }, 'Stack for elsewhere does not exist'],
    [{ StackName: 'local', LogicalResourceId: 'Table' }, 'Resource Table does not exist for stack local'],
    [{}, 'Specify either StackName or PhysicalResourceId.'],
  ])('of %j gets: %s', async (input, message) => {
    await expect(logicalIds(input)).rejects.toMatchObject({ name: 'ValidationError', message });
  });
});

describe('CloudFormation', () => {
  it('returns an error with their name for calls that change or list stacks', async () => {
    await expect(client.send(new DeleteStackCommand({ StackName: 'local' }))).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: 'samtrace does not support DeleteStack of CloudFormation.',
    });
    await expect(client.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'NotImplementedException' });
  });

  it('needs the permission of the action for the stack', async () => {
    const statements = [
      { effect: 'Allow' as const, action: ['cloudformation:ListStackResources'], resource: [STACK_ID] },
    ];
    const credentials = stack.iam.issueCredentials('reader', {
      name: 'reader',
      arn: 'arn:aws:iam::000000000000:role/reader',
      policies: [{ name: 'reader', managed: false, statements }],
    });
    const reader = new CloudFormationClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });

    await expect(reader.send(new ListStackResourcesCommand({ StackName: 'local' }))).resolves.toBeDefined();
    await expect(reader.send(new DescribeStacksCommand({ StackName: 'local' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: cloudformation:DescribeStacks on resource: ${STACK_ID}`,
      ),
    });
    reader.destroy();
  });
});
