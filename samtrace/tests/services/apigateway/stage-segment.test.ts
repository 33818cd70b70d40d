import { describe, expect, it } from '@jest/globals';
import { eventIn, FunctionError, restApi, startTestGateway } from './support/test-gateway.ts';

const TRACED = [{ name: 'Prod', variables: {}, tracingEnabled: true }];
const ROOT = '1-5f84c7c4-0123456789abcdef01234567';

describe('the segment of a traced stage', () => {
  // The recorded answer of BatchGetTraces of 2023-04-15 and aws-iatk's segment_test.go.
  it('has the members that AWS records, with the call of the function below it', async () => {
    await using gateway = await startTestGateway(restApi(['POST /orders'], { stages: TRACED }), () => ({
      statusCode: 201,
      body: '{"id":7}',
    }));
    await gateway.send('POST', '/Prod/orders', { headers: { 'user-agent': 'test/1' }, body: '{}' });
    const [segment] = gateway.segments;
    const { requestContext } = eventIn(gateway);

    expect(segment).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'shop/Prod',
      start_time: expect.any(Number),
      end_time: expect.any(Number),
      trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      http: {
        request: {
          url: `${gateway.api.url}/Prod/orders`,
          method: 'POST',
          user_agent: 'test/1',
          client_ip: '127.0.0.1',
          x_forwarded_for: true,
        },
        response: { status: 201, content_length: 0 },
      },
      aws: {
        api_gateway: {
          account_id: '000000000000',
          rest_api_id: 'abcde12345',
          stage: 'Prod',
          request_id: requestContext.requestId,
        },
      },
      annotations: { 'aws:api_id': 'abcde12345', 'aws:api_stage': 'Prod' },
      metadata: {
        default: { extended_request_id: requestContext.extendedRequestId, request_id: requestContext.requestId },
      },
      origin: 'AWS::ApiGateway::Stage',
      resource_arn: 'arn:aws:apigateway:us-east-1::/restapis/abcde12345/stages/Prod',
      subsegments: [
        {
          id: expect.stringMatching(/^[0-9a-f]{16}$/),
          name: 'Lambda',
          start_time: expect.any(Number),
          end_time: expect.any(Number),
          namespace: 'aws',
          http: {
            request: {
              url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:POST /orders/invocations',
              method: 'POST',
            },
            response: { status: 201, content_length: 8 },
          },
          aws: {
            function_name: 'POST /orders',
            region: 'us-east-1',
            operation: 'Invoke',
            resource_names: ['POST /orders'],
          },
        },
      ],
    });
  });

  it('is the parent of the function in the same trace', async () => {
    await using gateway = await startTestGateway(restApi(['GET /x'], { stages: TRACED }));
    await gateway.send('GET', '/Prod/x', { headers: { 'X-Amzn-Trace-Id': `Root=${ROOT};Parent=00f067aa0ba902b7` } });
    const [segment] = gateway.segments;

    expect([segment?.trace_id, segment?.parent_id]).toEqual([ROOT, '00f067aa0ba902b7']);
    expect(gateway.invocations[0]?.traceHeader).toBe(`Root=${ROOT};Parent=${segment?.subsegments?.[0]?.id};Sampled=1`);
  });

  it('is a fault if the function fails, and an error if the function returns a 4xx status', async () => {
    await using gateway = await startTestGateway(
      restApi(['GET /{status}'], { stages: TRACED }),
      ({ pathParameters }) => {
        if (pathParameters.status === 'throw') throw new FunctionError('no stock');
        return { statusCode: pathParameters.status };
      },
    );
    for (const status of ['throw', '404', '429', '200']) await gateway.send('GET', `/Prod/${status}`);
    const flags = gateway.segments.map(({ error, throttle, fault, http }) => [
      http?.response?.status,
      error,
      throttle,
      fault,
    ]);

    expect(flags).toEqual([
      [502, undefined, undefined, true],
      [404, true, undefined, undefined],
      [429, true, true, undefined],
      [200, undefined, undefined, undefined],
    ]);
  });

  it.each([
    ['tracing off', false, `Root=${ROOT}`, 0, `Root=${ROOT}`],
    ['tracing off and a client that samples', false, `Root=${ROOT};Sampled=1`, 1, undefined],
    ['tracing on and a client that does not sample', true, `Root=${ROOT};Sampled=0`, 0, `Root=${ROOT};Sampled=0`],
  ])('follows the header of the client with %s', async (_, tracingEnabled, header, segments, passedOn) => {
    const stages = [{ name: 'Prod', variables: {}, tracingEnabled }];
    await using gateway = await startTestGateway(restApi(['GET /x'], { stages }));
    await gateway.send('GET', '/Prod/x', { headers: { 'X-Amzn-Trace-Id': header } });

    expect(gateway.segments).toHaveLength(segments);
    const parent = gateway.segments[0]?.subsegments?.[0]?.id;
    expect(gateway.invocations[0]?.traceHeader).toBe(passedOn ?? `Root=${ROOT};Parent=${parent};Sampled=1`);
  });

  it('is not recorded for a request that is not sampled', async () => {
    await using gateway = await startTestGateway(restApi(['GET /x'], { stages: TRACED }), undefined, {
      sample: () => false,
    });
    await gateway.send('GET', '/Prod/x');

    expect(gateway.segments).toEqual([]);
    expect(gateway.invocations[0]?.traceHeader).toMatch(/^Root=1-[0-9a-f-]+;Sampled=0$/);
  });
});
