import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Api, startApi } from '../../support/api.ts';
import { zipOf } from '../../support/zip.ts';
import { lambdaWorld } from './world.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';
const LAYER = 'arn:aws:lambda:us-east-1:000000000000:layer:tools:1';
const ROLE = 'arn:aws:iam::000000000000:role/role';
const code = (answer: string) =>
  zipOf({
    'index.js':
      "const answer = require('./lib/answer.js');\n" +
      'exports.handler = async (event, context) => ({ answer, arn: context.invokedFunctionArn, ' +
      'version: context.functionVersion, stream: context.logStreamName, greeting: process.env.GREETING });\n',
    'lib/answer.js': `module.exports = ${JSON.stringify(answer)};\n`,
  });

const admitted: string[] = [];
const uploadDirectory = await mkdtemp(join(tmpdir(), 'uploads-'));
const world = lambdaWorld({
  uploadDirectory,
  admit: (functionName, roleArn) => void admitted.push(`${functionName} ${roleArn}`),
});
let api: Api;
let client: LambdaClient;
let functions = 0;
beforeAll(async () => {
  api = await startApi(world.lambda.api);
  client = new LambdaClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api.stop();
  await world.lambda.stop();
  await rm(uploadDirectory, { recursive: true, force: true });
});

async function create(more: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
  functions += 1;
  const FunctionName = `made-${functions}`;
  const ZipFile = code('one');
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile },
      ...more,
    }),
  );
  return FunctionName;
}

async function invoke(input: InvokeCommandInput) {
  const response = await client.send(new InvokeCommand(input));
  return { ...JSON.parse(Buffer.from(response.Payload ?? []).toString()), executed: response.ExecutedVersion };
}

describe('CreateFunction', () => {
  it('runs the code of a ZIP archive, and describes it as Lambda does', async () => {
    const ZipFile = code('one');
    const { $metadata, ...created } = await client.send(
      new CreateFunctionCommand({
        FunctionName: 'created',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile },
        Environment: { Variables: { GREETING: 'hello' } },
        MemorySize: 256,
      }),
    );

    expect($metadata.httpStatusCode).toBe(201);
    expect(created).toMatchObject({
      FunctionArn: `${ARN}:created`,
      CodeSize: ZipFile.length,
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      Version: '$LATEST',
      Timeout: 3,
      MemorySize: 256,
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/created' },
      State: 'Active',
    });
    expect(admitted).toContain(`created ${ROLE}`);
    expect(await invoke({ FunctionName: 'created' })).toMatchObject({
      answer: 'one',
      greeting: 'hello',
      version: '$LATEST',
      arn: `${ARN}:created`,
    });
  });

  it('of a name that exists is a conflict', async () => {
    const FunctionName = await create();

    await expect(create({ FunctionName })).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `Function already exist: ${FunctionName}`,
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('of a name that is being created is a conflict', async () => {
    const FunctionName = 'created-twice';

    const results = await Promise.allSettled([create({ FunctionName }), create({ FunctionName })]);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ name: 'ResourceConflictException' }),
    });
  });

  const broken = code('one');
  broken.writeUInt8(broken.readUInt8(60) ^ 0xff, 60);
  it.each([
    ['no archive', Buffer.from('text'), 'Could not unzip uploaded file.'],
    ['an archive with a broken file', broken, 'Could not unzip uploaded file.'],
    ['an archive that leaves its folder', zipOf({ '../up.js': '' }), '../up.js is outside of the folder of the code.'],
    ['an archive with an absolute path', zipOf({ '/etc/x': '' }), '/etc/x is outside of the folder of the code.'],
  ])('rejects %s', async (_, ZipFile, message) => {
    await expect(create({ Code: { ZipFile } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [{ FunctionName: 'a'.repeat(65) }, 'InvalidParameterValueException', 'length less than or equal to 64'],
    [{ FunctionName: 'a!' }, 'ValidationException', "Value 'a!' at 'functionName'"],
    [{ Architectures: ['X86_64' as 'x86_64'] }, 'ValidationException', "Value '[X86_64]' at 'architectures'"],
    [{ Code: { S3Bucket: 'b', S3Key: 'k' } }, 'NotImplementedException', 'CreateFunction with S3Bucket'],
    [{ Handler: undefined }, 'InvalidParameterValueException', 'Runtime and Handler are mandatory parameters'],
    [{ Layers: [ARN] }, 'ValidationException', `Value '[${ARN}]' at 'layers' failed to satisfy constraint`],
    [{ Layers: [LAYER] }, 'InvalidParameterValueException', `Layer version ${LAYER} does not exist.`],
  ])('rejects %j', async (input, name, message) => {
    await expect(create(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('UpdateFunctionConfiguration', () => {
  it('changes the configuration of the next environment', async () => {
    const FunctionName = await create();
    await invoke({ FunctionName });

    const updated = await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Description: 'Greets.',
        Environment: { Variables: { GREETING: 'good day' } },
        EphemeralStorage: { Size: 1024 },
        MemorySize: 512,
        Timeout: 7,
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      }),
    );

    expect(updated).toMatchObject({
      Description: 'Greets.',
      EphemeralStorage: { Size: 1024 },
      MemorySize: 512,
      Timeout: 7,
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
    });
    expect(await invoke({ FunctionName })).toMatchObject({ greeting: 'good day' });
  });
});

describe('a published version', () => {
  it('keeps its code and configuration when $LATEST changes', async () => {
    const FunctionName = await create();
    const { Version, FunctionArn } = await client.send(new PublishVersionCommand({ FunctionName }));
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code('two') }));

    expect([Version, FunctionArn]).toEqual(['1', `${ARN}:${FunctionName}:1`]);
    expect(await invoke({ FunctionName })).toMatchObject({ answer: 'two', executed: '$LATEST' });
    const fromVersion = await invoke({ FunctionName, Qualifier: '1' });
    expect(fromVersion).toMatchObject({
      answer: 'one',
      version: '1',
      executed: '1',
      arn: `${ARN}:${FunctionName}:1`,
      stream: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/),
    });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
  it('keeps its tracing mode: a change of $LATEST does not turn its tracing on', async () => {
    const FunctionName = await create();
    await client.send(new PublishVersionCommand({ FunctionName }));

    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, TracingConfig: { Mode: 'Active' } }));
    await invoke({ FunctionName, Qualifier: '1' });
    const untraced = world.segmentsOf(FunctionName).length;
    await invoke({ FunctionName });

    expect([untraced, world.segmentsOf(FunctionName).length]).toEqual([0, 2]);
    const modes = [undefined, '1'].map(async (Qualifier) => {
      const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
      return configuration.TracingConfig?.Mode;
    });
    expect(await Promise.all(modes)).toEqual(['Active', 'PassThrough']);
  });

  it('is created once for the same code and configuration', async () => {
    const FunctionName = await create({ Publish: true });
    const again = await client.send(new PublishVersionCommand({ FunctionName, Description: 'again' }));
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'changed' }));
    const changed = await client.send(new PublishVersionCommand({ FunctionName, Description: 'second' }));

    expect([again.Version, changed.Version, changed.Description]).toEqual(['1', '2', 'second']);
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map((each) => each.Version)).toEqual(['$LATEST', '1', '2']);
    expect(Versions?.[0]).toMatchObject({ FunctionArn: `${ARN}:${FunctionName}:$LATEST` });
    expect(Versions?.[0]).not.toHaveProperty('State');
    const { Functions } = await client.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }));
    expect(Functions?.filter((each) => each.FunctionName === FunctionName)).toHaveLength(3);
  });

  it.each([
    [{ RevisionId: 'old' }, 'PreconditionFailedException', 412, 'does not match the latest Revision Id'],
    [{ CodeSha256: 'other' }, 'InvalidParameterValueException', 400, 'CodeSHA256 (other) is different from current'],
  ])('is not created for %j', async (condition, name, httpStatusCode, message) => {
    const FunctionName = await create();

    await expect(client.send(new PublishVersionCommand({ FunctionName, ...condition }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
      message: expect.stringContaining(message),
    });
  });

  it('shares the reserved concurrency of its function', async () => {
    const functionName = world.define('answers.context', { functionName: 'closed-versions', reservedConcurrency: 0 });
    world.lambda.publishVersion(functionName);

    await expect(invoke({ FunctionName: functionName, Qualifier: '1' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });
});

describe('an alias', () => {
  it('points to its version, also after a change', async () => {
    const FunctionName = await create({ Publish: true });
    const { $metadata, ...created } = await client.send(
      new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }),
    );
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code('two'), Publish: true }));
    const before = await invoke({ FunctionName, Qualifier: 'live' });
    await client.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
    const after = await invoke({ FunctionName: `${FunctionName}:live` });

    expect(created).toEqual({
      AliasArn: `${ARN}:${FunctionName}:live`,
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
      RevisionId: expect.any(String),
    });
    expect(before).toMatchObject({ answer: 'one', executed: '1', arn: `${ARN}:${FunctionName}:live` });
    expect(after).toMatchObject({ answer: 'two', executed: '2', version: '2' });
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName, Qualifier: 'live' }));
    expect(Configuration).toMatchObject({ FunctionArn: `${ARN}:${FunctionName}:live`, Version: '2' });
  });

  it('sends a share of the invocations to a second version', async () => {
    const FunctionName = await create({ Publish: true });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code('two'), Publish: true }));
    const RoutingConfig = { AdditionalVersionWeights: { 2: 1 } };
    await client.send(new CreateAliasCommand({ FunctionName, Name: 'all', FunctionVersion: '1', RoutingConfig }));

    expect(await invoke({ FunctionName, Qualifier: 'all' })).toMatchObject({ answer: 'two', executed: '2' });
    expect(await client.send(new GetAliasCommand({ FunctionName, Name: 'all' }))).toMatchObject({ RoutingConfig });
  });

  it('is listed, also by its version, and can be deleted', async () => {
    const FunctionName = await create({ Publish: true });
    for (const [Name, FunctionVersion] of [
      ['new', '$LATEST'],
      ['live', '1'],
    ] as const) {
      await client.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
    }
    const names = async (FunctionVersion?: string) =>
      (await client.send(new ListAliasesCommand({ FunctionName, FunctionVersion }))).Aliases?.map(({ Name }) => Name);

    expect(await names()).toEqual(['live', 'new']);
    expect(await names('1')).toEqual(['live']);
    await client.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    await client.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    expect(await names()).toEqual(['new']);
  });

  it.each([
    [{ Name: 'live' }, 'ResourceConflictException', 'Alias already exists: arn:'],
    [{ FunctionVersion: '10' }, 'ResourceNotFoundException', ':10'],
    [{ Name: '12' }, 'ValidationException', "Value '12' at 'name'"],
    [
      { RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } },
      'InvalidParameterValueException',
      'Function version 1 is already included in routing configuration.',
    ],
    [
      { RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } },
      'ValidationException',
      "Value '{2=2.0}' at 'routingConfig.additionalVersionWeights'",
    ],
  ])('cannot be created as %j', async (change, name, message) => {
    const FunctionName = await create({ Publish: true });
    await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));

    const command = new CreateAliasCommand({ FunctionName, Name: 'other', FunctionVersion: '1', ...change });
    await expect(client.send(command)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('that does not exist is named in the error', async () => {
    const FunctionName = await create();
    const arn = `${ARN}:${FunctionName}:none`;

    await expect(client.send(new GetAliasCommand({ FunctionName, Name: 'none' }))).rejects.toThrow(
      `Cannot find alias arn: ${arn}`,
    );
    await expect(client.send(new UpdateAliasCommand({ FunctionName, Name: 'none' }))).rejects.toThrow(
      `Alias not found: ${arn}`,
    );
    await expect(invoke({ FunctionName, Qualifier: 'none' })).rejects.toThrow(`Function not found: ${arn}`);
  });
});

describe('DeleteFunction', () => {
  it('deletes one version, unless an alias points to it', async () => {
    const FunctionName = await create({ Publish: true });
    await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const command = new DeleteFunctionCommand({ FunctionName, Qualifier: '1' });

    await expect(client.send(command)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await client.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    await client.send(command);
    await expect(invoke({ FunctionName, Qualifier: '1' })).rejects.toThrow(`${ARN}:${FunctionName}:1`);
    expect(await invoke({ FunctionName })).toMatchObject({ executed: '$LATEST' });
  });

  it('deletes the function and ends its processes', async () => {
    const FunctionName = await create();
    const before = world.lambda.pids();
    await invoke({ FunctionName });
    const [started] = world.lambda.pids().filter((pid) => !before.includes(pid));
    await client.send(new DeleteFunctionCommand({ FunctionName }));

    expect(started).toBeDefined();
    expect(world.lambda.pids()).not.toContain(started);
    await expect(invoke({ FunctionName })).rejects.toThrow(`Function not found: ${ARN}:${FunctionName}:$LATEST`);
  });

  it.each([
    ['$LATEST', '$LATEST version cannot be deleted without deleting the function.'],
    ['live', 'Deletion of aliases is not currently supported.'],
  ])('does not delete %s', async (Qualifier, message) => {
    const FunctionName = await create();

    await expect(client.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))).rejects.toThrow(message);
  });
});

describe('an asynchronous invocation of an alias', () => {
  it('has the alias and the version in the record for its destination', async () => {
    const onFailureArn = 'arn:aws:sqs:us-east-1:000000000000:failed';
    const functionName = world.define('failures.throws', {
      functionName: 'throws-as-alias',
      eventInvoke: { maximumRetryAttempts: 0, maximumEventAgeSeconds: 60, onFailureArn },
    });
    world.lambda.createAlias(functionName, { name: 'live', version: world.lambda.publishVersion(functionName) });
    await client.send(new InvokeCommand({ FunctionName: functionName, Qualifier: 'live', InvocationType: 'Event' }));
    await world.pending.idle();

    expect(world.destinations.at(-1)?.record).toMatchObject({
      requestContext: { functionArn: `${ARN}:${functionName}:live` },
      responseContext: { executedVersion: '1' },
    });
  });
});
