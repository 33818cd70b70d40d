import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTemplate, type TemplateModel } from '../../src/template/template.ts';

const account = { accountId: '000000000000', region: 'us-east-1' };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'api-document-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function operation(functionArn: string) {
  const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  return { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } };
}

/** The account and the region are those that the document's author deploys to. */
const DOCUMENT = {
  openapi: '3.0.1',
  info: { title: 'shop' },
  paths: {
    '/orders/{id}': { get: operation('arn:aws:lambda:eu-west-1:111122223333:function:orders') },
    '/other': { get: operation('arn:aws:lambda:eu-west-1:111122223333:function:other') },
    '/sub': { get: operation(`\${Orders.Arn}`) },
  },
};

/** Reads a template with one function and one API. */
function readApi(api: string, document: string, event = ''): TemplateModel {
  writeFileSync(path.join(directory, 'openapi.yml'), document);
  const file = path.join(directory, 'template.yml');
  writeFileSync(
    file,
    `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: orders, Runtime: nodejs24.x, Handler: index.handler, InlineCode: x${event}}
  Shop: ${api}`,
  );
  return readTemplate(file, { stackName: 'local', account, parameterOverrides: {} });
}

const REST = '{Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ./openapi.yml}}';
const APIS = [
  ['AWS::Serverless::Api', REST],
  ['AWS::Serverless::HttpApi', '{Type: AWS::Serverless::HttpApi, Properties: {DefinitionUri: ./openapi.yml}}'],
  ['AWS::ApiGateway::RestApi', '{Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: ./openapi.yml}}'],
  ['AWS::ApiGatewayV2::Api', '{Type: AWS::ApiGatewayV2::Api, Properties: {BodyS3Location: ./openapi.yml}}'],
] as const;

describe.each(APIS)('the document of an %s in a local file', (_, api) => {
  it('defines the routes, and its integrations name functions of the template', () => {
    const [shop] = readApi(api, JSON.stringify(DOCUMENT)).apis;

    expect(shop).toMatchObject({
      name: 'shop',
      routes: [
        {
          method: 'GET',
          path: '/orders/{id}',
          integration: { kind: 'lambda', functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders' },
        },
        { path: '/other', integration: { kind: 'unsupported', reason: expect.stringContaining('function:other') } },
        // CloudFormation resolves no intrinsic functions in a file.
        { path: '/sub', integration: { kind: 'unsupported', reason: expect.stringContaining(`\${Orders.Arn}`) } },
      ],
    });
  });
});

describe('the document of DefinitionBody in a file that AWS::Include names', () => {
  it('has intrinsic functions that are resolved', () => {
    const body = "DefinitionBody: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: ./openapi.yml}}}";
    const yaml = `
paths:
  /a:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        uri: {"Fn::Sub": "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Orders.Arn}/invocations"}`;
    const [shop] = readApi(`{Type: AWS::Serverless::Api, Properties: {StageName: v1, ${body}}}`, yaml).apis;

    expect(shop).toMatchObject({
      routes: [
        {
          path: '/a',
          integration: { kind: 'lambda', functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders' },
        },
      ],
    });
  });
});

describe('DefinitionUri', () => {
  it('reads YAML', () => {
    const yaml = `
paths:
  /a:
    x-amazon-apigateway-any-method:
      responses: {200: {description: ok}}
      x-amazon-apigateway-integration: {type: aws_proxy, uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations'}`;

    expect(readApi(REST, yaml).apis[0]).toMatchObject({ routes: [{ method: 'ANY', path: '/a' }] });
  });

  it('gets no routes from events, which only add their permissions', () => {
    for (const [type, api] of [
      ['Api', REST],
      ['HttpApi', APIS[1][1]],
    ] as const) {
      const id = type === 'Api' ? 'RestApiId' : 'ApiId';
      const event = `, Events: {E: {Type: ${type}, Properties: {Path: /event, Method: get, ${id}: !Ref Shop}}}`;
      const { apis, permissions } = readApi(api, JSON.stringify(DOCUMENT), event);

      expect(apis[0]).toMatchObject({
        routes: [{ path: '/orders/{id}' }, { path: '/other' }, { path: '/sub' }],
      });
      expect(permissions).toMatchObject([{ functionName: 'orders', principal: 'apigateway.amazonaws.com' }]);
    }
  });

  it('is ignored for a document in S3', () => {
    const api = '{Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: s3://bucket/openapi.yml}}';

    expect(readApi(api, '').ignored).toEqual([
      {
        logicalId: 'Shop',
        type: 'AWS::Serverless::Api DefinitionUri',
        reason: 'samtrace does not read documents from S3',
        harmless: false,
      },
    ]);
  });

  it.each([
    ['is not there', 'names the file', 'which does not exist', './none.yml', ''],
    ['is neither JSON nor YAML', 'names the file', 'which is neither JSON nor YAML', './openapi.yml', '{'],
    ['has no document', 'names the file', 'which contains no OpenAPI document', './openapi.yml', '- 1'],
  ])('is rejected with its line for a file that %s', (_, start, reason, location, document) => {
    const api = `{Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ${location}}}`;
    const file = path.join(directory, location);

    expect(() => readApi(api, document)).toThrow(`template.yml:6 Shop: DefinitionUri ${start} ${file}, ${reason}`);
  });

  it('is rejected together with DefinitionBody, with the message of SAM', () => {
    const api =
      '{Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ./openapi.yml, DefinitionBody: {paths: {}}}}';

    expect(() => readApi(api, '{}')).toThrow(
      "Shop: Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
    );
  });
});
