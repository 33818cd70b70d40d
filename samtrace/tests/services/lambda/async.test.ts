import { afterAll, describe, expect, it } from '@jest/globals';
import type { Entity } from '../../../src/aws/segment-document.ts';
import type { FunctionDefinition, InvocationEvent } from '../../../src/services/lambda/service.ts';
import { json, lambdaWorld, until } from './world.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:failures';
const world = lambdaWorld();
const events: InvocationEvent[] = [];
world.lambda.onInvocation((event) => events.push(event));
afterAll(() => world.lambda.stop());

const eventInvoke = (overrides: Partial<FunctionDefinition['eventInvoke']> = {}) => ({
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onFailureArn: QUEUE,
  ...overrides,
});

/** Sends the event and waits until nothing is pending any more: all attempts, and the destination. */
async function send(functionName: string, event: unknown = {}) {
  const requestId = world.lambda.invokeAsync(functionName, json(event));
  expect(world.pending.list()).toEqual([`asynchronous invocation ${requestId} of ${functionName}`]);
  await world.pending.idle();
  return {
    requestId,
    state: world.lambda.asyncInvocations().find((invocation) => invocation.requestId === requestId),
    destinations: world.destinations.splice(0),
  };
}

describe('an asynchronous invocation', () => {
  it('runs once when it succeeds, under the trace 202, Dwell Time, Attempt #1', async () => {
    const functionName = world.define('answers.nothing');

    const { requestId, state, destinations } = await send(functionName);

    expect(state).toEqual({ requestId, functionName, attempts: 1, status: 'ok' });
    expect(destinations).toEqual([]);
    const [functionSegment, service] = world.segmentsOf(functionName);
    const [dwell, attempt] = service?.subsegments ?? [];
    const hex = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(service).toEqual({
      id: hex,
      name: functionName,
      start_time: expect.any(Number),
      end_time: expect.any(Number),
      trace_id: functionSegment?.trace_id,
      http: { response: { status: 202 } },
      aws: { request_id: requestId },
      origin: 'AWS::Lambda',
      resource_arn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      subsegments: [
        { id: hex, name: 'Dwell Time', start_time: service?.start_time, end_time: attempt?.start_time },
        {
          id: functionSegment?.parent_id,
          name: 'Attempt #1',
          start_time: dwell?.end_time,
          end_time: expect.any(Number),
          http: { response: { status: 200 } },
        },
      ],
    });
  });

  it('is tried three times with the same request ID, and then sent to its destination', async () => {
    const functionName = world.define('failures.throws', { eventInvoke: eventInvoke() });

    const { requestId, state, destinations } = await send(functionName, { order: 7 });

    const why = { errorType: 'StockError', errorMessage: 'none left' };
    expect(state).toEqual({ requestId, functionName, attempts: 3, status: 'error', ...why });
    expect(destinations).toEqual([
      {
        arn: QUEUE,
        record: {
          version: '1.0',
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
          requestContext: {
            requestId,
            functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          },
          requestPayload: { order: 7 },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorType: 'StockError', errorMessage: 'none left', trace: expect.any(Array) },
        },
      },
    ]);
    const starts = world.recordsOf(functionName).filter(({ type }) => type === 'platform.start');
    expect(starts.map(({ record }) => record?.requestId)).toEqual([requestId, requestId, requestId]);
    expect(events.filter((event) => event.requestId === requestId)).toEqual(
      [1, 2, 3].map((attempt) => ({
        functionName,
        requestId,
        type: 'async',
        attempt,
        status: 'error',
        ...why,
        durationMs: expect.any(Number),
        coldStart: attempt === 1,
      })),
    );
  });

  it('has each attempt in its one trace, with the function segment below it', () => {
    const segments = world.segmentsOf('failures-throws');
    const functions = segments.filter(({ origin }) => origin === 'AWS::Lambda::Function');
    const service = segments.find(({ origin }) => origin === 'AWS::Lambda');
    const later = world.segments.filter(({ parent_id, type }) => type === 'subsegment' && parent_id === service?.id);

    const attempts: Entity[] = [...(service?.subsegments ?? []).slice(1), ...later];
    expect(attempts.map(({ name, error }) => [name, error])).toEqual([
      ['Attempt #1', true],
      ['Attempt #2', true],
      ['Attempt #3', true],
    ]);
    expect(functions.map(({ parent_id }) => parent_id)).toEqual(attempts.map(({ id }) => id));
    expect(new Set([...segments, ...later].map(({ trace_id }) => trace_id)).size).toBe(1);
    expect(service?.error).toBe(true);
  });

  it('ends with the first attempt that succeeds', async () => {
    const functionName = world.define('answers.failsFirst', { eventInvoke: eventInvoke() });

    const { state, destinations } = await send(functionName, { times: 1 });

    expect([state?.attempts, state?.status, destinations]).toEqual([2, 'ok', []]);
  });

  it.each([
    ['is not retried beyond its MaximumRetryAttempts', { maximumRetryAttempts: 0 }, 'RetriesExhausted'],
    [
      "is not retried beyond its MaximumEventAge, counted in AWS's seconds",
      { maximumEventAgeSeconds: 60 },
      'EventAgeExceeded',
    ],
  ])('%s', async (_title, limits, condition) => {
    const functionName = world.define('failures.throws', { functionName: condition, eventInvoke: eventInvoke(limits) });

    const { destinations } = await send(functionName);

    expect(destinations[0]?.record).toMatchObject({ requestContext: { condition, approximateInvokeCount: 1 } });
  });

  it('is sent to the destination at once if the reserved concurrency is 0', async () => {
    const functionName = world.define('answers.nothing', {
      functionName: 'zero',
      reservedConcurrency: 0,
      eventInvoke: eventInvoke(),
    });

    const { requestId, destinations } = await send(functionName);

    expect(destinations[0]?.record).toEqual({
      version: '1.0',
      timestamp: expect.any(String),
      requestContext: {
        requestId,
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}:$LATEST`,
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      },
      requestPayload: {},
    });
  });

  it('waits while the reserved concurrency is used up, without an attempt', async () => {
    const functionName = world.define('answers.failsFirst', { functionName: 'reserved', reservedConcurrency: 1 });

    const first = world.lambda.invokeAsync(functionName, json({ times: 0 }));
    const second = world.lambda.invokeAsync(functionName, json({ times: 0 }));
    await world.pending.idle();

    const states = world.lambda.asyncInvocations().filter(({ requestId }) => [first, second].includes(requestId));
    expect(states.map(({ attempts, status }) => [attempts, status])).toEqual([
      [1, 'ok'],
      [1, 'ok'],
    ]);
  });

  it('lists the on-failure record that did not reach its destination', async () => {
    const refusing = lambdaWorld({ sendToDestination: () => Promise.reject(new Error('AccessDenied')) });
    const functionName = refusing.define('failures.throws', { eventInvoke: eventInvoke({ maximumRetryAttempts: 0 }) });

    const requestId = refusing.lambda.invokeAsync(functionName, json({}));
    await refusing.pending.idle();

    expect(refusing.lambda.asyncInvocations()).toMatchObject([{ status: 'error', destinationError: 'AccessDenied' }]);
    expect(refusing.lambda.failedDestinations()).toEqual([
      { requestId, functionName, destinationArn: QUEUE, reason: 'AccessDenied' },
    ]);
    await refusing.lambda.stop();
  });

  it('sends the trace header of the invocation with its on-failure record', async () => {
    const headers: string[] = [];
    const listening = lambdaWorld({ sendToDestination: async ({ traceHeader }) => void headers.push(traceHeader) });
    const functionName = listening.define('failures.throws', { eventInvoke: eventInvoke({ maximumRetryAttempts: 0 }) });

    listening.lambda.invokeAsync(functionName, json({}));
    await listening.pending.idle();
    await listening.lambda.stop();

    const service = listening.segmentsOf(functionName).find(({ origin }) => origin === 'AWS::Lambda');
    expect(headers).toEqual([`Root=${service?.trace_id};Parent=${service?.id};Sampled=1`]);
  });

  it('is sent to the dead-letter queue unchanged, with the request ID and the error in the attributes', async () => {
    const functionName = world.define('failures.throws', {
      functionName: 'with-dead-letter-queue',
      deadLetterArn: QUEUE,
      eventInvoke: { maximumRetryAttempts: 1, maximumEventAgeSeconds: 21_600 },
    });

    const { requestId, destinations } = await send(functionName, { order: 7 });

    expect(destinations).toEqual([
      {
        arn: QUEUE,
        record: { order: 7 },
        attributes: {
          RequestID: { DataType: 'String', StringValue: requestId },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'none left' },
        },
      },
    ]);
  });

  it('is sent to the dead-letter queue and to the on-failure destination if the function has both', async () => {
    const functionName = world.define('answers.nothing', {
      functionName: 'with-both',
      reservedConcurrency: 0,
      deadLetterArn: QUEUE,
      eventInvoke: eventInvoke({ onFailureArn: `${QUEUE}-records` }),
    });

    const { destinations } = await send(functionName);

    expect(destinations).toMatchObject([
      { arn: `${QUEUE}-records`, record: { requestContext: { condition: 'ZeroReservedConcurrency' } } },
      { arn: QUEUE, record: {}, attributes: { ErrorCode: { StringValue: '429' } } },
    ]);
  });

  it('is removed from the list when newer invocations need its memory, and is counted', async () => {
    const small = lambdaWorld({ maxResultBytes: 3_000 });
    const functionName = small.define('answers.nothing');
    const requestIds: string[] = [];
    for (let n = 0; n < 10; n++) {
      requestIds.push(small.lambda.invokeAsync(functionName, json({})));
      await small.pending.idle();
    }

    const listed = small.lambda.asyncInvocations().map(({ requestId }) => requestId);
    expect(listed).toEqual(requestIds.slice(-listed.length));
    expect(listed.length).toBeLessThanOrEqual(6);
    expect(small.lambda.droppedInvocationCount).toBe(10 - listed.length);
    await small.lambda.stop();
  });

  it('is listed in the order of its arrival, also while many others wait', async () => {
    const many = lambdaWorld();
    const functionName = many.define('answers.nothing');
    const requestIds = Array.from({ length: 100 }, () => many.lambda.invokeAsync(functionName, json({})));

    const listed = () => many.lambda.asyncInvocations().map(({ requestId, status }) => `${requestId} ${status}`);
    expect(listed()).toEqual(requestIds.map((requestId) => `${requestId} pending`));
    expect(many.pending.count).toBe(100);
    await many.pending.idle();
    expect(listed()).toEqual(requestIds.map((requestId) => `${requestId} ok`));
    await many.lambda.stop();
  });

  it('ends with the stack while it waits for other invocations', async () => {
    const many = lambdaWorld();
    const functionName = many.define('answers.nothing');
    for (let n = 0; n < 100; n += 1) many.lambda.invokeAsync(functionName, json({}));

    await many.lambda.stop();

    expect(many.pending.list()).toEqual([]);
    expect(many.lambda.asyncInvocations()).toHaveLength(100);
    expect(many.lambda.asyncInvocations().at(-1)).toMatchObject({ attempts: 0, status: 'pending' });
  });

  it('ends with the stack while it waits for a retry', async () => {
    const slow = lambdaWorld({ retryDelayScale: 1 });
    const functionName = slow.define('failures.throws', { eventInvoke: eventInvoke() });
    slow.lambda.invokeAsync(functionName, json({}));
    await until('the first attempt', () => slow.lambda.asyncInvocations()[0]?.attempts === 1);

    await slow.lambda.stop();

    expect(slow.pending.list()).toEqual([]);
    expect(slow.lambda.asyncInvocations()).toMatchObject([{ attempts: 1, status: 'pending' }]);
  });
});
