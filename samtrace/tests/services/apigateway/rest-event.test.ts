import { describe, expect, it } from '@jest/globals';
import {
  eventIn,
  type LambdaEvent,
  lambda,
  restApi,
  type SendOptions,
  startTestGateway,
} from './support/test-gateway.ts';

/** The event that the function gets for one request to `ANY /{proxy+}`, `GET /fixed` and `GET /orders/{id}`. */
async function eventOf(
  method: string,
  path: string,
  options: SendOptions & { binaryMediaTypes?: string[] } = {},
): Promise<LambdaEvent> {
  const routes = ['ANY /{proxy+}', 'GET /fixed', 'GET /orders/{id}'];
  const { binaryMediaTypes = [], ...sent } = options;
  await using gateway = await startTestGateway(restApi(routes, { binaryMediaTypes }));
  await gateway.send(method, path, sent);
  return eventIn(gateway);
}

describe('the event of a REST API', () => {
  it('has exactly the keys that AWS sends, null for missing values, and no version', async () => {
    const event = await eventOf('GET', '/Prod/fixed', { headers: { 'User-Agent': 'test/1', Accept: '*/*' } });

    expect(event).toEqual({
      resource: '/fixed',
      path: '/fixed',
      httpMethod: 'GET',
      headers: expect.any(Object),
      multiValueHeaders: expect.any(Object),
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      requestContext: {
        resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
        resourcePath: '/fixed',
        httpMethod: 'GET',
        extendedRequestId: expect.stringMatching(/^[\w]{15}=$/),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        path: '/Prod/fixed',
        accountId: '000000000000',
        protocol: 'HTTP/1.1',
        stage: 'Prod',
        domainPrefix: 'abcde12345',
        requestTimeEpoch: expect.any(Number),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        identity: {
          cognitoIdentityPoolId: null,
          accountId: null,
          cognitoIdentityId: null,
          caller: null,
          sourceIp: '127.0.0.1',
          principalOrgId: null,
          accessKey: null,
          cognitoAuthenticationType: null,
          cognitoAuthenticationProvider: null,
          userArn: null,
          userAgent: 'test/1',
          user: null,
        },
        domainName: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        deploymentId: 'dep123',
        apiId: 'abcde12345',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it('keeps the case of header names, except for those that AWS changes', async () => {
    const { headers, multiValueHeaders } = await eventOf('GET', '/Prod/fixed', {
      headers: { 'tEsT-HEADeR': 'aValUE', authorization: 'random-value', 'user-agent': 'x', connection: 'close' },
    });

    expect(headers).toEqual({
      Authorization: 'random-value',
      Host: expect.any(String),
      'tEsT-HEADeR': 'aValUE',
      'User-Agent': 'x',
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': expect.stringMatching(/^\d+$/),
      'X-Forwarded-Proto': 'http',
    });
    expect(Object.keys(multiValueHeaders ?? {})).toEqual(Object.keys(headers));
  });

  it('has the last value of a repeated header, and all values in multiValueHeaders', async () => {
    const { headers, multiValueHeaders } = await eventOf('GET', '/Prod/fixed', {
      headers: ['Host', '127.0.0.1', 'x-probe', 'first', 'x-probe', 'second', 'Cookie', 'session=abc123; theme=dark'],
    });

    expect(headers['x-probe']).toBe('second');
    expect(multiValueHeaders?.['x-probe']).toEqual(['first', 'second']);
    expect(headers.Cookie).toBe('session=abc123; theme=dark');
  });

  // LocalStack's snapshot test_lambda_aws_proxy_integration and the captures of hotsock/voker.
  it.each([
    ['/Prod/a', { path: '/a', pathParameters: { proxy: 'a' }, contextPath: '/Prod/a' }],
    ['/Prod/a/', { path: '/a/', pathParameters: { proxy: 'a' }, contextPath: '/Prod/a/' }],
    ['/Prod/a//b', { path: '/a//b', pathParameters: { proxy: 'a//b' }, contextPath: '/Prod/a//b' }],
    ['//Prod/a', { path: '/a', pathParameters: { proxy: 'a' }, contextPath: '/Prod/a' }],
    ['/Prod//a', { path: '/a', pathParameters: { proxy: 'a' }, contextPath: '/Prod//a' }],
    [
      '/Prod/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
      {
        path: '/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
        pathParameters: { proxy: 'user/test%2Balias@gmail.com/plus/test+alias@gmail.com' },
        contextPath: '/Prod/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
      },
    ],
    [
      '/Prod/orders/space%20value',
      {
        path: '/orders/space%20value',
        pathParameters: { id: 'space%20value' },
        contextPath: '/Prod/orders/space%20value',
      },
    ],
  ])('reads the path %s as AWS does', async (sent, expected) => {
    const { path, pathParameters, requestContext } = await eventOf('GET', sent);

    expect({ path, pathParameters, contextPath: requestContext.path }).toEqual(expected);
  });

  it('accepts a path without the stage, as sam local start-api does', async () => {
    const { path, requestContext } = await eventOf('GET', '/orders/7');

    expect([path, requestContext.path, requestContext.stage]).toEqual(['/orders/7', '/Prod/orders/7', 'Prod']);
  });

  it('decodes query parameters; the last value counts, and all are in the multi-value map', async () => {
    const query =
      'repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa&literalPlus=a+b&encodedPlus=a%2Bb&empty=';
    const event = await eventOf('GET', `/Prod/fixed?${query}`);

    expect(event.queryStringParameters).toEqual({
      repeat: 'two',
      redirect: 'https://example.com/a',
      literalPlus: 'a b',
      encodedPlus: 'a+b',
      empty: '',
    });
    expect(event.multiValueQueryStringParameters).toEqual({
      repeat: ['one', 'two'],
      redirect: ['https://example.com/a'],
      literalPlus: ['a b'],
      encodedPlus: ['a+b'],
      empty: [''],
    });
  });

  it('has the body as text, or as base64 for a binary media type', async () => {
    const body = Buffer.from('{"unicode":"lambda-λ"}');
    const sent = { body, headers: { 'Content-Type': 'image/png', 'Content-Length': body.length } };
    const text = await eventOf('POST', '/Prod/x', sent);
    const binary = await eventOf('POST', '/Prod/x', { ...sent, binaryMediaTypes: ['image/*'] });

    expect([text.body, text.isBase64Encoded]).toEqual([body.toString(), false]);
    expect([binary.body, binary.isBase64Encoded]).toEqual([body.toString('base64'), true]);
    expect(text.headers['Content-Length']).toBeUndefined();
  });

  it('has the variables of the stage', async () => {
    const stages = [{ name: 'v1', variables: { table: 'orders' }, tracingEnabled: false }];
    await using gateway = await startTestGateway(
      restApi([], { stages, routes: [{ method: 'GET', path: '/', integration: lambda() }] }),
    );
    await gateway.send('GET', '/v1');

    expect(gateway.invocations[0]?.event.stageVariables).toEqual({ table: 'orders' });
    expect(gateway.invocations[0]?.event.path).toBe('/');
  });
});
