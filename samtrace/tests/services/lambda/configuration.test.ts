import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Api, startApi } from '../../support/api.ts';
import { zipOf } from '../../support/zip.ts';
import { lambdaWorld } from './world.ts';

// Texts and members are those of AWS, as LocalStack's snapshot `test_lambda_api` has them (2025 and 2026), unless a test
// says otherwise. The inputs are our own.
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:letters';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:letters';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/k';
const ROLE = 'arn:aws:iam::000000000000:role/role';

const layer = (name: string) => `arn:aws:lambda:us-east-1:000000000000:layer:${name}:1`;

const refused: string[] = [];
const world = lambdaWorld({
  roleAllows: (_, action, resource) => !refused.includes(`${action} ${resource}`),
  layerVersions: {
    has: (arn) => ['a', 'b'].map(layer).includes(arn),
    unpack: async (arns) => arns.map((arn) => ({ arn, sizeBytes: 100 })),
  },
});
let api: Api;
let client: LambdaClient;
beforeAll(async () => {
  api = await startApi(world.lambda.api);
  client = new LambdaClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api.stop();
  await world.lambda.stop();
});

let count = 0;
const define = (more: object = {}) =>
  world.define('failures.throws', { functionName: `configured-${++count}`, ...more });
const update = (FunctionName: string, change: Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>) =>
  client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
const configurationOf = (FunctionName: string) => client.send(new GetFunctionConfigurationCommand({ FunctionName }));

describe('UpdateFunctionConfiguration', () => {
  it('keeps the key and the network, which have no effect, until an empty value removes them', async () => {
    const name = define();
    const VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], Ipv6AllowedForDualStack: false };
    await update(name, { KMSKeyArn: KEY, VpcConfig });
    const set = await configurationOf(name);
    await update(name, { KMSKeyArn: '', VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });
    const cleared = await configurationOf(name);

    expect(set).toMatchObject({ KMSKeyArn: KEY, VpcConfig });
    expect(cleared).not.toHaveProperty('KMSKeyArn');
    expect(cleared.VpcConfig).toEqual({ ...VpcConfig, SubnetIds: [], SecurityGroupIds: [], VpcId: '' });
  });

  it('adds a dead-letter queue, which gets the event of a failed invocation, and removes it', async () => {
    const name = define({ eventInvoke: { maximumRetryAttempts: 0, maximumEventAgeSeconds: 60 } });
    const invokeLater = async (order: number) => {
      const Payload = JSON.stringify({ order });
      await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload }));
      await world.pending.idle();
    };
    const set = await update(name, { DeadLetterConfig: { TargetArn: QUEUE } });
    await invokeLater(1);
    const cleared = await update(name, { DeadLetterConfig: { TargetArn: '' } });
    await invokeLater(2);

    expect(set.DeadLetterConfig).toEqual({ TargetArn: QUEUE });
    expect(cleared).not.toHaveProperty('DeadLetterConfig');
    expect(world.destinations.filter(({ arn }) => arn === QUEUE)).toMatchObject([{ record: { order: 1 } }]);
  });

  it.each([
    [QUEUE, 'sqs:SendMessage', 'SendMessage on SQS'],
    [TOPIC, 'sns:Publish', 'Publish on SNS'],
  ])('needs a role with permission to send to %s', async (TargetArn, action, call) => {
    refused.push(`${action} ${TargetArn}`);
    const answer = update(define(), { DeadLetterConfig: { TargetArn } });

    // The text is that of public reports.
    await expect(answer).rejects.toThrow(`The provided execution role does not have permissions to call ${call}`);
    refused.length = 0;
  });

  it('sets the layers in order, and removes them with an empty list', async () => {
    const name = define();
    const set = await update(name, { Layers: [layer('b'), layer('a')] });
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: name }));
    const kept = await update(name, { Description: 'text' });
    const cleared = await update(name, { Layers: [] });
    const Layers = ['b', 'a'].map((each) => ({ Arn: layer(each), CodeSize: 100 }));

    expect(set.Layers).toEqual(Layers);
    expect(Functions?.find(({ FunctionName }) => FunctionName === name)?.Layers).toEqual(Layers);
    expect(Configuration?.Layers).toEqual(Layers);
    expect(kept.Layers).toEqual(Layers);
    expect(cleared).not.toHaveProperty('Layers');
  });

  it('with the current layers does not make PublishVersion publish another version', async () => {
    const name = define();
    const publish = async () => (await client.send(new PublishVersionCommand({ FunctionName: name }))).Version;
    await update(name, { Layers: [layer('a')] });
    const first = await publish();
    await update(name, { Layers: [layer('a')] });
    const second = await publish();
    await update(name, { Layers: [layer('b')] });

    expect([first, second, await publish()]).toEqual(['1', '1', '2']);
  });

  // The texts are those of LocalStack's source. Public reports of AWS's errors have the first two, too.
  it.each([
    [['a', 'b', 'c', 'd', 'e', 'f'], 'Cannot reference more than 5 layers.'],
    [['a', 'unknown'], `Layer version ${layer('unknown')} does not exist.`],
    [
      ['a', 'b', 'a'],
      'Two different versions of the same layer are not allowed to be referenced in the same function. ' +
        `${layer('a')} and ${layer('a')} are versions of the same layer.`,
    ],
  ])('rejects the layers %j, and changes nothing', async (names, message) => {
    const name = define();
    const answer = update(name, { Description: 'changed', Layers: names.map(layer) });

    await expect(answer).rejects.toMatchObject({ name: 'InvalidParameterValueException', message });
    expect(await configurationOf(name)).toMatchObject({ Description: '' });
  });

  it('accepts an empty list of file systems, and rejects other lists as not supported', async () => {
    const name = define();
    await update(name, { FileSystemConfigs: [] });
    const FileSystemConfigs = [
      { Arn: 'arn:aws:elasticfilesystem:us-east-1:1:access-point/a', LocalMountPath: '/mnt/a' },
    ];

    await expect(update(name, { FileSystemConfigs })).rejects.toThrow('with FileSystemConfigs');
    await expect(update(name, { ImageConfig: { Command: ['a'] } })).rejects.toThrow('with ImageConfig');
  });

  it.each<[string, Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>, string]>([
    [
      'a subnet',
      { VpcConfig: { SubnetIds: ['net-1'] } },
      "Value '[net-1]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member must satisfy constraint: [Member must " +
        'have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy ' +
        'regular expression pattern: subnet-[0-9a-z]*]',
    ],
    [
      'a security group',
      { VpcConfig: { SecurityGroupIds: ['group'] } },
      "Value '[group]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint",
    ],
    [
      'SnapStart',
      { SnapStart: { ApplyOn: 'invalidOption' as 'None' } },
      "Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]",
    ],
    [
      'a runtime that Lambda has withdrawn',
      { Runtime: 'nodejs14.x' },
      'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
    ],
    [
      'variables of more than 4 KB',
      { Environment: { Variables: { SMALL: 'ok', LARGE: 'x'.repeat(4096) } } },
      'because the environment variables you have provided exceeded the 4KB limit. String measured: {"SMALL":"ok","LARGE":"xx',
    ],
    // The constraints of Lambda's model, in the form of the recorded ones.
    ['a handler with a space', { Handler: 'index handler' }, "Value 'index handler' at 'handler'"],
    ['a long handler', { Handler: 'x'.repeat(129) }, 'Member must have length less than or equal to 128'],
    ['a long description', { Description: 'x'.repeat(257) }, 'Member must have length less than or equal to 256'],
    ['a key', { KMSKeyArn: 'key' }, "Value 'key' at 'kMSKeyArn' failed to satisfy constraint"],
    [
      'a dead letter target that is no ARN',
      { DeadLetterConfig: { TargetArn: 'letters' } },
      "Value 'letters' at 'deadLetterConfig.targetArn' failed to satisfy constraint",
    ],
    [
      'a dead letter target of another service',
      { DeadLetterConfig: { TargetArn: KEY } },
      'is not an Amazon SQS queue or Amazon SNS topic.',
    ],
    ['the size of /tmp', { EphemeralStorage: { Size: 100 } }, "Value '100' at 'ephemeralStorage.size'"],
  ])('refuses a wrong value of %s', async (_, change, message) => {
    const name = define();
    const before = await configurationOf(name);

    await expect(update(name, change)).rejects.toThrow(message);
    expect((await configurationOf(name)).RevisionId).toBe(before.RevisionId);
  });

  it('accepts variables of exactly 4 KB', async () => {
    const Variables = { A: 'x'.repeat(4096 - '{"AB":""}'.length) };
    const name = define();

    await expect(update(name, { Environment: { Variables: { AB: Variables.A } } })).resolves.toBeDefined();
    await expect(update(name, { Environment: { Variables: { AB: `${Variables.A}x` } } })).rejects.toThrow('4KB');
  });
});

describe('CreateFunction', () => {
  const create = (more: Partial<CreateFunctionCommandInput>) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: `created-${++count}`,
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.js': 'exports.handler = async () => 1;' }) },
        ...more,
      }),
    );

  it('accepts a dead-letter queue, a key, and a network', async () => {
    const VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
    const created = await create({ DeadLetterConfig: { TargetArn: TOPIC }, KMSKeyArn: KEY, VpcConfig });

    expect(created).toMatchObject({ DeadLetterConfig: { TargetArn: TOPIC }, KMSKeyArn: KEY, VpcConfig });
  });

  it('creates no function if its role has no permission to send to the dead-letter queue', async () => {
    refused.push(`sqs:SendMessage ${QUEUE}`);
    const FunctionName = `created-${++count}`;

    await expect(create({ FunctionName, DeadLetterConfig: { TargetArn: QUEUE } })).rejects.toThrow(
      'SendMessage on SQS',
    );
    refused.length = 0;
    await expect(configurationOf(FunctionName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
