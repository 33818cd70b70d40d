import { describe, expect, it } from '@jest/globals';
import type { Route } from '../../src/services/apigateway/contract.ts';
import type { TemplateModel } from '../../src/template/template.ts';
import { ignoredIn, problemsOf, read } from './read.ts';

/**
 * Rules of SAM's translator, one input for each. `bench/translator.ts` found them in the translator's own inputs and outputs:
 * https://github.com/aws/serverless-application-model/tree/develop/tests/translator
 */
const FUNCTION = 'Type: AWS::Serverless::Function, Properties: {Runtime: nodejs24.x, Handler: a.b, InlineCode: x';

function sam(events: string, resources = '', more = ''): TemplateModel {
  return read(text(events, resources, more));
}

function text(events: string, resources = '', more = ''): string {
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: {${FUNCTION}${more}, Events: {${events}}}}
${resources}`;
}

function routesIn({ apis }: TemplateModel): readonly Route[] {
  return apis.flatMap((api) => (api.kind === 'URL' ? [] : api.routes));
}

function keysIn(model: TemplateModel): string[] {
  return routesIn(model).map(({ method, path }) => `${method} ${path}`);
}

/** The part of each permission's ARN after the API's ID and the stage. */
function permittedIn({ permissions }: TemplateModel): (string | undefined)[] {
  return permissions.map(({ sourceArn }) => sourceArn?.split('/').slice(2).join('/'));
}

const INTEGRATION = `x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, payloadFormatVersion: "1.0", uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations"}`;

describe('the permission of an API event', () => {
  const event = (path: string) => `E: {Type: Api, Properties: {Method: get, Path: "${path}"}}`;

  it.each([
    ['/a/', 'GET/a'],
    ['/', 'GET/'],
    ['/a/{id}/{proxy+}', 'GET/a/*/*'],
  ])('for the path %s is for %s', (path, permitted) => {
    expect(permittedIn(sam(event(path)))).toEqual([permitted]);
  });

  it('is for the string that an event has instead of a reference to the API', () => {
    const api = '  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}';
    const events = 'E: {Type: Api, Properties: {Method: get, Path: /a, RestApiId: Api}}';

    expect(keysIn(sam(events, api))).toEqual(['GET /a']);
    expect(sam(events, api).permissions).toMatchObject([{ sourceArn: expect.stringMatching(/:Api\/\*\/GET\/a$/) }]);
  });
});

describe('the permission of an authorizer', () => {
  const permissions = (type: string, id: string, more: string) =>
    permittedIn(
      sam(
        `E: {Type: ${type.endsWith('HttpApi') ? 'HttpApi' : 'Api'}, Properties: {Method: get, Path: /a, ${id}: !Ref Api}}`,
        `  Api: {Type: ${type}, Properties: {StageName: v1, Auth: {Authorizers: {A: {FunctionArn: !GetAtt Fn.Arn, AuthorizerPayloadFormatVersion: "2.0", Identity: {Header: X}${more}}}}}}`,
      ),
    ).filter((permitted) => permitted !== 'GET/a');

  it('is in a REST API, also beside a role, unless DisableFunctionDefaultPermissions is true', () => {
    const rest = (more: string) => permissions('AWS::Serverless::Api', 'RestApiId', more);

    expect(rest('')).toHaveLength(1);
    expect(rest(', FunctionInvokeRole: arn:aws:iam::000000000000:role/r')).toHaveLength(1);
    expect(rest(', DisableFunctionDefaultPermissions: true')).toEqual([]);
  });

  it('is in an HTTP API only if EnableFunctionDefaultPermissions is true', () => {
    const http = (more: string) => permissions('AWS::Serverless::HttpApi', 'ApiId', more);

    expect(http('')).toEqual([]);
    expect(http(', EnableFunctionDefaultPermissions: true')).toHaveLength(1);
  });
});

describe('a REST API with a DefinitionBody', () => {
  const body = (more: string) =>
    `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1${more}, DefinitionBody: {swagger: "2.0", paths: {/a: {get: {${INTEGRATION}}}}}}}`;
  const events = 'E: {Type: Api, Properties: {Method: post, Path: /a, RestApiId: !Ref Api}}';

  it('gets no routes from events, as on AWS, and a note says so', () => {
    const model = sam(events, body(''));

    expect(keysIn(model)).toEqual(['GET /a']);
    expect(model.notes).toContain(
      'Api: POST /a is an event but not in DefinitionBody, so the API does not have it. SAM adds events to a document only with MergeDefinitions: true.',
    );
  });

  it('gets the routes of events with MergeDefinitions', () => {
    const model = sam(events, body(', MergeDefinitions: true'));

    expect(keysIn(model)).toEqual(['GET /a', 'POST /a']);
    expect(model.notes).toEqual([]);
  });

  it("gets an event's authorizer with OverrideApiAuth", () => {
    const override =
      'E: {Type: Api, Properties: {Method: get, Path: /a, RestApiId: !Ref Api, Auth: {Authorizer: A, OverrideApiAuth: true}}}';
    const auth = ', Auth: {Authorizers: {A: {FunctionArn: !GetAtt Fn.Arn}}}';

    expect(routesIn(sam(override, body(auth)))).toMatchObject([{ method: 'GET', authorizer: { name: 'A' } }]);
  });

  it('has the default authorizer in place of the security of the whole document', () => {
    const schemes = 'securityDefinitions: {Sigv4: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}}';
    const document = `DefinitionBody: {swagger: "2.0", security: [{Sigv4: []}], ${schemes}, paths: {/a: {get: {${INTEGRATION}}}}}`;
    const api = (auth: string) =>
      `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, Auth: {Authorizers: {A: {FunctionArn: !GetAtt Fn.Arn}}${auth}}, ${document}}}`;

    expect(routesIn(sam('', api('')))[0]?.authorizer).toEqual({ kind: 'iam' });
    expect(routesIn(sam('', api(', DefaultAuthorizer: A')))[0]?.authorizer).toMatchObject({ name: 'A' });
  });

  it('reports the API keys of a document, and does not treat them as authorizers', () => {
    const document = `DefinitionBody: {swagger: "2.0", securityDefinitions: {Key: {type: apiKey, name: x-api-key, in: header}}, paths: {/a: {get: {security: [{Key: []}], ${INTEGRATION}}}}}`;
    const api = `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, ${document}}}`;

    expect(ignoredIn(text('', api))).toEqual([
      'Api: AWS::ApiGateway::RestApi API keys: samtrace does not check API keys',
    ]);
  });
});

describe('a REST API', () => {
  it('allows every origin if Cors names none', () => {
    const api = `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, Cors: {AllowHeaders: "'X-A'"}}}`;
    const events = 'E: {Type: Api, Properties: {Method: get, Path: /a, RestApiId: !Ref Api}}';
    const [, preflight] = routesIn(sam(events, api));

    expect(preflight?.integration).toMatchObject({
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'X-A' },
    });
  });

  it('streams the answers of an event with ResponseTransferMode RESPONSE_STREAM', () => {
    const events = 'E: {Type: Api, Properties: {Method: get, Path: /a, ResponseTransferMode: RESPONSE_STREAM}}';

    expect(routesIn(sam(events))[0]?.integration).toMatchObject({ kind: 'lambda', streaming: true });
    expect(ignoredIn(text(events))).toEqual([]);
  });

  it('has separate names for its usage plan, its API key, and their connection', () => {
    const api = `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, Auth: {UsagePlan: {CreateUsagePlan: PER_API}}}}
Outputs: {Plan: {Value: !Ref Api.UsagePlan}, Key: {Value: !Ref Api.ApiKey}, Both: {Value: !Ref Api.UsagePlanKey}}`;

    expect(problemsOf(text('', api))).toEqual([]);
    expect(sam('', api).outputs).toEqual({
      Plan: expect.stringMatching(/^local-ApiUsagePlan-/),
      Key: expect.stringMatching(/^local-ApiApiKey-/),
      Both: expect.stringMatching(/^local-ApiUsagePlanKey-/),
    });
  });
});

describe('an HTTP API with a DefinitionBody', () => {
  const http = (paths: string, more = '') =>
    `  Api: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionBody: {openapi: 3.0.1${more}, paths: {${paths}}}}}`;

  it('keeps the integrations of its document; an event adds a route or its own settings', () => {
    const event = (name: string, path: string, more = '') =>
      `${name}: {Type: HttpApi, Properties: {Method: get, Path: ${path}, ApiId: !Ref Api${more}}}`;
    const events = `${event('A', '/a')}, ${event('B', '/b', ', TimeoutInMillis: 900')}, ${event('C', '/c')}`;
    const routes = routesIn(sam(events, http(`/a: {get: {${INTEGRATION}}}, /b: {get: {${INTEGRATION}}}`)));

    expect(routes.map(({ path, integration }) => [path, integration])).toMatchObject([
      ['/a', { payloadFormat: '1.0', timeoutMs: 30_000 }],
      ['/b', { payloadFormat: '1.0', timeoutMs: 900 }],
      ['/c', { payloadFormat: '2.0', timeoutMs: 30_000 }],
    ]);
  });

  it('writes its default route with or without a slash', () => {
    const any = `{x-amazon-apigateway-any-method: {${INTEGRATION}}}`;

    expect(keysIn(sam('', http(`/$default: ${any}`)))).toEqual(['ANY $default']);
    expect(keysIn(sam('', http(`$default: ${any}`)))).toEqual(['ANY $default']);
  });

  it('accepts the identity sources of an authorizer as a list or as one string', () => {
    const scheme = (sources: string) =>
      `, components: {securitySchemes: {A: {type: apiKey, x-amazon-apigateway-authorizer: {type: request, identitySource: ${sources}, authorizerUri: !GetAtt Fn.Arn}}}}`;
    const path = `/a: {get: {security: [{A: []}], ${INTEGRATION}}}`;
    const sourcesOf = (sources: string) => routesIn(sam('', http(path, scheme(sources))))[0]?.authorizer;
    const identitySources = ['$request.header.A', '$request.header.B'];

    expect(sourcesOf('[$request.header.A, $request.header.B]')).toMatchObject({ identitySources });
    expect(sourcesOf('"$request.header.A, $request.header.B"')).toMatchObject({ identitySources });
  });
});

describe('the events of a function with AutoPublishAlias', () => {
  it('invoke the alias', () => {
    const events = [
      'Api: {Type: Api, Properties: {Method: get, Path: /a}}',
      'Queue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}',
      'Topic: {Type: SNS, Properties: {Topic: !Ref Topic}}',
      'Rule: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}',
      'Bucket: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*"}}',
    ].join(', ');
    const resources = `  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}`;
    const model = sam(events, resources, ', AutoPublishAlias: live, FunctionUrlConfig: {AuthType: NONE}');
    const liveArn = expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:local-Fn-\w+:live$/);

    expect(routesIn(model)[0]?.integration).toMatchObject({ functionArn: liveArn });
    expect(model.apis.find(({ kind }) => kind === 'URL')).toMatchObject({ functionArn: liveArn });
    expect(model.eventSourceMappings).toMatchObject([{ qualifier: 'live' }]);
    expect(model.topicSubscriptions).toMatchObject([{ endpoint: liveArn }]);
    expect(model.eventRules).toMatchObject([{ targets: [{ Arn: liveArn }] }]);
    expect(model.buckets).toMatchObject([{ notifications: { targets: [{ arn: liveArn }] } }]);
    expect(new Set(model.permissions.map(({ qualifier }) => qualifier))).toEqual(new Set(['live']));
  });
});

describe('an SNS event with SqsSubscription', () => {
  it('creates a FIFO queue for a FIFO topic, and allows the topic to send', () => {
    const topic = '  Topic: {Type: AWS::SNS::Topic, Properties: {FifoTopic: true}}';
    const model = sam('E: {Type: SNS, Properties: {Topic: !Ref Topic, SqsSubscription: true}}', topic);

    expect(model.queues).toMatchObject([{ name: expect.stringMatching(/\.fifo$/), attributes: { FifoQueue: 'true' } }]);
    expect(model.resourcePolicies).toMatchObject([
      { statements: [{ principals: ['*'], action: ['sqs:SendMessage'] }] },
    ]);
  });
});

describe('an S3 event', () => {
  it('adds no notification that the bucket declares itself', () => {
    const bucket =
      '  Bucket: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: [{Function: !GetAtt Fn.Arn, Event: "s3:ObjectCreated:*"}]}}}';
    const event = 'E: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*"}}';

    expect(sam(event, bucket).buckets[0]?.notifications.targets).toHaveLength(1);
  });
});

describe("a mistake for which SAM refuses an API is refused in SAM's words:", () => {
  const rest = (more: string) =>
    problemsOf(
      text(
        'E: {Type: Api, Properties: {Method: get, Path: /a, RestApiId: !Ref Api}}',
        `  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, ${more}}}`,
      ),
    );
  const http = (more: string, auth = '') =>
    problemsOf(
      text(
        `E: {Type: HttpApi, Properties: {Method: get, Path: /a, ApiId: !Ref Api${auth}}}`,
        `  Api: {Type: AWS::Serverless::HttpApi, Properties: {${more}}}`,
      ),
    );

  it('the origins of the other kind of API', () => {
    expect(rest('Cors: {AllowOrigins: "\'*\'"}')).toEqual(["4 Api: Invalid key 'AllowOrigins' for 'Cors' property."]);
    expect(http('CorsConfiguration: {AllowOrigin: "*"}')).toEqual([
      "4 Api: Invalid key 'AllowOrigin' for 'Cors' property.",
    ]);
  });

  it('credentials for every origin', () => {
    expect(rest('Cors: {AllowCredentials: true}')).toEqual([
      expect.stringContaining("'AllowCredentials' can not be true"),
    ]);
    expect(rest('Cors: {AllowCredentials: true, AllowOrigin: "\'https://a.example\'"}')).toEqual([]);
  });

  it('an authorizer that the API does not define', () => {
    const auth = 'Auth: {Authorizers: {A: {FunctionArn: !GetAtt Fn.Arn, AuthorizerPayloadFormatVersion: "2.0"}}';

    expect(http(`${auth}}`, ', Auth: {Authorizer: B}')).toEqual([
      "4 Api: Unable to set Authorizer [B] on API method [get] for path [/a] because it wasn't defined in the API's Authorizers.",
    ]);
    expect(http(`${auth}, DefaultAuthorizer: B}`)).toEqual([
      "4 Api: Unable to set DefaultAuthorizer because 'B' was not defined in 'Authorizers'.",
    ]);
    expect(http(`${auth}, DefaultAuthorizer: A}`, ', Auth: {Authorizer: NONE}')).toEqual([]);
  });

  it('an authorizer of an HTTP API without a payload format', () => {
    expect(http('Auth: {Authorizers: {A: {FunctionArn: !GetAtt Fn.Arn}}}')).toEqual([
      "4 Api: A Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'.",
    ]);
  });

  it('an event without a method', () => {
    expect(problemsOf(text('E: {Type: HttpApi, Properties: {Path: /a}}'))).toEqual([
      "3 Fn: Event with id [E] is invalid. Property 'Method' is required.",
    ]);
    expect(problemsOf(text('E: {Type: Api, Properties: {Method: get}}'))).toEqual([
      "3 Fn: Event with id [E] is invalid. Property 'Path' is required.",
    ]);
    expect(problemsOf(text('E: {Type: HttpApi}'))).toEqual([]);
  });

  it('a function URL without AuthType, or with an unknown property in Cors', () => {
    const url = (config: string) => problemsOf(text('', '', `, FunctionUrlConfig: {${config}}`));

    expect(url('InvokeMode: BUFFERED')).toEqual([expect.stringContaining('AuthType is required')]);
    expect(url('AuthType: NONE, Cors: {AllowOrigin: ["*"]}')).toEqual([
      '3 Fn: AllowOrigin is not a valid property for configuring Cors.',
    ]);
  });
});
