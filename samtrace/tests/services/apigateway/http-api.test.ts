import { describe, expect, it } from '@jest/globals';
import {
  eventIn,
  FunctionError,
  headerIn,
  httpApi,
  jsonOf,
  lambda,
  type SendOptions,
  startTestGateway,
} from './support/test-gateway.ts';

async function eventOf(method: string, path: string, options: SendOptions = {}, route = '$default') {
  await using gateway = await startTestGateway(httpApi([route]));
  await gateway.send(method, path, options);
  return eventIn(gateway);
}

describe('the event of an HTTP API', () => {
  it('has exactly the keys that AWS sends, and no keys for missing values', async () => {
    const event = await eventOf('POST', '/lambda', { headers: { 'User-Agent': 'HTTPie/3.2.2' } }, 'POST /lambda');

    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /lambda',
      rawPath: '/lambda',
      rawQueryString: '',
      headers: {
        'content-length': '0',
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        'user-agent': 'HTTPie/3.2.2',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': expect.stringMatching(/^\d+$/),
        'x-forwarded-proto': 'http',
      },
      requestContext: {
        accountId: '000000000000',
        apiId: 'abcde12345',
        domainName: expect.any(String),
        domainPrefix: 'abcde12345',
        http: {
          method: 'POST',
          path: '/lambda',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'HTTPie/3.2.2',
        },
        requestId: expect.stringMatching(/^\w{15}=$/),
        routeKey: 'POST /lambda',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
  });

  // The capture apigwv2-request.json of hotsock/voker.
  it('has the query, headers, and cookies in the format of AWS', async () => {
    const query =
      'repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty=';
    const event = await eventOf('GET', `/capture?${query}`, {
      headers: ['Host', '127.0.0.1', 'X-Probe', 'first', 'x-probe', 'second', 'Cookie', 'session=abc123; theme=dark'],
    });

    expect(event.rawQueryString).toBe(query);
    expect(event.queryStringParameters).toEqual({
      repeat: 'one,two',
      redirect: 'https://example.com/a/b',
      literalPlus: 'a b',
      encodedPlus: 'a+b',
      empty: '',
    });
    expect(event.headers['x-probe']).toBe('first,second');
    expect(event.cookies).toEqual(['session=abc123', 'theme=dark']);
    expect(event.headers.cookie).toBeUndefined();
    expect(event.multiValueHeaders).toBeUndefined();
  });

  // The capture ingress-paths.json of hotsock/voker.
  it.each([
    ['/capture/space%20value', '/capture/space value'],
    ['/capture/question%3Fvalue', '/capture/question'],
    ['/capture/hash%23value', '/capture/hash#value'],
    ['/capture/slash%2Fvalue', '/capture/slash/value'],
    ['/capture/unicode-%CE%BB-%E4%B8%96%E7%95%8C', '/capture/unicode-λ-世界'],
    ['/capture/literal%252Fvalue', '/capture/literal/value'],
    ['/capture/literal%253Fvalue', '/capture/literal?value'],
    ['/capture/literal%2525value', '/capture/literal%value'],
  ])('decodes the path %s to %s', async (sent, path) => {
    const event = await eventOf('GET', sent);

    expect([event.rawPath, event.requestContext.http?.path]).toEqual([path, path]);
  });

  it('is not created for a path that cannot be decoded', async () => {
    await using gateway = await startTestGateway(httpApi(['$default']));

    expect((await gateway.send('GET', '/capture/percent%25done')).status).toBe(400);
    expect(gateway.invocations).toEqual([]);
  });

  it('has path parameters, decoded', async () => {
    const one = await eventOf('GET', '/orders/a%20b/items', {}, 'GET /orders/{id}/items');
    const greedy = await eventOf('GET', '/files/a/b%20c', {}, 'ANY /files/{proxy+}');

    expect(one.pathParameters).toEqual({ id: 'a b' });
    expect(greedy.pathParameters).toEqual({ proxy: 'a/b c' });
    expect(greedy.routeKey).toBe('ANY /files/{proxy+}');
  });

  it.each([
    ['application/json', false],
    ['text/html; charset=utf-8', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/x-www-form-urlencoded', true],
    ['multipart/form-data; boundary=x', true],
    [undefined, true],
  ])('has a body of the type %s in base64: %s', async (type, isBase64Encoded) => {
    const headers: Record<string, string | number> = { 'content-length': 5, ...(type && { 'content-type': type }) };
    const event = await eventOf('POST', '/', { body: 'a=1&b', headers });

    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(event.body).toBe(isBase64Encoded ? Buffer.from('a=1&b').toString('base64') : 'a=1&b');
  });

  it('has a path that starts with the name of the stage, and a route key without it', async () => {
    const stages = [{ name: 'dev', variables: { table: 'orders' }, tracingEnabled: false }];
    await using gateway = await startTestGateway(httpApi(['GET /orders'], { stages }));
    await gateway.send('GET', '/dev/orders');
    await gateway.send('GET', '/orders');

    for (const { event } of gateway.invocations) {
      expect([event.rawPath, event.routeKey, event.requestContext.stage]).toEqual([
        '/dev/orders',
        'GET /orders',
        'dev',
      ]);
      expect(event.stageVariables).toEqual({ table: 'orders' });
    }
    expect(gateway.invocations).toHaveLength(2);
  });

  it('has the structure of a REST API event and a version with payload format 1.0', async () => {
    const routes = [{ method: 'GET', path: '/orders/{id}', integration: lambda('Fn', { payloadFormat: '1.0' }) }];
    await using gateway = await startTestGateway(httpApi([], { routes }));
    await gateway.send('GET', '/orders/7?a=1&a=2');
    const event = gateway.invocations[0]?.event;

    expect(event).toMatchObject({
      version: '1.0',
      resource: '/orders/{id}',
      path: '/orders/7',
      httpMethod: 'GET',
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: { id: '7' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
    expect(event?.requestContext).toMatchObject({ resourceId: null, stage: '$default', resourcePath: '/orders/{id}' });
  });
});

describe("an HTTP API's answer", () => {
  async function answerTo(returned: unknown, payloadFormat: '1.0' | '2.0' = '2.0') {
    const routes = [{ method: 'GET', path: '/x', integration: lambda('Fn', { payloadFormat }) }];
    await using gateway = await startTestGateway(httpApi([], { routes }), () => returned);
    return await gateway.send('GET', '/x');
  }

  it.each([
    ['an object without a statusCode', { a: 1 }, '{"a":1}'],
    ['a list', [1, 2], '[1,2]'],
    ['a string, without its quotes', 'hi', 'hi'],
    ['a number', 3, '3'],
  ])('is 200 and JSON for %s', async (_, returned, body) => {
    const answer = await answerTo(returned);

    expect([answer.status, answer.body.toString(), headerIn(answer, 'Content-Type')]).toEqual([
      200,
      body,
      'application/json',
    ]);
  });

  it('has the status, headers, and cookies of the function, and is text by default', async () => {
    const answer = await answerTo({ statusCode: 201, body: 'made', cookies: ['a=1', 'b=2'], headers: { 'X-Id': 7 } });

    expect([answer.status, answer.body.toString()]).toEqual([201, 'made']);
    expect(headerIn(answer, 'Content-Type')).toBe('text/plain; charset=utf-8');
    expect(headerIn(answer, 'X-Id')).toBe('7');
    expect(answer.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value)).toEqual(['a=1', 'b=2']);
    expect(headerIn(answer, 'apigw-requestid')).toMatch(/^\w{15}=$/);
  });

  it('is always decoded from base64', async () => {
    const answer = await answerTo({ statusCode: 200, body: 'iVBORw0=', isBase64Encoded: true });

    expect(answer.body).toEqual(Buffer.from('iVBORw0=', 'base64'));
  });

  it('has multiValueHeaders only with payload format 1.0', async () => {
    const returned = { statusCode: 200, multiValueHeaders: { 'X-List': ['a', 'b'] } };
    const lists = async (format: '1.0' | '2.0') =>
      (await answerTo(returned, format)).headers.filter(([name]) => name === 'X-List').map(([, value]) => value);

    expect(await lists('1.0')).toEqual(['a', 'b']);
    expect(await lists('2.0')).toEqual([]);
  });

  it.each([
    ['an answer without a statusCode, with payload format 1.0', { body: 'x' }, '1.0'],
    ['a statusCode that is none', { statusCode: 'many' }, '2.0'],
    ['a body that is an object', { statusCode: 200, body: {} }, '2.0'],
  ] as const)('is 500 for %s', async (_, returned, format) => {
    const answer = await answerTo(returned, format);

    expect([answer.status, jsonOf(answer)]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});

describe('an error of an HTTP API itself', () => {
  it('is status 404 for a path, a method, or a trailing slash without a route', async () => {
    await using gateway = await startTestGateway(httpApi(['GET /x']));
    for (const [method, path] of [
      ['GET', '/y'],
      ['POST', '/x'],
      ['GET', '/x/'],
    ] as const) {
      const answer = await gateway.send(method, path);
      expect([answer.status, jsonOf(answer)]).toEqual([404, { message: 'Not Found' }]);
    }
  });

  it('is status 500 if the function throws', async () => {
    await using gateway = await startTestGateway(httpApi(['GET /x']), () => {
      throw new FunctionError('no stock');
    });
    const answer = await gateway.send('GET', '/x');

    expect([answer.status, jsonOf(answer)]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(gateway.warnings[0]).toContain('no stock');
  });

  it('is status 503 if the function is too slow', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const routes = [{ method: 'GET', path: '/x', integration: lambda('Fn', { payloadFormat: '2.0', timeoutMs: 50 }) }];
    await using gateway = await startTestGateway(httpApi([], { routes }), () => released);
    const answer = await gateway.send('GET', '/x');
    release();

    expect([answer.status, jsonOf(answer)]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it('is status 413 for an event that Lambda does not accept', async () => {
    await using gateway = await startTestGateway(httpApi(['POST /x']));
    const answer = await gateway.send('POST', '/x', { body: 'x'.repeat(6 * 1024 * 1024) });

    expect([answer.status, jsonOf(answer)]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});

describe("an HTTP API's routes", () => {
  it.each([
    ['GET', '/pets/mine', 'GET /pets/mine'],
    ['GET', '/pets/7', 'GET /pets/{id}'],
    ['POST', '/pets/7', 'ANY /pets/{proxy+}'],
    ['GET', '/elsewhere', '$default'],
  ])('route %s %s to %s', async (method, path, route) => {
    await using gateway = await startTestGateway(
      httpApi(['$default', 'ANY /pets/{proxy+}', 'GET /pets/{id}', 'GET /pets/mine']),
    );
    await gateway.send(method, path);

    expect(gateway.invocations[0]?.event.routeKey).toBe(route);
  });
});

describe('the CORS of an HTTP API', () => {
  const cors = {
    allowOrigins: ['https://shop.example', 'http://*'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['content-type'],
    exposeHeaders: ['x-total'],
    allowCredentials: true,
    maxAgeSeconds: 600,
  };

  it('answers a preflight request without the function, with and without a route', async () => {
    await using gateway = await startTestGateway(httpApi(['GET /x'], { cors }));
    const answer = await gateway.send('OPTIONS', '/none', {
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    });

    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers.filter(([name]) => name.startsWith('access-control')))).toEqual({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    });
    expect(gateway.invocations).toEqual([]);
  });

  it('replaces the headers of the function, and adds none for a request without an origin', async () => {
    const own = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'https://other.example' } };
    await using gateway = await startTestGateway(httpApi(['GET /x'], { cors }), () => own);
    const withOrigin = await gateway.send('GET', '/x', { headers: { origin: 'http://localhost:5173' } });
    const without = await gateway.send('GET', '/x');

    expect(headerIn(withOrigin, 'Access-Control-Allow-Origin')).toBe('http://localhost:5173');
    expect(headerIn(withOrigin, 'Access-Control-Expose-Headers')).toBe('x-total');
    expect(headerIn(without, 'Access-Control-Allow-Origin')).toBeUndefined();
  });

  it('adds no header for an origin that is not allowed', async () => {
    await using gateway = await startTestGateway(
      httpApi(['GET /x'], { cors: { ...cors, allowOrigins: ['https://a.example'] } }),
    );
    const answer = await gateway.send('GET', '/x', { headers: { origin: 'http://localhost:5173' } });

    expect([answer.status, headerIn(answer, 'Access-Control-Allow-Origin')]).toEqual([200, undefined]);
  });
});

describe('the permission for an HTTP API', () => {
  it.each([
    ['GET /x/{id}', '/x/7', ['$default/GET/x/{id}']],
    ['$default', '/y', ['$default/GET/$default', '$default/$default']],
  ])('for the route %s names %s', async (route, path, expected) => {
    const asked: string[] = [];
    const mayInvoke = (_: string, sourceArn: string) => asked.push(sourceArn.split('abcde12345/')[1] ?? '') < 0;
    await using gateway = await startTestGateway(httpApi([route]), undefined, { mayInvoke });

    expect((await gateway.send('GET', path)).status).toBe(500);
    expect(asked).toEqual(expected);
  });
});
