import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../src/stack/stack.ts';
import { zipOf } from '../support/zip.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: published
      Runtime: nodejs24.x
      Handler: index.handler
      AutoPublishAlias: live
      InlineCode: 'exports.handler = async (event, context) => context.functionVersion'
`;

let stack: Stack;
let client: LambdaClient;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'versions-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  const templateFile = join(directory, 'template.yml');
  await writeFile(templateFile, TEMPLATE);
  stack = await startStack({ templateFile, directory: join(directory, '.local') });
  cleanup.defer(() => stack.stop());
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  client = new LambdaClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  cleanup.defer(() => client.destroy());
});

describe('AutoPublishAlias', () => {
  it('publishes version 1 at the start, and the alias points to it', async () => {
    const alias = await client.send(new GetAliasCommand({ FunctionName: 'published', Name: 'live' }));
    const answer = await client.send(new InvokeCommand({ FunctionName: 'published', Qualifier: 'live' }));

    expect(alias).toMatchObject({ FunctionVersion: '1' });
    expect(answer.ExecutedVersion).toBe('1');
    expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toBe('1');
  });
});

describe('a subscription filter to an alias', () => {
  it('invokes the version that the alias points to', async () => {
    const destinationArn = 'arn:aws:lambda:us-east-1:000000000000:function:published:live';
    stack.logs.createLogGroup('/source');
    stack.logs.putSubscriptionFilter({ logGroupName: '/source', filterName: 'all', filterPattern: '', destinationArn });
    stack.logs.append('/source', 's', [{ timestamp: Date.now(), message: 'line' }]);
    await stack.pending.idle();

    const [invocation] = stack.lambda.asyncInvocations();
    expect(invocation).toMatchObject({ functionName: 'published', status: 'ok' });
    const log = stack.logs.filterLogEvents({ logGroupName: '/aws/lambda/published' });
    const start = log.find(({ message }) => message.startsWith(`START RequestId: ${invocation?.requestId}`));
    expect(start?.message).toContain('Version: 1');
  });
});

describe('a function that a call created', () => {
  const create = (Role: string) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: 'created',
        Role,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: {
          ZipFile: zipOf({
            'index.mjs':
              'export const handler = async () => ' +
              '({ endpoint: process.env.AWS_ENDPOINT_URL, key: process.env.AWS_ACCESS_KEY_ID });',
          }),
        },
      }),
    );

  it('needs the role of a function of the template', async () => {
    await expect(create('arn:aws:iam::000000000000:role/unknown')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(
        /^The role defined for the function cannot be assumed by Lambda\. Roles of the template's functions: arn:/,
      ),
    });
  });

  it('has its own credentials with the permissions of the role', async () => {
    await create(stack.template.functions[0]?.roleArn ?? '');
    const answer = await client.send(new InvokeCommand({ FunctionName: 'created' }));
    const { endpoint, key } = JSON.parse(Buffer.from(answer.Payload ?? []).toString());

    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(stack.iam.functionOf(key)).toEqual({ kind: 'function', functionName: 'created' });
  });
});
