import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/aws/error.ts';
import type { AwsRequest, AwsService } from '../../../src/aws/http.ts';
import { HANDLERS, json, lambdaWorld, logGroupOf } from './world.ts';

const world = lambdaWorld();
const { client, stop } = await clientOf(world.lambda.api);
afterAll(async () => {
  client.destroy();
  stop();
  await world.lambda.stop();
});

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';
const context = world.define('answers.context', { logicalId: 'ByItsLogicalId' });
const thrower = world.define('failures.throws', {
  reservedConcurrency: 5,
  description: 'Throws.',
  architecture: 'arm64',
});

describe('Invoke', () => {
  it.each([
    ['name', 'answers-context', ARN],
    ['partial ARN', '000000000000:function:answers-context', ARN],
    ['ARN', `${ARN}:answers-context`, ARN],
    ['name with $LATEST', 'answers-context:$LATEST', `${ARN}:answers-context:$LATEST`],
  ])('takes a %s', async (_kind, FunctionName, arn) => {
    const response = await client.send(new InvokeCommand({ FunctionName, Payload: json({ a: 1 }) }));

    expect(response).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    const answer = payloadOf(response);
    expect(answer.event).toEqual({ a: 1 });
    expect(answer.context.awsRequestId).toBe(response.$metadata.requestId);
    expect(answer.context.invokedFunctionArn).toBe(arn === ARN ? `${ARN}:answers-context` : arn);
  });

  it('passes the client context and the trace header, and an empty body as an empty object', async () => {
    const ClientContext = Buffer.from('{"custom":{"shop":"é"}}').toString('base64');
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const command = new InvokeCommand({ FunctionName: context, ClientContext });
    command.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, { 'X-Amzn-Trace-Id': header });
        return next(args);
      },
      { step: 'build' },
    );

    const answer = payloadOf(await client.send(command));

    expect(answer.event).toEqual({});
    expect(answer.context.clientContext).toEqual({ custom: { shop: 'é' } });
    expect(answer.context.xRayTraceId).toMatch(/^Root=1-5759e988-bd862e3fe1be46a994272793;/);
    expect(world.segments.at(-1)).toMatchObject({ origin: 'AWS::Lambda', parent_id: '53995c3f42cd8ad8' });
  });

  it('answers a function error with status 200, and with the tail of the log when asked', async () => {
    const response = await client.send(new InvokeCommand({ FunctionName: thrower, LogType: 'Tail' }));

    expect(response).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(payloadOf(response)).toMatchObject({ errorType: 'StockError', errorMessage: 'none left' });
    const tail = Buffer.from(response.LogResult ?? '', 'base64').toString();
    expect(tail).toContain('"errorType":"OutOfStock"');
    expect(tail.length).toBeLessThanOrEqual(4096);
  });

  it('accepts an event for later', async () => {
    const response = await client.send(new InvokeCommand({ FunctionName: context, InvocationType: 'Event' }));
    await world.pending.idle();

    expect([response.StatusCode, response.ExecutedVersion]).toEqual([202, undefined]);
    expect(world.lambda.asyncInvocations()).toMatchObject([{ requestId: response.$metadata.requestId, status: 'ok' }]);
  });

  it('runs nothing on a dry run', async () => {
    const logged = world.logs.length;

    const response = await client.send(new InvokeCommand({ FunctionName: context, InvocationType: 'DryRun' }));

    expect([response.StatusCode, world.logs.length]).toEqual([204, logged]);
  });

  const large = (bytes: number) => Buffer.concat([Buffer.from('"'), Buffer.alloc(bytes - 2, 'x'), Buffer.from('"')]);
  it.each([
    [404, 'ResourceNotFoundException', { FunctionName: 'missing' }, `Function not found: ${ARN}:missing:$LATEST`],
    [
      404,
      'ResourceNotFoundException',
      { FunctionName: 'ByItsLogicalId' },
      `Function not found: ${ARN}:ByItsLogicalId:$LATEST. That is its logical id in the template; its name is ${context}.`,
    ],
    [404, 'ResourceNotFoundException', { FunctionName: `${context}:7` }, `Function not found: ${ARN}:${context}:7`],
    [
      404,
      'ResourceNotFoundException',
      { FunctionName: context, Qualifier: 'live' },
      `Function not found: ${ARN}:${context}:live`,
    ],
    [
      400,
      'InvalidRequestContentException',
      { FunctionName: context, Payload: Buffer.from('{') },
      'Could not parse request body into json: ',
    ],
    [
      400,
      'InvalidRequestContentException',
      { FunctionName: context, ClientContext: 'eA==' },
      'Client context must be a valid Base64-encoded JSON object',
    ],
    [
      400,
      'InvalidRequestContentException',
      { FunctionName: context, ClientContext: 'A'.repeat(3584) },
      'Client context must be at most 3583 bytes',
    ],
    [
      413,
      'RequestTooLargeException',
      { FunctionName: context, Payload: large(6_291_457) },
      '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
    ],
    [
      413,
      'RequestTooLargeException',
      { FunctionName: context, InvocationType: 'Event' as const, Payload: large(1_048_577) },
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    ],
    [
      400,
      'ValidationException',
      { FunctionName: context, InvocationType: 'Later' as 'Event' },
      "Value 'Later' at 'invocationType'",
    ],
  ])('answers %i %s', async (status, name, input, message) => {
    const thrown = await client.send(new InvokeCommand(input)).catch((error: unknown) => error);

    expect(thrown).toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
      message: expect.stringContaining(message),
    });
  });

  it('answers 429 with its reason when the function is throttled', async () => {
    const FunctionName = world.define('answers.nothing', { functionName: 'closed', reservedConcurrency: 0 });

    const thrown = await client.send(new InvokeCommand({ FunctionName })).catch((error: unknown) => error);

    expect(thrown).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
  });
});

describe('the configuration of a function', () => {
  const configuration = {
    FunctionName: thrower,
    FunctionArn: `${ARN}:${thrower}`,
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/role',
    Handler: 'failures.throws',
    Description: 'Throws.',
    CodeSize: expect.any(Number),
    CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    Timeout: 3,
    MemorySize: 256,
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}\+0000$/),
    Version: '$LATEST',
    TracingConfig: { Mode: 'Active' },
    RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['arm64'],
    LoggingConfig: {
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
      LogGroup: logGroupOf(thrower),
    },
    RuntimeVersionConfig: { RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:/) },
  };

  it('is what the template says', async () => {
    const { $metadata, ...whole } = await client.send(new GetFunctionCommand({ FunctionName: thrower }));
    const { $metadata: _, ...alone } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: thrower }),
    );

    expect(whole).toEqual({
      Configuration: configuration,
      Code: { RepositoryType: 'S3', Location: expect.stringContaining(HANDLERS) },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    });
    expect(alone).toEqual(configuration);
  });

  it('is listed in pages', async () => {
    const first = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
    const rest = await client.send(new ListFunctionsCommand({ Marker: first.NextMarker }));

    const names = [...(first.Functions ?? []), ...(rest.Functions ?? [])].map(({ FunctionName }) => FunctionName);
    expect(first.Functions).toHaveLength(1);
    expect(names).toEqual(expect.arrayContaining([context, thrower]));
    expect(rest.NextMarker).toBeUndefined();
  });

  it('is counted in the settings of the account, with its reserved concurrency', async () => {
    const { AccountLimit, AccountUsage } = await client.send(new GetAccountSettingsCommand({}));

    const reserved = world.lambda.functions().reduce((sum, fn) => sum + (fn.reservedConcurrency ?? 0), 0);
    expect(reserved).toBeGreaterThan(0);
    expect(AccountUsage).toEqual({ FunctionCount: world.lambda.functions().length });
    expect(AccountLimit).toMatchObject({
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000 - reserved,
      CodeSizeZipped: 52_428_800,
    });
  });

  it('changes the tracing mode, which applies to the next environment', async () => {
    const FunctionName = world.define('answers.storeAndTrace', { tracingMode: 'PassThrough' });
    const before = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    await client.send(new InvokeCommand({ FunctionName }));
    const untraced = world.segmentsOf(FunctionName).length;

    const after = await client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, TracingConfig: { Mode: 'Active' } }),
    );
    await client.send(new InvokeCommand({ FunctionName }));

    expect([untraced, world.segmentsOf(FunctionName).length]).toEqual([0, 2]);
    expect(after.TracingConfig).toEqual({ Mode: 'Active' });
    expect(after.RevisionId).not.toBe(before.RevisionId);
  });

  it.each([
    [{ TracingConfig: { Mode: 'On' as 'Active' } }, "Value 'On' at 'tracingConfig.mode'"],
    [{ MemorySize: 64 }, "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater"],
    [
      { Timeout: 901 },
      "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal",
    ],
    [
      { Role: 'r1' },
      "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    [{ Runtime: 'python3.12' as 'nodejs24.x' }, "Value python3.12 at 'runtime' failed to satisfy constraint"],
    [{ Environment: { Variables: { AWS_REGION: 'x' } } }, 'Reserved keys used in this request: AWS_REGION'],
    [{ RevisionId: 'old' }, 'The Revision Id provided does not match the latest Revision Id.'],
    [
      { LoggingConfig: { LogFormat: 'Text' as const, SystemLogLevel: 'WARN' as const } },
      'To set log levels, LogFormat must be JSON.',
    ],
  ])('rejects %j', async (change, message) => {
    const command = new UpdateFunctionConfigurationCommand({ FunctionName: thrower, ...change });

    await expect(client.send(command)).rejects.toThrow(message);
  });
});

describe('the name of a function', () => {
  const pattern =
    'failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?';
  it.each([
    ['my-function!', undefined, 'ValidationException', `Value 'my-function!' at 'functionName' ${pattern}`],
    [`${ARN}:f:1:2`, undefined, 'ValidationException', `Value '${ARN}:f:1:2' at 'functionName' ${pattern}`],
    ['f', 'invalid!', 'ValidationException', "Value 'invalid!' at 'qualifier' failed to satisfy constraint"],
    ['f', 'a'.repeat(129), 'ValidationException', 'Member must have length less than or equal to 128'],
    [
      'f:1',
      '2',
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    ],
    [
      'arn:aws:lambda:eu-west-1:000000000000:function:f',
      undefined,
      'ResourceNotFoundException',
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
    ['f', undefined, 'ResourceNotFoundException', `Function not found: ${ARN}:f`],
  ])('%s with the qualifier %s is answered %s', async (FunctionName, Qualifier, name, message) => {
    const thrown = await client
      .send(new GetFunctionCommand({ FunctionName, Qualifier }))
      .catch((error: unknown) => error);

    expect(thrown).toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('the body of an error', () => {
  it('has the member Message or message, depending on the model', () => {
    const bodyOf = (code: string) =>
      JSON.parse(String(world.lambda.api.renderError(new AwsError(code, 'why'), {} as AwsRequest).body));

    expect(bodyOf('ResourceNotFoundException')).toEqual({ Type: 'User', Message: 'why' });
    expect(bodyOf('InvalidParameterValueException')).toEqual({ Type: 'User', message: 'why' });
    expect(bodyOf('ValidationException')).toEqual({ message: 'why' });
  });
});

it('returns an error with the name of a call that is not supported', async () => {
  await expect(client.send(new GetPolicyCommand({ FunctionName: context }))).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'samtrace does not support GetPolicy of Lambda.',
  });
});

it.each([
  ['POST', '/2015-03-31/functions/a/invocations', 'lambda:InvokeFunction', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/a', 'lambda:GetFunction', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/a/configuration', 'lambda:GetFunctionConfiguration', `${ARN}:a`],
  ['PUT', '/2015-03-31/functions/a/configuration', 'lambda:UpdateFunctionConfiguration', `${ARN}:a`],
  ['POST', '/2015-03-31/functions/a:live/invocations', 'lambda:InvokeFunction', `${ARN}:a:live`],
  ['DELETE', '/2015-03-31/functions/a', 'lambda:DeleteFunction', `${ARN}:a`],
  ['PUT', '/2015-03-31/functions/a/code', 'lambda:UpdateFunctionCode', `${ARN}:a`],
  ['POST', '/2015-03-31/functions/a/versions', 'lambda:PublishVersion', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/a/versions', 'lambda:ListVersionsByFunction', `${ARN}:a`],
  ['POST', '/2015-03-31/functions/a/aliases', 'lambda:CreateAlias', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/a/aliases', 'lambda:ListAliases', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/a/aliases/live', 'lambda:GetAlias', `${ARN}:a`],
  ['PUT', '/2015-03-31/functions/a/aliases/live', 'lambda:UpdateAlias', `${ARN}:a`],
  ['DELETE', '/2015-03-31/functions/a/aliases/live', 'lambda:DeleteAlias', `${ARN}:a`],
  ['GET', '/2015-03-31/functions/', 'lambda:ListFunctions', '*'],
  ['GET', '/2016-08-19/account-settings/', 'lambda:GetAccountSettings', '*'],
])('%s %s needs the permission %s', (method, path, action, resource) => {
  const operation = world.lambda.api.operation({
    ...{ method, path, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) },
    caller: { kind: 'developer' },
  });

  expect(operation).toMatchObject({ action, resources: [resource] });
});

function payloadOf({ Payload }: { Payload?: Uint8Array | undefined }) {
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** The SDK's client against the service alone. */
async function clientOf(api: AwsService) {
  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    const request: AwsRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: await buffer(incoming),
      caller: { kind: 'developer' },
    };
    const answer = async () => api.operation(request).run();
    const { status, headers, body } = await answer().catch((error: unknown) => {
      if (error instanceof AwsError) return api.renderError(error, request);
      throw error;
    });
    outgoing.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  return { client, stop: () => server.close() };
}
