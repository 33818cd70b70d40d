import { describe, expect, it } from '@jest/globals';
import { eventIn, headerIn, httpApi, jsonOf, lambda, restApi, startTestGateway } from './support/test-gateway.ts';

/**
 * Requests of our own, with the outcome that public test suites recorded on AWS: LocalStack's AWS-validated tests of API
 * Gateway (2024-03 to 2024-12), and the raw events of Powertools for AWS Lambda (2024-06).
 */
describe('LocalStack test_invocation_trace_id: the trace header of the answer', () => {
  const ROOT = 'Root=1-6b02d5c0-8954dae64eda91bc9a23a7e8';
  const FULL = `${ROOT};Parent=7fa8c0f79203be72;Sampled=1`;
  const mock = { kind: 'mock', status: 200, headers: {}, body: '' } as const;

  async function answerTo(path: string, header?: string): Promise<string | undefined> {
    const routes = [
      { method: 'GET', path: '/mock', integration: mock },
      { method: 'ANY', path: '/{proxy+}', integration: lambda() },
    ];
    await using gateway = await startTestGateway(restApi([], { routes }));
    const headers = header === undefined ? {} : { 'x-amzn-trace-id': header };
    return headerIn(await gateway.send('GET', `/Prod${path}`, { headers }), 'x-amzn-trace-id');
  }

  it('is absent from a MOCK, whether the client sent one or not', async () => {
    expect([await answerTo('/mock'), await answerTo('/mock', FULL)]).toEqual([undefined, undefined]);
  });

  it("is the client's own for a function, and gets a parent if the client names none", async () => {
    expect(await answerTo('/x', FULL)).toBe(FULL);
    expect(await answerTo('/x', ROOT)).toMatch(new RegExp(`^${ROOT};Parent=[0-9a-f]{16}`));
    expect(await answerTo('/x')).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16}/);
  });
});

describe('LocalStack test_aws_proxy_binary_response: an answer in base64', () => {
  const body = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
  const answer = {
    statusCode: 200,
    body: body.toString('base64'),
    isBase64Encoded: true,
    headers: { 'Content-Type': 'image/png' },
  };

  async function isDecoded(accept: string, binaryMediaTypes: string[]): Promise<boolean> {
    await using gateway = await startTestGateway(restApi(['ANY /{proxy+}'], { binaryMediaTypes }), () => answer);
    return (await gateway.send('POST', '/Prod/x', { headers: { accept } })).body.equals(body);
  }

  it.each([
    ['image/png', [], false],
    ['image/png', ['image/png', '*/test'], true],
    ['image/jpg', ['image/png', '*/test'], false],
    ['image/*', ['image/png', '*/test'], false],
    ['*/test', ['image/png', '*/test'], false],
    ['random/test', ['image/png', '*/test'], false],
    ['*/*', ['image/png', '*/test'], false],
    ['image/webp,image/png,*/*;q=0.8', ['image/png', '*/test'], false],
    ['image/png,image/*,*/*;q=0.8', ['image/png', '*/test'], true],
  ])('for a client that accepts %s, with the binary types %j, is decoded: %s', async (accept, types, expected) => {
    expect(await isDecoded(accept, types)).toBe(expected);
  });
});

describe('LocalStack test_apigateway_header_remapping_aws: the headers that reach a function', () => {
  it('are those of the client without the ones that API Gateway keeps', async () => {
    const kept = {
      Accept: 'application/json',
      'Accept-Charset': 'UTF-8',
      'Accept-Encoding': 'br',
      Age: '1',
      Authorization: 'token',
      'Content-Encoding': 'deflate',
      'Content-Type': 'application/json',
      Date: 'Sun, 22 Nov 2026 12:00:00 GMT',
      Pragma: 'cache',
      Range: 'bytes=500-999',
      Referer: 'https://example.com/',
      'User-Agent': 'test/1',
      Via: '1.1 example.net',
      Warn: '299 test/1',
    };
    const removed = {
      Connection: 'close',
      'Content-MD5': 'x',
      'Max-Forwards': '2',
      'Proxy-Authenticate': 'Basic',
      Server: 'https://example.com/',
      TE: 'deflate',
      'WWW-Authenticate': 'Basic',
    };
    await using gateway = await startTestGateway(restApi(['ANY /{proxy+}']));
    await gateway.send('GET', '/Prod/x', { headers: { ...kept, ...removed } });
    const { headers, body } = eventIn(gateway);
    const { Host, 'X-Amzn-Trace-Id': trace, 'X-Forwarded-For': from, ...others } = headers;
    const { 'X-Forwarded-Port': port, 'X-Forwarded-Proto': protocol, ...ofClient } = others;

    expect(ofClient).toEqual(kept);
    expect([Host, trace, from, port, protocol].every((value) => typeof value === 'string')).toBe(true);
    expect(body).toBeNull();
  });
});

describe('LocalStack test_lambda_aws_proxy_integration: the query of an event', () => {
  it.each([
    ['whitespace=foo%20bar&plus=test+alias%40gmail.com', { whitespace: 'foo bar', plus: 'test alias@gmail.com' }],
    [
      'email=test%2Balias%40gmail.com&url=https%3A%2F%2Fwww.google.com%2F',
      { email: 'test+alias@gmail.com', url: 'https://www.google.com/' },
    ],
    ['time=2023-06-12T18%3A05%3A10.123456+00%3A00', { time: '2023-06-12T18:05:10.123456 00:00' }],
    ['price=10&price=20&price=30', { price: '30' }],
  ])('%s is decoded, and the last value counts', async (query, expected) => {
    await using gateway = await startTestGateway(restApi(['ANY /{proxy+}']));
    await gateway.send('GET', `/Prod/x?${query}`);

    expect(eventIn(gateway).queryStringParameters).toEqual(expected);
  });
});

/** The keys of a value and the kind of each: what two events of different requests have in common. */
function shapeOf(value: unknown): unknown {
  if (value === null) return null;
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

const TEXT = 'string';
const texts = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, TEXT]));
const nulls = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, null]));

const REST_IDENTITY = {
  ...texts('sourceIp userAgent'),
  ...nulls('accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId'),
  ...nulls('cognitoIdentityPoolId principalOrgId user userArn'),
};
const REST_CONTEXT = {
  ...texts('accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod path protocol requestId'),
  ...texts('requestTime resourceId resourcePath stage'),
  requestTimeEpoch: 'number',
  identity: REST_IDENTITY,
};
const REST_EVENT = {
  ...texts('resource path httpMethod'),
  ...nulls('queryStringParameters multiValueQueryStringParameters pathParameters stageVariables body'),
  isBase64Encoded: 'boolean',
};
const HTTP_CONTEXT = {
  ...texts('accountId apiId domainName domainPrefix requestId routeKey stage time'),
  timeEpoch: 'number',
  http: texts('method path protocol sourceIp userAgent'),
};
const HTTP_EVENT = { ...texts('version routeKey rawPath rawQueryString'), isBase64Encoded: 'boolean' };

const SIGNER = { accessKey: 'ASIAEXAMPLE', accountId: '000000000000', userId: 'AROA:me', userArn: 'arn:aws:sts::0:me' };

const authorizer = (kind: 'REST' | 'HTTP') =>
  ({
    kind: 'lambda',
    type: 'REQUEST',
    name: 'Auth',
    functionArn: lambda('auth').functionArn,
    identitySources: [],
    ttlSeconds: 0,
    payloadFormat: kind === 'HTTP' ? '2.0' : '1.0',
    simpleResponses: kind === 'HTTP',
    hasCredentials: false,
  }) as const;

const ALLOWS = {
  REST: {
    principalId: 'me',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }],
    },
  },
  HTTP: { isAuthorized: true },
};

/** The shape of the event of `GET /x` without its headers. */
async function shapeFor(kind: 'REST' | 'HTTP', guard: 'none' | 'iam' | 'lambda'): Promise<unknown> {
  const guards = { none: {}, iam: { authorizer: { kind: 'iam' } as const }, lambda: { authorizer: authorizer(kind) } };
  const integration = lambda('Fn', { payloadFormat: kind === 'REST' ? '1.0' : '2.0' });
  const routes = [{ method: 'GET', path: '/x', integration, ...guards[guard] }];
  const api = kind === 'REST' ? restApi([], { routes }) : httpApi([], { routes });
  await using gateway = await startTestGateway(
    api,
    (_, functionArn) => (functionArn.endsWith(':auth') ? ALLOWS[kind] : { statusCode: 200 }),
    { signerOf: () => SIGNER },
  );
  const answer = await gateway.send('GET', '/x', { headers: { 'User-Agent': 'test/1' } });
  expect(answer.status).toBe(200);
  const { headers, multiValueHeaders, ...event } = gateway.invocations.at(-1)?.event ?? { headers: {} };
  return shapeOf(event);
}

describe("Powertools' events: the keys of an event and the kind of each value", () => {
  it.each([
    ['apigw-rest/no-auth', 'none', {}, REST_IDENTITY],
    ['apigw-rest/iam-auth', 'iam', {}, { ...REST_IDENTITY, ...texts('accessKey accountId caller user userArn') }],
    [
      'apigw-rest/lambda-authorizer-auth',
      'lambda',
      { authorizer: { principalId: TEXT, integrationLatency: 'number' } },
      REST_IDENTITY,
    ],
  ] as const)('%s', async (_, guard, more, identity) => {
    expect(await shapeFor('REST', guard)).toEqual({
      ...REST_EVENT,
      requestContext: { ...REST_CONTEXT, ...more, identity },
    });
  });

  it.each([
    ['apigw-http/no-auth', 'none', {}],
    [
      'apigw-http/iam-auth',
      'iam',
      {
        authorizer: {
          iam: { ...texts('accessKey accountId callerId userArn userId'), ...nulls('cognitoIdentity principalOrgId') },
        },
      },
    ],
    ['apigw-http/lambda-authorizer-auth', 'lambda', { authorizer: { lambda: null } }],
  ] as const)('%s', async (_, guard, more) => {
    expect(await shapeFor('HTTP', guard)).toEqual({ ...HTTP_EVENT, requestContext: { ...HTTP_CONTEXT, ...more } });
  });
});

describe('LocalStack test_routing_not_found', () => {
  it('is 403 for a missing path and for a wrong method, and the terminal says which routes there are', async () => {
    await using gateway = await startTestGateway(restApi(['GET /working']));
    const answers = [await gateway.send('GET', '/Prod/missing'), await gateway.send('POST', '/Prod/working')];

    expect(answers.map((answer) => [answer.status, jsonOf(answer), headerIn(answer, 'x-amzn-errortype')])).toEqual(
      Array(2).fill([403, { message: 'Missing Authentication Token' }, 'MissingAuthenticationTokenException']),
    );
    expect(gateway.warnings).toEqual([
      'Api GET /Prod/missing: No route has this method and path. The API has GET /working.',
      'Api POST /Prod/working: No route has this method and path. The API has GET /working.',
    ]);
  });
});
