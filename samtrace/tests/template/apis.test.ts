import { describe, expect, it } from '@jest/globals';
import type {
  FunctionUrlDefinition,
  HttpApiDefinition,
  RestApiDefinition,
} from '../../src/services/apigateway/service.ts';
import { ignoredIn, problemsOf, read } from './read.ts';

const FUNCTION =
  'Type: AWS::Serverless::Function, Properties: {Runtime: nodejs24.x, Handler: index.handler, InlineCode: x';
const LAMBDA_ARN = /^arn:aws:lambda:us-east-1:000000000000:function:local-Fn-\w+$/;

/** A SAM template with one function `Fn` and its events, and more resources. */
function sam(events: string, resources = '', globals = ''): string {
  return `Transform: AWS::Serverless-2016-10-31
${globals}
Resources:
  Fn: {${FUNCTION}, Events: {${events}}}}
${resources}`;
}

function restApiIn(text: string, logicalId = 'ServerlessRestApi'): RestApiDefinition {
  const found = read(text).apis.find((api) => api.logicalId === logicalId);
  if (found?.kind !== 'REST') throw new Error(`no REST API ${logicalId}`);
  return found;
}

function httpApiIn(text: string, logicalId = 'ServerlessHttpApi'): HttpApiDefinition {
  const found = read(text).apis.find((api) => api.logicalId === logicalId);
  if (found?.kind !== 'HTTP') throw new Error(`no HTTP API ${logicalId}`);
  return found;
}

/** `GET /a`, one for each route. */
function keys({ routes }: Pick<RestApiDefinition, 'routes'>): string[] {
  return routes.map(({ method, path }) => `${method} ${path}`);
}

const CORS = 'Cors: {AllowMethods: "\'GET\'", AllowOrigin: "\'*\'", AllowHeaders: "\'x-a\'", MaxAge: "\'600\'"}';

describe('the implicit REST API', () => {
  it("has the routes of all events without a RestApiId, the stage Prod and the stack's name", () => {
    const api = restApiIn(
      sam(
        'One: {Type: Api, Properties: {Path: /a, Method: get}}, Two: {Type: Api, Properties: {Path: "/b/{id}", Method: any}}',
      ),
    );

    expect(keys(api)).toEqual(['GET /a', 'ANY /b/{id}']);
    expect(api.name).toBe('local');
    expect(api.apiId).toMatch(/^[a-z0-9]{10}$/);
    expect(api.stages).toEqual([{ name: 'Prod', variables: {}, tracingEnabled: false }]);
    expect(api.routes[0]?.integration).toEqual({
      kind: 'lambda',
      functionArn: expect.stringMatching(LAMBDA_ARN),
      payloadFormat: '1.0',
      timeoutMs: 29_000,
      hasCredentials: false,
    });
  });

  it('has the properties of Globals', () => {
    const globals = `Globals: {Api: {TracingEnabled: true, Name: shop, BinaryMediaTypes: [image~1png], Variables: {a: b}, ${CORS}}}`;
    const api = restApiIn(
      sam(
        'One: {Type: Api, Properties: {Path: /a, Method: get}}, Two: {Type: Api, Properties: {Path: /b, Method: put}}',
        '',
        globals,
      ),
    );

    expect(api.stages).toEqual([{ name: 'Prod', variables: { a: 'b' }, tracingEnabled: true }]);
    expect([api.name, api.binaryMediaTypes]).toEqual(['shop', ['image/png']]);
    expect(keys(api)).toEqual(['GET /a', 'PUT /b', 'OPTIONS /a', 'OPTIONS /b']);
    expect(api.routes[2]?.integration).toEqual({
      kind: 'mock',
      status: 200,
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Headers': 'x-a',
        'Access-Control-Allow-Methods': 'GET',
        'Access-Control-Max-Age': '600',
      },
      body: '{}\n',
    });
  });

  it.each([
    ['!Ref ServerlessRestApi', /^[a-z0-9]{10}$/],
    ['!Ref ServerlessRestApi.Stage', /^Prod$/],
    ['!Ref ServerlessRestApiProdStage', /^Prod$/],
    ['!GetAtt ServerlessRestApi.RootResourceId', /^[a-z0-9]{10}$/],
  ])('can be referred to as %s, and does not exist without an event', (reference, value) => {
    const outputs = `\nOutputs: {O: {Value: ${reference}}}`;

    expect(read(sam('E: {Type: Api, Properties: {Path: /, Method: get}}') + outputs).outputs.O).toMatch(value);
    expect(problemsOf(sam('') + outputs).join()).toContain('Unresolved resource dependencies');
  });

  it('has permission to invoke the functions of its routes', () => {
    const { permissions } = read(sam('E: {Type: Api, Properties: {Path: "/a/{id}", Method: any}}'));

    expect(permissions).toEqual([
      {
        functionName: expect.stringMatching(/^local-Fn-/),
        principal: 'apigateway.amazonaws.com',
        sourceArn: expect.stringMatching(/^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/\*\/\*\/a\/\*$/),
      },
    ]);
  });
});

describe('AWS::Serverless::Api', () => {
  const api = (properties: string) => `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1${properties}}}`;
  const event = (more = '') => `E: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api${more}}}`;
  const otherEvent = 'Other: {Type: Api, Properties: {Path: /other, Method: get, RestApiId: !Ref Api}}';
  const integration = `x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, timeoutInMillis: 5000, uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations"}`;
  const document = `, DefinitionBody: {swagger: "2.0", info: {title: shop}, paths: {/a: {get: {${integration}}, put: {${integration}}}, /b: {x-amazon-apigateway-any-method: {${integration}}}, /c: {get: {responses: {}}}}}`;

  it('has the routes of the events that name it, and its own stage', () => {
    const found = restApiIn(sam(event(), api(', TracingEnabled: true, Variables: {color: red}')), 'Api');

    expect(keys(found)).toEqual(['GET /a']);
    expect(found.stages).toEqual([{ name: 'v1', variables: { color: 'red' }, tracingEnabled: true }]);
    expect(read(sam(event(), api(''))).apis).toHaveLength(1);
  });

  it('has the operations of its document, and events add none', () => {
    const found = restApiIn(sam(`${event()}, ${otherEvent}`, api(document)), 'Api');

    expect(keys(found)).toEqual(['GET /a', 'PUT /a', 'ANY /b']);
    expect(found.name).toBe('shop');
  });

  it('merges events into its document with MergeDefinitions', () => {
    const merged = sam(
      `${event(', TimeoutInMillis: 7000')}, ${otherEvent}`,
      api(`${document}, MergeDefinitions: true`),
    );
    const found = restApiIn(merged, 'Api');
    const timeouts = found.routes.map(({ integration: each }) => each.kind === 'lambda' && each.timeoutMs);

    expect(keys(found)).toEqual(['GET /a', 'PUT /a', 'ANY /b', 'GET /other']);
    expect(timeouts).toEqual([7000, 5000, 5000, 29_000]);
  });

  it('has TOKEN and REQUEST authorizers, a default authorizer, and routes without one', () => {
    const auth = `, Auth: {DefaultAuthorizer: Token, Authorizers: {Token: {FunctionArn: !GetAtt Fn.Arn, Identity: {Header: X-Token, ValidationExpression: "a.*", ReauthorizeEvery: 60}}, Request: {FunctionPayloadType: REQUEST, FunctionArn: !GetAtt Fn.Arn, Identity: {Headers: [X-A], QueryStrings: [q]}}}}`;
    const events = [
      event(),
      'Open: {Type: Api, Properties: {Path: /open, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: NONE}}}',
      'Other: {Type: Api, Properties: {Path: /other, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: Request}}}',
      'Iam: {Type: Api, Properties: {Path: /iam, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: AWS_IAM}}}',
    ].join(', ');
    const found = restApiIn(sam(events, api(auth)), 'Api');
    const [token, open, request, iam] = found.routes;

    expect(token?.authorizer).toEqual({
      kind: 'lambda',
      type: 'TOKEN',
      name: 'Token',
      functionArn: expect.stringMatching(LAMBDA_ARN),
      identitySources: ['method.request.header.X-Token'],
      identityValidation: 'a.*',
      ttlSeconds: 60,
      payloadFormat: '1.0',
      simpleResponses: false,
      hasCredentials: false,
    });
    expect(open?.authorizer).toBeUndefined();
    expect(request?.authorizer).toMatchObject({
      type: 'REQUEST',
      ttlSeconds: 300,
      identitySources: ['method.request.header.X-A', 'method.request.querystring.q'],
    });
    expect(iam?.authorizer).toEqual({ kind: 'iam' });
  });

  it('has the default authorizer on preflight requests, too, unless Auth says otherwise', () => {
    const preflight = (more: string) => {
      const auth = `, Auth: {DefaultAuthorizer: Token${more}, Authorizers: {Token: {FunctionArn: !GetAtt Fn.Arn}}}`;
      const { routes } = restApiIn(sam(event(), api(`${auth}, Cors: "'*'"`)), 'Api');
      return routes.find(({ method }) => method === 'OPTIONS')?.authorizer;
    };

    expect(preflight('')).toMatchObject({ name: 'Token' });
    expect(preflight(', AddDefaultAuthorizerToCorsPreflight: false')).toBeUndefined();
  });

  it('lists Cognito authorizers, API keys, and usage plans as ignored', () => {
    const auth =
      ', Auth: {ApiKeyRequired: true, UsagePlan: {CreateUsagePlan: PER_API}, DefaultAuthorizer: Pool, Authorizers: {Pool: {UserPoolArn: arn}}}';

    expect(ignoredIn(sam(event(), api(auth)))).toEqual([
      'Api: AWS::Serverless::Api Auth.UsagePlan: samtrace does not check API keys',
      'Api: AWS::ApiGateway::RestApi API keys: samtrace does not check API keys',
      'Api: AWS::ApiGateway::RestApi authorizer Pool: samtrace does not have a Cognito authorizer; its routes are open locally',
    ]);
    expect(read(sam(event(), api(auth))).notes).toEqual([
      'Api: samtrace does not check the authorizer Pool. Its routes are open, and their events have no claims.',
    ]);
    expect(problemsOf(sam(event(), api(auth)), {}, true)).toHaveLength(3);
  });

  it('has gateway responses', () => {
    const responses = `, GatewayResponses: {DEFAULT_4XX: {StatusCode: 418, ResponseParameters: {Headers: {X-A: "'b'"}}, ResponseTemplates: {application/json: '{}'}}}`;

    expect(restApiIn(sam(event(), api(responses)), 'Api').gatewayResponses).toEqual({
      DEFAULT_4XX: { status: 418, headers: { 'X-A': 'b' }, template: '{}' },
    });
  });
});

describe('HTTP APIs of SAM', () => {
  it('are created for events, with a $default stage, payload format 2.0, and a default route', () => {
    const api = httpApiIn(
      sam(
        'All: {Type: HttpApi}, One: {Type: HttpApi, Properties: {Path: /a, Method: GET, PayloadFormatVersion: "1.0", TimeoutInMillis: 900}}',
      ),
    );

    expect(keys(api)).toEqual(['ANY $default', 'GET /a']);
    expect(api.stages).toEqual([{ name: '$default', variables: {}, tracingEnabled: false }]);
    expect(api.routes.map(({ integration }) => integration)).toMatchObject([
      { payloadFormat: '2.0', timeoutMs: 30_000 },
      { payloadFormat: '1.0', timeoutMs: 900 },
    ]);
  });

  it('have CORS, stage variables, and Lambda authorizers, and ignore JWT authorizers', () => {
    const http = `  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: dev
      StageVariables: {a: b}
      CorsConfiguration: {AllowOrigins: [https://a.example], AllowMethods: [GET], MaxAge: 60}
      Auth:
        Authorizers:
          Simple: {FunctionArn: !GetAtt Fn.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true, Identity: {Headers: [Authorization]}}
          Jwt: {JwtConfiguration: {issuer: x, audience: [y]}, IdentitySource: $request.header.Authorization}`;
    const event = (name: string, authorizer: string) =>
      `${name}: {Type: HttpApi, Properties: {Path: /${name}, Method: GET, ApiId: !Ref Http, Auth: {Authorizer: ${authorizer}}}}`;
    const text = sam(`${event('A', 'Simple')}, ${event('B', 'Jwt')}`, http);
    const api = httpApiIn(text, 'Http');

    expect(api.stages).toEqual([{ name: 'dev', variables: { a: 'b' }, tracingEnabled: false }]);
    expect(api.cors).toEqual({
      allowOrigins: ['https://a.example'],
      allowMethods: ['GET'],
      allowHeaders: [],
      exposeHeaders: [],
      allowCredentials: false,
      maxAgeSeconds: 60,
    });
    expect(api.routes.map(({ authorizer }) => authorizer)).toMatchObject([
      { kind: 'lambda', name: 'Simple', simpleResponses: true, payloadFormat: '2.0', ttlSeconds: 0 },
      {},
    ]);
    expect(api.routes[1]?.authorizer).toBeUndefined();
    expect(ignoredIn(text)).toEqual([
      expect.stringContaining('authorizer Jwt: samtrace does not have a JWT authorizer'),
    ]);
    expect(read(text).notes).toEqual([
      'Http: samtrace does not check the authorizer Jwt. Its routes are open, and their events have no claims.',
    ]);
    expect(problemsOf(text, {}, true)).toEqual([expect.stringContaining('authorizer Jwt: samtrace does not have')]);
    expect(read(text).permissions.filter(({ sourceArn }) => sourceArn?.endsWith('/authorizers/*'))).toHaveLength(1);
  });

  it('have CORS for everyone with CorsConfiguration: true', () => {
    const globals = 'Globals: {HttpApi: {CorsConfiguration: true}}';

    expect(httpApiIn(sam('E: {Type: HttpApi}', '', globals)).cors?.allowOrigins).toEqual(['*']);
  });
});

const PLAIN_FUNCTION = `
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}}}}
  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: {ZipFile: x}}}`;
const URI = `!Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations"`;

describe('a REST API of CloudFormation', () => {
  it('has the methods of its resources, in any order of declaration, and its authorizers', () => {
    const api = restApiIn(
      `Resources:
  Method: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !Ref Id, HttpMethod: GET, AuthorizationType: CUSTOM, AuthorizerId: !Ref Auth, Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${URI}, TimeoutInMillis: 800}}}
  Root: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: ANY, AuthorizationType: NONE, Integration: {Type: HTTP_PROXY, Uri: https://example.com}}}
  Options: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !Ref Orders, HttpMethod: OPTIONS, Integration: {Type: MOCK, IntegrationResponses: [{StatusCode: 204, ResponseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}]}}}
  Id: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}"}}
  Orders: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}}
  Auth: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !Ref Api, Name: auth, Type: TOKEN, IdentitySource: method.request.header.Authorization, AuthorizerUri: ${URI}, AuthorizerResultTtlInSeconds: 0}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop, BinaryMediaTypes: ["*/*"]}}
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Method, Properties: {RestApiId: !Ref Api}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live, TracingEnabled: true}}
${PLAIN_FUNCTION}`,
      'Api',
    );

    expect(keys(api)).toEqual(['GET /orders/{id}', 'ANY /', 'OPTIONS /orders']);
    expect(api.routes[0]?.integration).toMatchObject({ kind: 'lambda', timeoutMs: 800 });
    expect(api.routes[0]?.authorizer).toMatchObject({ kind: 'lambda', type: 'TOKEN', ttlSeconds: 0 });
    expect(api.routes[1]?.integration).toEqual({
      kind: 'unsupported',
      reason: 'its integration is of type HTTP_PROXY',
    });
    expect(api.routes[2]?.integration).toMatchObject({ status: 204, headers: { 'Access-Control-Allow-Origin': '*' } });
    expect([api.name, api.binaryMediaTypes]).toEqual(['shop', ['*/*']]);
    expect(api.stages).toEqual([{ name: 'live', variables: {}, tracingEnabled: true }]);
  });

  it('has a stage that is defined by its deployment', () => {
    const api = restApiIn(
      `Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop, Body: {paths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: ${URI}}}}}}}}
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: live, StageDescription: {TracingEnabled: true}}}
${PLAIN_FUNCTION}`,
      'Api',
    );

    expect(api.stages).toEqual([{ name: 'live', variables: {}, tracingEnabled: true }]);
  });
});

describe('an HTTP API of CloudFormation', () => {
  it('has routes with their own integrations, and payload format 1.0 by default', () => {
    const api = httpApiIn(
      `Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ["*"]}}}
  Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}}
  Old: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn}}
  New: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: ${URI}, PayloadFormatVersion: "2.0"}}
  One: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub "integrations/\${Old}"}}
  Two: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Join [/, [integrations, !Ref New]], AuthorizationType: AWS_IAM}}
${PLAIN_FUNCTION}`,
      'Api',
    );

    expect(keys(api)).toEqual(['GET /a', 'ANY $default']);
    expect(api.routes.map(({ integration }) => integration.kind === 'lambda' && integration.payloadFormat)).toEqual([
      '1.0',
      '2.0',
    ]);
    expect(api.routes[1]?.authorizer).toEqual({ kind: 'iam' });
    expect(api.cors?.allowOrigins).toEqual(['*']);
  });

  it('can be created with a function as its target', () => {
    const api = httpApiIn(
      `Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP, Target: !GetAtt Fn.Arn}}
${PLAIN_FUNCTION}`,
      'Api',
    );

    expect(keys(api)).toEqual(['ANY $default']);
    expect(api.routes[0]?.integration).toMatchObject({ payloadFormat: '2.0' });
  });

  it('with WebSockets is ignored', () => {
    const text = 'Resources: {Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET}}}';

    expect(ignoredIn(text)).toEqual(['Api: AWS::ApiGatewayV2::Api: samtrace does not support WebSocket APIs']);
  });
});

describe('a function URL', () => {
  it('can be defined with SAM and with CloudFormation', () => {
    const cors = 'Cors: {AllowOrigins: ["*"], AllowCredentials: true}';
    const url = `FunctionUrlConfig: {AuthType: NONE, InvokeMode: RESPONSE_STREAM, ${cors}}`;
    const ofSam = read(`Transform: AWS::Serverless-2016-10-31\nResources: {Fn: {${FUNCTION}, ${url}}}}`).apis;
    const ofCloudFormation = read(`Resources:
  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: AWS_IAM, TargetFunctionArn: !Ref Fn}}
${PLAIN_FUNCTION}
Outputs: {O: {Value: !GetAtt Url.FunctionUrl}}`);
    const expected: FunctionUrlDefinition = {
      kind: 'URL',
      logicalId: 'FnUrl',
      apiId: expect.stringMatching(/^[a-z0-9]{32}$/) as unknown as string,
      functionArn: expect.stringMatching(LAMBDA_ARN) as unknown as string,
      authType: 'NONE',
      invokeMode: 'RESPONSE_STREAM',
      cors: { allowOrigins: ['*'], allowMethods: [], allowHeaders: [], exposeHeaders: [], allowCredentials: true },
    };

    expect(ofSam).toEqual([expected]);
    expect(ofCloudFormation.apis).toMatchObject([{ logicalId: 'Url', authType: 'AWS_IAM', invokeMode: 'BUFFERED' }]);
    expect(ofCloudFormation.outputs.O).toBe(`https://${ofCloudFormation.apis[0]?.apiId}.lambda-url.us-east-1.on.aws/`);
  });
});

describe('an event of an API', () => {
  it.each(['Api', 'HttpApi'])('of the type %s has a method and a path', (type) => {
    const event = (name: string, method: string) =>
      `${name}: {Type: ${type}, Properties: {Path: /a, Method: ${method}}}`;

    expect(problemsOf(sam(`${event('One', 'get')}, ${event('Two', 'GET')}`))).toEqual([
      expect.stringContaining('API method "get" defined multiple times for path "/a".'),
    ]);
  });

  it('of an API in another template is ignored', () => {
    const text = sam('E: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !ImportValue other}}');

    expect(ignoredIn(text)).toEqual(['Fn: Api event: its API is not in this template']);
  });

  it('has no function if the function does not run locally, and the route returns an error', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, CodeUri: src, Events: {E: {Type: Api, Properties: {Path: /a, Method: get}}}}}`;

    expect(restApiIn(text).routes[0]?.integration).toEqual({
      kind: 'unsupported',
      reason: expect.stringMatching(/^its function arn:aws:lambda:.+ does not run locally$/),
    });
  });
});
