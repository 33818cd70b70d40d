import { describe, expect, it } from '@jest/globals';
import { FunctionError, headerIn, jsonOf, lambda, restApi, startTestGateway } from './support/test-gateway.ts';

async function answerTo(returned: unknown, options: { accept?: string; binaryMediaTypes?: string[] } = {}) {
  const { binaryMediaTypes = [], accept } = options;
  await using gateway = await startTestGateway(restApi(['GET /x'], { binaryMediaTypes }), () => returned);
  const answer = await gateway.send('GET', '/Prod/x', { headers: accept === undefined ? {} : { accept } });
  return { ...answer, warnings: gateway.warnings };
}

describe("a REST API's answer", () => {
  // LocalStack's snapshot test_aws_proxy_response_payload_format_validation.
  it.each([
    ['no statusCode', { headers: { a: 'b' } }, 200],
    ['no body', { statusCode: 201 }, 201],
    ['an empty object', {}, 200],
    ['a statusCode that is a string', { statusCode: '418', body: 'x' }, 418],
    ['headers that are null', { statusCode: 200, headers: null, body: 'x' }, 200],
    ['an unknown key', { statusCode: 200, wrongValue: 'x' }, 502],
    ['a statusCode that is no number', { statusCode: 'many' }, 502],
    ['a string', 'hello', 502],
    ['a list', [1], 502],
    ['nothing', undefined, 502],
    ['a header that is an object', { statusCode: 200, headers: { a: { b: 1 } } }, 502],
    ['a multi-value header that is no list', { statusCode: 200, multiValueHeaders: { a: 'b' } }, 502],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }, 502],
  ])('has the status that AWS returns for %s', async (_, returned, status) => {
    const answer = await answerTo(returned);

    expect(answer.status).toBe(status);
    if (status !== 502) return expect(answer.warnings).toEqual([]);
    expect(jsonOf(answer)).toEqual({ message: 'Internal server error' });
    expect(headerIn(answer, 'x-amzn-ErrorType')).toBe('InternalServerErrorException');
    expect(answer.warnings).toEqual([expect.stringMatching(/^Api GET \/x: .+\.$/)]);
  });

  it('is JSON by default, and contains the IDs and the trace of the request', async () => {
    const answer = await answerTo({ statusCode: 200, body: '{"ok":true}', headers: { 'X-Flag': true } });

    expect(headerIn(answer, 'Content-Type')).toBe('application/json');
    expect(headerIn(answer, 'X-Flag')).toBe('true');
    expect(headerIn(answer, 'x-amzn-RequestId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headerIn(answer, 'x-amz-apigw-id')).toMatch(/^\w{15}=$/);
    expect(headerIn(answer, 'X-Amzn-Trace-Id')).toMatch(/^Root=1-/);
  });

  it('merges headers with multiValueHeaders, which come first and define the case of the names', async () => {
    const answer = await answerTo({
      statusCode: 200,
      headers: { 'x-LIST': 'three', 'Set-Cookie': 'c=3' },
      multiValueHeaders: { 'X-List': ['one', 'two'], 'set-cookie': ['a=1', 'b=2'] },
    });

    expect(answer.headers.filter(([name]) => /list|cookie/i.test(name))).toEqual([
      ['X-List', 'one'],
      ['X-List', 'two'],
      ['X-List', 'three'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['set-cookie', 'c=3'],
    ]);
  });

  it('renames the headers that API Gateway reserves', async () => {
    const answer = await answerTo({
      statusCode: 401,
      headers: { 'WWW-Authenticate': 'Basic', 'Content-Length': '999' },
    });

    expect(headerIn(answer, 'x-amzn-Remapped-WWW-Authenticate')).toBe('Basic');
    expect(headerIn(answer, 'WWW-Authenticate')).toBeUndefined();
    expect(headerIn(answer, 'Content-Length')).toBe('0');
  });

  it('is decoded from base64 only if the client accepts a binary media type', async () => {
    const png = { statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: 'iVBORw0=', isBase64Encoded: true };
    const decoded = Buffer.from('iVBORw0=', 'base64');

    expect((await answerTo(png, { accept: 'image/png', binaryMediaTypes: ['image/*'] })).body).toEqual(decoded);
    expect((await answerTo(png, { accept: 'text/html', binaryMediaTypes: ['*/*'] })).body).toEqual(decoded);
    expect((await answerTo(png, { accept: 'text/html', binaryMediaTypes: ['image/*'] })).body.toString()).toBe(
      'iVBORw0=',
    );
    expect((await answerTo(png)).body.toString()).toBe('iVBORw0=');
  });

  it('is status 502 if a header cannot be sent', async () => {
    const answer = await answerTo({ statusCode: 200, headers: { 'X-Bad': 'a\nb' } });

    expect([answer.status, jsonOf(answer)]).toEqual([502, { message: 'Internal server error' }]);
    expect(answer.warnings[0]).toContain('cannot be sent');
  });
});

describe('an error of a REST API itself', () => {
  it('is status 403 for a path or a method without a route', async () => {
    await using gateway = await startTestGateway(restApi(['GET /x']));
    for (const [method, path] of [
      ['GET', '/Prod/y'],
      ['POST', '/Prod/x'],
      ['GET', '/Prod/x/y'],
      ['GET', '/'],
    ] as const) {
      const answer = await gateway.send(method, path);

      expect([answer.status, jsonOf(answer)]).toEqual([403, { message: 'Missing Authentication Token' }]);
      expect(headerIn(answer, 'x-amzn-ErrorType')).toBe('MissingAuthenticationTokenException');
    }
    expect(gateway.invocations).toEqual([]);
  });

  it('is status 502 if the function throws, and the terminal shows the error', async () => {
    await using gateway = await startTestGateway(restApi(['GET /x']), () => {
      throw new FunctionError('no stock');
    });
    const answer = await gateway.send('GET', '/Prod/x');

    expect([answer.status, jsonOf(answer)]).toEqual([502, { message: 'Internal server error' }]);
    expect(gateway.warnings[0]).toContain('no stock');
  });

  it('is status 504 if the function is slower than the timeout of the integration, and the function continues', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: finished, resolve: finish } = Promise.withResolvers<string>();
    const routes = [{ method: 'GET', path: '/x', integration: lambda('Fn', { timeoutMs: 50 }) }];
    await using gateway = await startTestGateway(restApi([], { routes }), async () => {
      await released;
      finish('finished');
    });
    const answer = await gateway.send('GET', '/Prod/x');
    release();

    expect([answer.status, jsonOf(answer)]).toEqual([504, { message: 'Endpoint request timed out' }]);
    expect(await finished).toBe('finished');
  });

  it('is 413 for an event that Lambda does not take', async () => {
    await using gateway = await startTestGateway(restApi(['POST /x']));
    const answer = await gateway.send('POST', '/Prod/x', { body: 'x'.repeat(6 * 1024 * 1024) });

    expect([answer.status, jsonOf(answer)]).toEqual([413, { message: 'Request Too Long' }]);
  });

  it('is status 500 if the API has no permission to invoke the function, and the terminal names the permission', async () => {
    await using gateway = await startTestGateway(restApi(['GET /x/{id}']), undefined, { mayInvoke: () => false });
    const answer = await gateway.send('GET', '/Prod/x/7');

    expect([answer.status, jsonOf(answer)]).toEqual([500, { message: 'Internal server error' }]);
    expect(gateway.warnings[0]).toContain('AWS::Lambda::Permission');
    expect(gateway.warnings[0]).toContain(':abcde12345/Prod/GET/x/{id}');
  });

  it("has the status, the headers and the body of the API's gateway responses", async () => {
    const gatewayResponses = {
      MISSING_AUTHENTICATION_TOKEN: { status: 404, headers: {}, template: '{"why":$context.error.messageString}' },
      DEFAULT_5XX: { headers: { 'Access-Control-Allow-Origin': '*' } },
    };
    await using gateway = await startTestGateway(restApi(['GET /x'], { gatewayResponses }), () => 'wrong');
    const notFound = await gateway.send('GET', '/Prod/y');
    const malformed = await gateway.send('GET', '/Prod/x');

    expect([notFound.status, jsonOf(notFound)]).toEqual([404, { why: 'Missing Authentication Token' }]);
    expect([malformed.status, headerIn(malformed, 'Access-Control-Allow-Origin')]).toEqual([502, '*']);
  });

  it('reports an integration that samtrace does not support', async () => {
    const routes = [
      {
        method: 'GET',
        path: '/x',
        integration: { kind: 'unsupported' as const, reason: 'its integration is of type HTTP_PROXY' },
      },
    ];
    await using gateway = await startTestGateway(restApi([], { routes }));

    expect((await gateway.send('GET', '/Prod/x')).status).toBe(500);
    expect(gateway.warnings[0]).toContain('HTTP_PROXY');
  });
});

describe('the routes of a REST API', () => {
  const routes = [
    'GET /pets/mine',
    'GET /pets/{id}',
    'ANY /pets/{proxy+}',
    'ANY /{proxy+}',
    'GET /files/{name}/raw',
    'OPTIONS /pets/mine',
    'GET /both',
    'ANY /both',
  ];

  it.each([
    ['GET', '/pets/mine', 'GET /pets/mine'],
    ['GET', '/pets/7', 'GET /pets/{id}'],
    ['GET', '/pets/7/', 'GET /pets/{id}'],
    ['GET', '/pets/7/name', 'ANY /pets/{proxy+}'],
    ['GET', '/files/a/raw', 'GET /files/{name}/raw'],
    ['GET', '/files/a/other', 'ANY /{proxy+}'],
    ['GET', '/both', 'GET /both'],
    ['PUT', '/both', 'ANY /both'],
    // The best resource lacks the method, so a greedy one gets the request: measured on AWS.
    ['PUT', '/pets/mine', 'ANY /pets/{proxy+}'],
    ['POST', '/files/a/raw', 'ANY /{proxy+}'],
  ])('take %s %s to %s', async (method, path, route) => {
    await using gateway = await startTestGateway(restApi(routes));
    await gateway.send(method, `/Prod${path}`);

    expect(gateway.invocations[0]?.functionArn.split('function:')[1]).toBe(route);
  });

  it('do not match the parent of a greedy path', async () => {
    await using gateway = await startTestGateway(restApi(['ANY /{proxy+}']));

    expect((await gateway.send('GET', '/Prod/')).status).toBe(403);
  });

  it('can start with the name of the stage', async () => {
    const stages = [{ name: 'api', variables: {}, tracingEnabled: false }];
    await using gateway = await startTestGateway(restApi(['GET /api/users'], { stages }));
    await gateway.send('GET', '/api/api/users');
    await gateway.send('GET', '/api/users');

    expect(gateway.invocations.map(({ event }) => event.requestContext.path)).toEqual([
      '/api/api/users',
      '/api/api/users',
    ]);
  });

  it('answer with a MOCK integration, as SAM creates for CORS', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET,OPTIONS' };
    const mock = { kind: 'mock' as const, status: 200, headers, body: '{}\n' };
    await using gateway = await startTestGateway(
      restApi([], { routes: [{ method: 'OPTIONS', path: '/x', integration: mock }] }),
    );
    const answer = await gateway.send('OPTIONS', '/Prod/x');

    expect([answer.status, headerIn(answer, 'Access-Control-Allow-Methods')]).toEqual([200, 'GET,OPTIONS']);
    expect(headerIn(answer, 'X-Amzn-Trace-Id')).toBeUndefined();
  });
});
