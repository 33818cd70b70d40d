import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../src/stack/stack.ts';
import { zipOf } from '../support/zip.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  First: {Type: AWS::Serverless::LayerVersion, Properties: {LayerName: first, ContentUri: first}}
  Second: {Type: AWS::Serverless::LayerVersion, Properties: {LayerName: second, ContentUri: second}}
  Missing: {Type: AWS::Serverless::LayerVersion, Properties: {LayerName: missing, ContentUri: missing}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: layered
      Runtime: nodejs24.x
      Handler: index.handler
      Layers: [!Ref First]
      InlineCode: "exports.handler = async () => require('tool')"
`;
const FILES = {
  'template.yml': TEMPLATE,
  'first/nodejs/node_modules/tool/index.js': "module.exports = 'first';",
  'second/nodejs/node_modules/tool/index.js': "module.exports = 'the second';",
};
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:layer:${name}:1`;
const FIRST = { Arn: arnOf('first'), CodeSize: 25 };
const SECOND = { Arn: arnOf('second'), CodeSize: 30 };

let stack: Stack;
let client: LambdaClient;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'layers-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  stack = await startStack({ templateFile: join(directory, 'template.yml'), directory: join(directory, '.local') });
  cleanup.defer(() => stack.stop());
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  client = new LambdaClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  cleanup.defer(() => client.destroy());
});

const configurationOf = (FunctionName: string, Qualifier?: string) =>
  client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
const setLayers = (FunctionName: string, ...Layers: string[]) =>
  client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Layers }));

async function answerOf(FunctionName: string, Qualifier?: string): Promise<unknown> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Qualifier }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe('the layers of a function', () => {
  it('are changed by UpdateFunctionConfiguration, but not those of a published version', async () => {
    const initial = await answerOf('layered');
    const { Layers, Version } = await client.send(new PublishVersionCommand({ FunctionName: 'layered' }));
    const updated = await setLayers('layered', SECOND.Arn);

    expect(initial).toBe('first');
    expect([Version, Layers]).toEqual(['1', [FIRST]]);
    expect(updated.Layers).toEqual([SECOND]);
    expect(await answerOf('layered')).toBe('the second');
    expect(await answerOf('layered', '1')).toBe('first');
    expect((await configurationOf('layered', '1')).Layers).toEqual([FIRST]);
  });

  it('replace the files of the layers before them', async () => {
    await setLayers('layered', SECOND.Arn, FIRST.Arn);

    expect(await answerOf('layered')).toBe('first');
    expect((await configurationOf('layered')).Layers).toEqual([SECOND, FIRST]);
  });

  it('are gone after an update with an empty list', async () => {
    await setLayers('layered');

    expect(await answerOf('layered')).toMatchObject({ errorMessage: expect.stringContaining("'tool'") });
  });

  it('are not changed if the folder of a layer does not exist', async () => {
    await setLayers('layered', FIRST.Arn);

    await expect(setLayers('layered', arnOf('missing'))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('The folder of the layer Missing'),
    });
    expect(await answerOf('layered')).toBe('first');
  });

  it('are set by CreateFunction', async () => {
    const { Role } = await configurationOf('layered');
    const { Layers } = await client.send(
      new CreateFunctionCommand({
        FunctionName: 'created',
        Role,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.js': "exports.handler = async () => require('tool');" }) },
        Layers: [SECOND.Arn],
      }),
    );

    expect(Layers).toEqual([SECOND]);
    expect(await answerOf('created')).toBe('the second');
  });
});
