import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../../src/stack/stack.ts';

const CODE = 'InlineCode: "exports.handler = async () => \'hello\';"';
const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs24.x, Handler: index.handler}}
Resources:
  Open:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: open, ${CODE}, FunctionUrlConfig: {AuthType: NONE, InvokeMode: RESPONSE_STREAM}}
  Closed:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: closed, ${CODE}}
`;
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';

let stack: Stack;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cloudcontrol-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  const templateFile = join(directory, 'template.yml');
  await writeFile(templateFile, TEMPLATE);
  stack = await startStack({ templateFile, directory: join(directory, '.local') });
  cleanup.defer(() => stack.stop());
});

/** A call in JSON 1.0, as the SDKs make it. */
async function call(operation: string, input: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(stack.endpoint, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=PERSON/20261128/us-east-1/cloudcontrolapi/aws4_request',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `CloudApiService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const TypeName = 'AWS::Lambda::Url';

describe('GetResource', () => {
  it.each(['open', `${ARN}:open`])('describes the URL of the function %s, which answers there', async (Identifier) => {
    const { body } = await call('GetResource', { TypeName, Identifier });
    const { Properties } = body.ResourceDescription as { Properties: string };
    const { FunctionUrl, ...others } = JSON.parse(Properties);

    expect(body).toMatchObject({ TypeName, ResourceDescription: { Identifier: `${ARN}:open` } });
    expect(others).toEqual({ FunctionArn: `${ARN}:open`, AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' });
    expect(await (await fetch(FunctionUrl)).json()).toBe('hello');
  });

  it('does not find the URL of a function that has none', async () => {
    const { status, body } = await call('GetResource', { TypeName, Identifier: 'closed' });

    expect([status, body.__type]).toEqual([404, 'ResourceNotFoundException']);
  });

  it.each([
    [
      'another type',
      'GetResource',
      { TypeName: 'AWS::S3::Bucket', Identifier: 'b' },
      'GetResource for AWS::S3::Bucket',
    ],
    ['another operation', 'ListResources', { TypeName }, 'ListResources of Cloud Control'],
  ])('names %s as not supported', async (_, operation, input, message) => {
    const { status, body } = await call(operation, input);

    expect([status, body.__type]).toEqual([501, 'NotImplementedException']);
    expect(body.Message).toContain(message);
  });

  it('needs a type and an identifier', async () => {
    expect(await call('GetResource', { TypeName })).toMatchObject({
      status: 400,
      body: { __type: 'ValidationException' },
    });
  });
});
