import { describe, expect, it } from '@jest/globals';
import type { LambdaAuthorizer } from '../../../src/services/apigateway/service.ts';
import {
  eventIn,
  FunctionError,
  headerIn,
  httpApi,
  jsonOf,
  type LambdaEvent,
  lambda,
  lambdaArn,
  restApi,
  startTestGateway,
} from './support/test-gateway.ts';

const REST_AUTHORIZER: LambdaAuthorizer = {
  kind: 'lambda',
  type: 'TOKEN',
  name: 'Auth',
  functionArn: lambdaArn('Auth'),
  identitySources: ['method.request.header.Authorization'],
  ttlSeconds: 0,
  payloadFormat: '1.0',
  simpleResponses: false,
  hasCredentials: false,
};
const HTTP_AUTHORIZER: LambdaAuthorizer = {
  ...REST_AUTHORIZER,
  type: 'REQUEST',
  identitySources: ['$request.header.Authorization'],
  payloadFormat: '2.0',
};
const METHOD_ARN = 'arn:aws:execute-api:us-east-1:000000000000:abcde12345/Prod/GET/orders/7';

function policy(effect: string, resource: string | string[] = '*', more: Record<string, unknown> = {}) {
  const statement = { Effect: effect, Action: 'execute-api:Invoke', Resource: resource };
  return { principalId: 'user', policyDocument: { Version: '2012-10-17', Statement: [statement] }, ...more };
}

/** A REST API with `GET` and `PUT /orders/{id}` behind an authorizer that answers as `decide` does. */
function startRest(authorizer: Partial<LambdaAuthorizer>, decide: (event: LambdaEvent) => unknown) {
  const routes = ['GET', 'PUT'].map((method) => ({
    method,
    path: '/orders/{id}',
    integration: lambda('Orders'),
    authorizer: { ...REST_AUTHORIZER, ...authorizer },
  }));
  return startTestGateway(restApi([], { routes }), (event, arn) =>
    arn.endsWith(':Auth') ? decide(event) : { statusCode: 200 },
  );
}

function startHttp(authorizer: Partial<LambdaAuthorizer>, decide: (event: LambdaEvent) => unknown) {
  const integration = lambda('Orders', { payloadFormat: '2.0' });
  const routes = [
    { method: 'GET', path: '/orders/{id}', integration, authorizer: { ...HTTP_AUTHORIZER, ...authorizer } },
  ];
  return startTestGateway(httpApi([], { routes }), (event, arn) =>
    arn.endsWith(':Auth') ? decide(event) : { statusCode: 200 },
  );
}

const SIGNED_IN = { headers: { Authorization: 'Bearer foo' } };

describe('a TOKEN authorizer of a REST API', () => {
  it('gets the token and the ARN of the method, and its context reaches the function as strings', async () => {
    await using gateway = await startRest({}, () =>
      policy('Allow', '*', { context: { tenantId: 'tenant-1', level: 3 } }),
    );
    const answer = await gateway.send('GET', '/Prod/orders/7', SIGNED_IN);

    expect(answer.status).toBe(200);
    expect(gateway.invocations[0]?.event).toEqual({
      type: 'TOKEN',
      methodArn: METHOD_ARN,
      authorizationToken: 'Bearer foo',
    });
    expect(gateway.invocations[1]?.event.requestContext.authorizer).toEqual({
      principalId: 'user',
      integrationLatency: expect.any(Number),
      tenantId: 'tenant-1',
      level: '3',
    });
  });

  it.each([
    ['has no token', {}, () => policy('Allow'), 401, { message: 'Unauthorized' }, 'UnauthorizedException'],
    [
      'has a token that the validation expression does not accept',
      { headers: { Authorization: 'Basic foo' } },
      () => policy('Allow'),
      401,
      { message: 'Unauthorized' },
      'UnauthorizedException',
    ],
    [
      'is refused by the authorizer',
      SIGNED_IN,
      () => {
        throw new FunctionError('Unauthorized');
      },
      401,
      { message: 'Unauthorized' },
      'UnauthorizedException',
    ],
    [
      'is denied',
      SIGNED_IN,
      () => policy('Deny'),
      403,
      { Message: 'User is not authorized to access this resource with an explicit deny' },
      'AccessDeniedException',
    ],
    [
      'is not in the policy',
      SIGNED_IN,
      () => policy('Allow', 'arn:aws:execute-api:*:*:*/Prod/GET/customers/*'),
      403,
      { Message: 'User is not authorized to access this resource' },
      'AccessDeniedException',
    ],
    [
      'meets an authorizer that fails',
      SIGNED_IN,
      () => {
        throw new FunctionError('no database');
      },
      500,
      { message: null },
      'AuthorizerConfigurationException',
    ],
    [
      'meets an authorizer that returns no policy',
      SIGNED_IN,
      () => ({ principalId: 'user' }),
      500,
      { message: null },
      'AuthorizerConfigurationException',
    ],
  ])('answers a request that %s as AWS does', async (_, sent, decide, status, body, errorType) => {
    await using gateway = await startRest({ identityValidation: 'Bearer .+' }, decide);
    const answer = await gateway.send('GET', '/Prod/orders/7', sent);

    expect([answer.status, jsonOf(answer), headerIn(answer, 'x-amzn-ErrorType')]).toEqual([status, body, errorType]);
    expect(gateway.invocations.some(({ functionArn }) => functionArn === lambdaArn('Orders'))).toBe(false);
    expect(gateway.warnings).toHaveLength(status === 500 ? 1 : 0);
  });

  it('is invoked once for a token within its time to live, and its policy is evaluated for each method', async () => {
    const onlyGet = policy('Allow', METHOD_ARN);
    await using gateway = await startRest({ ttlSeconds: 300 }, () => onlyGet);
    const statuses = [];
    for (const method of ['GET', 'GET', 'PUT']) {
      statuses.push((await gateway.send(method, '/Prod/orders/7', SIGNED_IN)).status);
    }
    await gateway.send('GET', '/Prod/orders/7', { headers: { Authorization: 'Bearer other' } });

    expect(statuses).toEqual([200, 200, 403]);
    expect(gateway.invocations.filter(({ functionArn }) => functionArn.endsWith(':Auth'))).toHaveLength(2);
    expect(gateway.warnings).toEqual([
      expect.stringMatching(
        /The policy of the authorizer Auth is kept for 300 s, and it does not allow arn:.*\/PUT\/orders\/7/,
      ),
    ]);
  });
});

describe('a REQUEST authorizer of a REST API', () => {
  it('gets the request without its body, and with empty maps for missing values', async () => {
    await using gateway = await startRest({ type: 'REQUEST' }, () => policy('Allow'));
    await gateway.send('GET', '/Prod/orders/7', SIGNED_IN);

    expect(gateway.invocations[0]?.event).toEqual({
      type: 'REQUEST',
      methodArn: METHOD_ARN,
      resource: '/orders/{id}',
      path: '/orders/7',
      httpMethod: 'GET',
      headers: expect.objectContaining({ Authorization: 'Bearer foo' }),
      multiValueHeaders: expect.objectContaining({ Authorization: ['Bearer foo'] }),
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      pathParameters: { id: '7' },
      stageVariables: {},
      requestContext: expect.objectContaining({ stage: 'Prod', resourcePath: '/orders/{id}' }),
    });
  });

  it.each([
    ['method.request.querystring.key', '/Prod/orders/7?key=1', '/Prod/orders/7?key='],
    ['method.request.header.X-Key, context.identity.sourceIp', '/Prod/orders/7', undefined],
  ])('needs every identity source: %s', async (sources, complete, incomplete) => {
    const identitySources = sources.split(', ');
    await using gateway = await startRest({ type: 'REQUEST', identitySources }, () => policy('Allow'));
    const good = await gateway.send('GET', complete, { headers: { 'X-Key': 'a' } });
    const bad = await gateway.send('GET', incomplete ?? complete);

    expect([good.status, bad.status]).toEqual([200, 401]);
  });
});

describe('a Lambda authorizer of an HTTP API', () => {
  it('gets the event of payload format 2.0, and its context reaches the function', async () => {
    const context = { tenantId: 'tenant-1', level: 3 };
    await using gateway = await startHttp({ simpleResponses: true }, () => ({ isAuthorized: true, context }));
    const answer = await gateway.send('GET', '/orders/7', SIGNED_IN);

    expect(answer.status).toBe(200);
    expect(gateway.invocations[0]?.event).toEqual({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:us-east-1:000000000000:abcde12345/$default/GET/orders/7',
      identitySource: ['Bearer foo'],
      routeKey: 'GET /orders/{id}',
      rawPath: '/orders/7',
      rawQueryString: '',
      headers: expect.objectContaining({ authorization: 'Bearer foo' }),
      pathParameters: { id: '7' },
      requestContext: expect.objectContaining({ stage: '$default' }),
    });
    expect(gateway.invocations[1]?.event.requestContext.authorizer).toEqual({ lambda: context });
  });

  it('passes null to the function if it returns no context', async () => {
    await using gateway = await startHttp({ simpleResponses: true }, () => ({ isAuthorized: true }));
    await gateway.send('GET', '/orders/7', SIGNED_IN);

    expect(gateway.invocations[1]?.event.requestContext.authorizer).toEqual({ lambda: null });
  });

  it('can return a policy', async () => {
    await using gateway = await startHttp({}, ({ headers }) =>
      policy(headers.authorization === 'a' ? 'Allow' : 'Deny'),
    );
    const send = async (token: string) =>
      (await gateway.send('GET', '/orders/7', { headers: { authorization: token } })).status;

    expect([await send('a'), await send('b')]).toEqual([200, 403]);
  });

  it.each([
    ['has no token', {}, () => ({ isAuthorized: true }), 401, 'Unauthorized'],
    ['is refused', SIGNED_IN, () => ({ isAuthorized: false }), 403, 'Forbidden'],
    ['meets an authorizer that returns no verdict', SIGNED_IN, () => ({}), 500, 'Internal Server Error'],
  ])('answers a request that %s as AWS does', async (_, sent, decide, status, message) => {
    await using gateway = await startHttp({ simpleResponses: true }, decide);
    const answer = await gateway.send('GET', '/orders/7', sent);

    expect([answer.status, jsonOf(answer)]).toEqual([status, { message }]);
  });
});

describe('the headers around an authorizer of a REST API', () => {
  // Powertools' recorded events authorizer-request.json and iam-auth.json.
  it('contain the length of the body only for the authorizer', async () => {
    await using gateway = await startRest({ type: 'REQUEST' }, () => policy('Allow'));
    await gateway.send('PUT', '/Prod/orders/7', { headers: { Authorization: 'a', 'Content-Length': 0 } });
    const [asked, invoked] = gateway.invocations.map(({ event }) => event.headers);

    expect([asked?.['Content-Length'], invoked?.['Content-Length']]).toEqual(['0', undefined]);
  });
});

describe('IAM authorization', () => {
  const caller = {
    accessKey: 'ASIAEXAMPLE',
    accountId: '000000000000',
    userId: 'AROAEXAMPLE:me',
    userArn: 'arn:aws:sts::000000000000:assumed-role/Admin/me',
  };
  const authorizer = { kind: 'iam' } as const;

  it('rejects a request without a signature, with the message of each kind of API', async () => {
    const routes = [{ method: 'GET', path: '/x', integration: lambda('Fn', { payloadFormat: '2.0' }), authorizer }];
    await using rest = await startTestGateway(restApi([], { routes }));
    await using http = await startTestGateway(httpApi([], { routes }));
    const answers = [await rest.send('GET', '/x'), await http.send('GET', '/x')];

    expect(answers.map((answer) => [answer.status, jsonOf(answer)])).toEqual([
      [403, { message: 'Missing Authentication Token' }],
      [403, { message: 'Forbidden' }],
    ]);
  });

  it('removes the signature from the event of a REST API, and adds the signer', async () => {
    const routes = [{ method: 'GET', path: '/x', integration: lambda(), authorizer }];
    await using rest = await startTestGateway(restApi([], { routes }), undefined, { signerOf: () => caller });
    await rest.send('GET', '/x', { headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=x' } });
    const { headers, requestContext } = eventIn(rest);

    expect(headers.Authorization).toBeUndefined();
    expect(requestContext.identity).toMatchObject({
      accessKey: 'ASIAEXAMPLE',
      accountId: '000000000000',
      caller: 'AROAEXAMPLE:me',
      user: 'AROAEXAMPLE:me',
      userArn: caller.userArn,
    });
  });

  it('adds the signer to the event, and rejects a signer without permission', async () => {
    const routes = [{ method: 'GET', path: '/x', integration: lambda('Fn', { payloadFormat: '2.0' }), authorizer }];
    const asked: string[] = [];
    const services = {
      signerOf: () => caller,
      mayCall: (_: string, action: string, arn: string) => asked.push(`${action} ${arn}`) === 1,
    };
    await using http = await startTestGateway(httpApi([], { routes }), undefined, services);
    const statuses = [(await http.send('GET', '/x')).status, (await http.send('GET', '/x')).status];

    expect(statuses).toEqual([200, 403]);
    expect(asked[0]).toBe('execute-api:Invoke arn:aws:execute-api:us-east-1:000000000000:abcde12345/$default/GET/x');
    expect(http.invocations[0]?.event.requestContext.authorizer).toEqual({
      iam: {
        accessKey: 'ASIAEXAMPLE',
        accountId: '000000000000',
        callerId: 'AROAEXAMPLE:me',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: caller.userArn,
        userId: 'AROAEXAMPLE:me',
      },
    });
  });
});

describe('a validation expression that JavaScript cannot read', () => {
  it('is reported in the terminal, and returns status 500', async () => {
    await using gateway = await startRest({ identityValidation: '(?i)bearer .*++' }, () => policy('Allow'));

    expect((await gateway.send('GET', '/Prod/orders/7', SIGNED_IN)).status).toBe(500);
    expect(gateway.warnings[0]).toContain('cannot read the validation expression (?i)bearer .*++ of Auth');
  });
});
