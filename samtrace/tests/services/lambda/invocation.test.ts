import { afterAll, describe, expect, it } from '@jest/globals';
import { HANDLERS, type LogRecord, lambdaWorld } from './world.ts';

const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const number = expect.any(Number);
const stream = expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);

describe('an invocation', () => {
  const world = lambdaWorld({
    platformEnvironment: () => ({ AWS_ACCESS_KEY_ID: 'key', AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' }),
  });
  afterAll(() => world.lambda.stop());

  it('gets the event and the context of Lambda', async () => {
    const functionName = world.define('answers.context', { timeoutSeconds: 3 });

    const result = await world.lambda.invoke(functionName, Buffer.from('{"order":"é"}'), {
      clientContext: '{"custom":1}',
    });

    expect(result).toMatchObject({ requestId: id, coldStart: true, durationMs: number });
    expect(JSON.parse(result.payload.toString())).toEqual({
      event: { order: 'é' },
      context: {
        clientContext: { custom: 1 },
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:answers-context',
        awsRequestId: result.requestId,
        xRayTraceId: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/),
        functionName,
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        logGroupName: `/aws/lambda/${functionName}`,
        logStreamName: stream,
      },
      remaining: true,
    });
  });

  it('has the environment variables of Lambda and of the template, and none of this machine', async () => {
    const functionName = world.define('answers.environment', {
      environment: { TABLE: 'orders', AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR' },
    });

    const { payload } = await world.invoke(functionName);

    expect(JSON.parse(payload.toString())).toEqual({
      TABLE: 'orders',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: stream,
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
      _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
      _AWS_XRAY_DAEMON_PORT: '2000',
      _X_AMZN_TRACE_ID: expect.stringContaining('Root=1-'),
      _HANDLER: 'answers.environment',
      LAMBDA_TASK_ROOT: HANDLERS,
      LAMBDA_RUNTIME_DIR: expect.any(String),
      NODE_PATH: HANDLERS,
      PATH: process.env.PATH,
      PWD: HANDLERS,
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      cwd: HANDLERS,
    });
  });

  it('has its complete log when it ends, with the report as the last record', async () => {
    const functionName = world.define('answers.logs');

    const { requestId, logTail } = await world.invoke(functionName);

    const tracing = {
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      type: 'X-Amzn-Trace-Id',
      value: expect.stringMatching(/^Root=1-[0-9a-f-]{33};Parent=[0-9a-f]{16};Sampled=1$/),
    };
    const application = { timestamp: time, requestId };
    const records = world.recordsOf(functionName);
    expect(records.filter((record) => !isRaw(record))).toEqual([
      {
        time,
        type: 'platform.initStart',
        record: {
          initializationType: 'on-demand',
          phase: 'init',
          runtimeVersion: `nodejs:${process.versions.node}`,
          runtimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
          functionName,
          functionVersion: '$LATEST',
          instanceId: stream,
          instanceMaxMemory: 268_435_456,
        },
      },
      {
        time,
        type: 'platform.start',
        record: {
          requestId,
          functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
          version: '$LATEST',
          tracing,
        },
      },
      { ...application, level: 'INFO', message: 'order 7' },
      { ...application, level: 'WARN', message: { left: 2 } },
      {
        ...application,
        level: 'ERROR',
        message: 'no stock RangeError: none left\n    at x',
        errorType: 'RangeError',
        errorMessage: 'none left',
        stackTrace: ['RangeError: none left', '    at x'],
      },
      {
        time,
        type: 'platform.report',
        record: {
          requestId,
          metrics: {
            durationMs: number,
            billedDurationMs: number,
            memorySizeMB: 256,
            ...(process.platform === 'linux' && { maxMemoryUsedMB: number }),
            initDurationMs: number,
          },
          tracing,
          status: 'success',
        },
      },
    ]);
    // Raw output comes through another pipe than records: where it stands among them is not fixed.
    expect(records.filter(isRaw)).toEqual([{ message: 'raw line' }, { message: 'and no line end' }]);
    expect(records.at(-1)?.type).toBe('platform.report');
    expect(logTail.split('\n')[0]).toContain('platform.start');
    expect(logTail.trimEnd().split('\n').at(-1)).toContain('platform.report');
  });

  it('uses a warm environment the second time, with the same log stream', async () => {
    const functionName = world.define('answers.counter');

    const first = await world.invoke(functionName);
    const second = await world.invoke(functionName);

    expect([first, second].map(({ coldStart, payload }) => [coldStart, payload.toString()])).toEqual([
      [true, '1'],
      [false, '2'],
    ]);
    expect(world.recordsOf(functionName).map(({ type }) => type)).toEqual([
      'platform.initStart',
      'platform.start',
      'platform.report',
      'platform.start',
      'platform.report',
    ]);
    expect(new Set(world.logs.filter(({ group }) => group.endsWith(functionName)).map((log) => log.stream)).size).toBe(
      1,
    );
  });

  it('that logs 50 MB has every line in its log, in order', async () => {
    const functionName = world.define('answers.talks', { timeoutSeconds: 60, memorySizeMb: 512 });

    const { functionError } = await world.invoke(functionName, { lines: 25_000, size: 2_000 });

    const numbers = world
      .recordsOf(functionName)
      .filter(({ level }) => level === 'INFO')
      .map(({ message }) => Number.parseInt(String(message), 10));
    expect(functionError).toBeUndefined();
    expect(numbers).toEqual(Array.from({ length: 25_000 }, (_, n) => n));
  }, 60_000);

  it('that returns nothing has the answer null', async () => {
    const { payload } = await world.invoke(world.define('answers.nothing'));

    expect(payload.toString()).toBe('null');
  });

  it('finds a handler in a nested export of a CommonJS module', async () => {
    const { payload } = await world.invoke(world.define('failures.nested.deep'));

    expect(payload.toString()).toBe('"found"');
  });

  it('provides its trace header and request ID for the SDKs', async () => {
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:a:0';

    const { payload, requestId } = await world.invoke(world.define('answers.storeAndTrace'), {}, header);

    const handedOut = expect.stringMatching(
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0;Lineage=1:a:0$/,
    );
    expect(JSON.parse(payload.toString())).toEqual({ variable: handedOut, store: handedOut, requestId });
  });

  it('writes the records of the platform and of the console that its log levels include', async () => {
    const functionName = world.define('answers.logs', {
      functionName: 'quiet',
      logging: { format: 'JSON', applicationLogLevel: 'ERROR', systemLogLevel: 'WARN', logGroup: '/aws/lambda/quiet' },
    });

    await world.invoke(functionName);

    expect(world.recordsOf(functionName).map(({ type, level, message }) => type ?? level ?? message)).toEqual([
      'ERROR',
    ]);
  });

  it('writes the text format with its prefixes and tabs', async () => {
    const functionName = world.define('answers.logs', {
      functionName: 'text',
      logging: { format: 'Text', applicationLogLevel: 'INFO', systemLogLevel: 'INFO', logGroup: '/custom/group' },
    });

    const { requestId } = await world.invoke(functionName);

    const custom = world.logs.filter(({ group }) => group === '/custom/group');
    const [, record] = world.segmentsOf(functionName);
    const functionSegment = world.segments.find(({ parent_id }) => parent_id === record?.id);
    expect(custom[0]?.stream).toMatch(/^\d{4}\/\d\d\/\d\d\/text\[\$LATEST\][0-9a-f]{32}$/);
    expect(custom.map(({ message }) => message).filter((message) => !/^(raw|and)/.test(message))).toEqual([
      expect.stringMatching(
        /^INIT_START Runtime Version: nodejs:24\.[\d.]+\tRuntime Version ARN: arn:aws:lambda:.+\n$/,
      ),
      `START RequestId: ${requestId} Version: $LATEST\n`,
      expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tDEBUG\tbelow the level\n$`)),
      expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tINFO\torder 7\n$`)),
      expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tWARN\t\\{ left: 2 \\}\n$`)),
      expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tERROR\tno stock RangeError: none left\n    at x\n$`)),
      `END RequestId: ${requestId}\n`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\t` +
            `(Max Memory Used: \\d+ MB\t)?Init Duration: [\\d.]+ ms\t\n` +
            `XRAY TraceId: ${record?.trace_id}\tSegmentId: ${functionSegment?.id}\tSampled: true\t\n$`,
        ),
      ),
    ]);
  });
});

function isRaw({ type, level }: LogRecord): boolean {
  return type === undefined && level === undefined;
}
