import { describe, expect, it } from '@jest/globals';
import type { FunctionUrlDefinition, OtherServices } from '../../../src/services/apigateway/service.ts';
import { FunctionError, headerIn, jsonOf, lambdaArn, startTestGateway } from './support/test-gateway.ts';

const URL_OF_FUNCTION: FunctionUrlDefinition = {
  kind: 'URL',
  logicalId: 'FnUrl',
  apiId: '2cxn22odiwguak4feg4jtt7cwm0ziblr',
  functionArn: lambdaArn('Fn'),
  authType: 'NONE',
  invokeMode: 'BUFFERED',
};
const STREAMING: FunctionUrlDefinition = { ...URL_OF_FUNCTION, invokeMode: 'RESPONSE_STREAM' };
const HTTP_STREAM = 'application/vnd.awslambda.http-integration-response';

/** A function that streams the chunks; an Error among them breaks the stream. */
function streaming(
  contentType: string | undefined,
  chunks: readonly (string | Buffer | Error)[],
): Partial<OtherServices> {
  return {
    async invokeStream() {
      const body = (async function* () {
        for (const chunk of chunks) {
          if (chunk instanceof Error) throw chunk;
          yield Buffer.from(chunk as string);
        }
      })();
      return { contentType, body };
    },
  };
}

describe('the event of a function URL', () => {
  // The capture functionurl-request.json of hotsock/voker.
  it('has payload format 2.0 with the unchanged path and the header cookie', async () => {
    await using gateway = await startTestGateway(URL_OF_FUNCTION);
    await gateway.send('POST', '/capture/space%20value?repeat=one&repeat=two&empty=', {
      headers: { 'User-Agent': 'curl/8.7.1', Cookie: 'session=abc123; theme=dark', 'Content-Type': 'application/json' },
      body: '{}',
    });

    expect(gateway.invocations[0]?.event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/capture/space%20value',
      rawQueryString: 'repeat=one&repeat=two&empty=',
      cookies: ['session=abc123', 'theme=dark'],
      headers: expect.objectContaining({ cookie: 'session=abc123; theme=dark', 'content-length': '2' }),
      queryStringParameters: { repeat: 'one,two', empty: '' },
      requestContext: {
        accountId: 'anonymous',
        apiId: '2cxn22odiwguak4feg4jtt7cwm0ziblr',
        domainName: expect.any(String),
        domainPrefix: '2cxn22odiwguak4feg4jtt7cwm0ziblr',
        http: {
          method: 'POST',
          path: '/capture/space value',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/8.7.1',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: '$default',
        stage: '$default',
        time: expect.any(String),
        timeEpoch: expect.any(Number),
      },
      body: '{}',
      isBase64Encoded: false,
    });
  });

  it('has an unchanged path if the path has an invalid escape', async () => {
    await using gateway = await startTestGateway(URL_OF_FUNCTION);
    await gateway.send('GET', '/pa2%Fth/1');

    expect(gateway.invocations[0]?.event.rawPath).toBe('/pa2%Fth/1');
  });
});

describe("a function URL's answer", () => {
  // LocalStack's snapshot test_lambda_url_invocation.
  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['a list', [1], '[1]'],
    ['a string', 'hello', 'hello'],
    ['a boolean', true, 'true'],
    ['an object with status and body', { statusCode: '200', body: 'x' }, 'x'],
  ])('is 200 and JSON for %s', async (_, returned, body) => {
    await using gateway = await startTestGateway(URL_OF_FUNCTION, () => returned);
    const answer = await gateway.send('GET', '/');

    expect([answer.status, answer.body.toString()]).toEqual([200, body]);
    expect(headerIn(answer, 'Content-Type')).toBe('application/json');
    expect(headerIn(answer, 'x-amzn-RequestId')).toBe(gateway.invocations[0]?.event.requestContext.requestId);
  });

  it('is status 502 and a text if the function throws', async () => {
    await using gateway = await startTestGateway(URL_OF_FUNCTION, () => {
      throw new FunctionError('no stock');
    });
    const answer = await gateway.send('GET', '/');

    expect([answer.status, answer.body.toString()]).toEqual([502, 'Internal Server Error']);
  });

  it('is status 403 without a signature if the URL requires IAM', async () => {
    await using gateway = await startTestGateway({ ...URL_OF_FUNCTION, authType: 'AWS_IAM' });
    const answer = await gateway.send('GET', '/');

    expect([answer.status, headerIn(answer, 'x-amzn-ErrorType')]).toEqual([403, 'AccessDeniedException']);
    expect(jsonOf(answer)).toEqual({ Message: expect.stringMatching(/^Forbidden\. For troubleshooting/) });
  });
});

describe('a function URL that streams', () => {
  it('has the status, headers, and cookies of the prelude, for any chunks', async () => {
    const prelude = JSON.stringify({ statusCode: 201, headers: { 'Content-Type': 'text/html' }, cookies: ['a=1'] });
    const chunks = [prelude.slice(0, 9), prelude.slice(9), Buffer.alloc(3), Buffer.alloc(5), '<p>', 'hi'];
    await using gateway = await startTestGateway(STREAMING, undefined, streaming(HTTP_STREAM, chunks));
    const answer = await gateway.send('GET', '/');

    expect([answer.status, answer.body.toString()]).toEqual([201, '<p>hi']);
    expect([headerIn(answer, 'Content-Type'), headerIn(answer, 'Set-Cookie')]).toEqual(['text/html', 'a=1']);
    expect(headerIn(answer, 'Transfer-Encoding')).toBe('chunked');
  });

  it('returns status 200 with the content type of the stream if there is no prelude', async () => {
    await using gateway = await startTestGateway(STREAMING, undefined, streaming('text/plain', ['a', 'b']));
    const answer = await gateway.send('GET', '/');

    expect([answer.status, answer.body.toString(), headerIn(answer, 'Content-Type')]).toEqual([
      200,
      'ab',
      'text/plain',
    ]);
  });

  it('returns the complete answer of a function that does not stream', async () => {
    await using gateway = await startTestGateway(STREAMING, () => ({ statusCode: 404, body: 'x' }));
    const answer = await gateway.send('GET', '/');

    expect([answer.status, jsonOf(answer)]).toEqual([200, { statusCode: 404, body: 'x' }]);
  });

  it('aborts the connection if the function fails during the response', async () => {
    const chunks = ['first', new Error('The function failed.')];
    await using gateway = await startTestGateway(STREAMING, undefined, streaming('text/plain', chunks));

    await expect(gateway.send('GET', '/')).rejects.toThrow(/aborted|hang up/);
    expect(gateway.warnings[0]).toContain('The function failed.');
  });
});
