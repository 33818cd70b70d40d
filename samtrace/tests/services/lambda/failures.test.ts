import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { Environment } from '../../../src/services/lambda/environment.ts';
import { ProcessGuard } from '../../../src/services/lambda/process-guard.ts';
import { bundleRuntime } from '../../../src/services/lambda/runtime-bundle.ts';
import { definitionOf, type LogRecord, lambdaWorld, newRuntimeDirectory } from './world.ts';

const world = lambdaWorld();
afterAll(() => world.lambda.stop());

/** The platform's word on an invocation, from the records that are written by default. */
function platformOf(records: LogRecord[]): unknown[] {
  return records
    .filter(({ type }) => type !== undefined)
    .map(({ type, record }) => [type?.replace('platform.', ''), record?.status, record?.errorType].filter(Boolean));
}

/** Both of Lambda's segments, without ids and times. */
function tracesOf(functionName: string) {
  const [functionSegment, service] = world.segmentsOf(functionName) as [SegmentDocument, SegmentDocument];
  return {
    service: { status: service.http?.response?.status, error: service.error },
    function: { error: functionSegment.error, cause: typesOf(functionSegment) },
    subsegments: functionSegment.subsegments?.map(({ name, error }) => (error ? `${name}: error` : name)),
  };
}

function typesOf({ cause }: SegmentDocument): unknown {
  return typeof cause === 'object' ? cause.exceptions?.map(({ type, message }) => [type, message]) : cause;
}

interface Ending {
  handler: string;
  timeoutSeconds?: number;
  memorySizeMb?: number;
  /** With `<id>` for the request id. */
  payload: { errorType: string; errorMessage: unknown; trace?: unknown };
  platform: unknown[];
  subsegments?: string[];
  onlyOn?: NodeJS.Platform;
}

const trace = expect.any(Array);
const COLD = [['initStart'], ['start']];
const DIED = ['Initialization', 'Invocation: error'];
const ANSWERED = ['Initialization', 'Invocation: error', 'Overhead'];
const died = (errorType: string) => [...COLD, ['runtimeDone', 'error', errorType], ['report', 'error', errorType]];
const exitError = (how: string) => ({
  payload: { errorType: 'Runtime.ExitError', errorMessage: `RequestId: <id> Error: Runtime exited ${how}` },
  platform: died('Runtime.ExitError'),
  subsegments: DIED,
});
const timeout = {
  timeoutSeconds: 0.3,
  payload: { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: <id> Error: Task timed out after 0.30 seconds' },
  platform: [...COLD, ['runtimeDone', 'timeout'], ['report', 'timeout']],
  subsegments: DIED,
};
const handled = (errorType: string, errorMessage: unknown) => ({
  payload: { errorType, errorMessage, trace },
  platform: [...COLD, ['report', 'success']],
  subsegments: ANSWERED,
});
const initError = (errorType: string, errorMessage: unknown, platformType = errorType) => ({
  payload: { errorType, errorMessage, trace },
  platform: failedInits(platformType),
  subsegments: ['Initialization: error', 'Initialization: error'],
});
const failedInits = (type: string) => [
  ...[1, 2].flatMap(() => [['initStart'], ['initRuntimeDone', 'error', type], ['initReport', 'error', type]]),
  ['start'],
  ['runtimeDone', 'error', type],
  ['report', 'error', type],
];

const ENDINGS: Ending[] = [
  { handler: 'failures.throws', ...handled('StockError', 'none left') },
  {
    handler: 'failures.throwsText',
    ...handled('string', 'just text'),
    payload: { errorType: 'string', errorMessage: 'just text', trace: [] },
  },
  { handler: 'failures.circular', ...handled('Error', 'round') },
  {
    handler: 'failures.unserializable',
    ...handled('Runtime.JSONStringifyError', 'Unable to stringify response body'),
  },
  {
    handler: 'failures.tooLarge',
    ...handled('', ''),
    payload: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  },
  { handler: 'failures.hangs', ...timeout },
  { handler: 'failures.spins', ...timeout },
  { handler: 'failures.exits', ...exitError('with error: exit status 3') },
  { handler: 'failures.neverAnswers', ...exitError('without providing a reason') },
  { handler: 'failures.aborts', ...exitError('with error: signal: aborted') },
  { handler: 'failures.throwsLate', ...exitError('with error: exit status 1') },
  {
    handler: 'failures.fillsMemory',
    memorySizeMb: 128,
    payload: {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: 'RequestId: <id> Error: Runtime exited with error: signal: killed',
    },
    platform: died('Runtime.OutOfMemory'),
    subsegments: DIED,
    onlyOn: 'linux',
  },
  { handler: 'init-throws.handler', ...initError('RangeError', 'bad configuration', 'Runtime.Unknown') },
  {
    handler: 'init-exits.handler',
    ...exitError('with error: exit status 5'),
    platform: failedInits('Runtime.ExitError'),
    subsegments: ['Initialization: error', 'Initialization: error'],
  },
  {
    handler: 'init-misses.handler',
    ...initError('Runtime.ImportModuleError', expect.stringMatching(/^Error: Cannot find module '.\/not-there.js'/)),
  },
  {
    handler: 'failures.missing',
    ...initError('Runtime.HandlerNotFound', 'failures.missing is undefined or not exported'),
  },
  {
    handler: 'failures.notAFunction',
    ...initError('Runtime.HandlerNotFound', 'failures.notAFunction is not a function'),
  },
  {
    handler: 'failures.callback',
    ...initError('Runtime.CallbackHandlerDeprecated', expect.stringContaining('removed support for callback-based')),
  },
  {
    handler: '../up.handler',
    ...initError(
      'Runtime.MalformedHandlerName',
      expect.stringContaining("'../up.handler' is not a valid handler name"),
    ),
  },
];

describe('a failed invocation', () => {
  const here = ENDINGS.filter(({ onlyOn }) => onlyOn === undefined || onlyOn === process.platform);

  it.concurrent.each(here)('of $handler is answered, logged and traced as on Lambda', async (ending) => {
    const { handler, timeoutSeconds = 3, memorySizeMb = 256 } = ending;
    const functionName = world.define(handler, {
      functionName: handler.replace(/\W+/g, '-'),
      timeoutSeconds,
      memorySizeMb,
    });

    const { payload, functionError, errorType, requestId } = await world.invoke(functionName);

    const expected = {
      ...ending.payload,
      errorMessage:
        typeof ending.payload.errorMessage === 'string'
          ? ending.payload.errorMessage.replace('<id>', requestId)
          : ending.payload.errorMessage,
    };
    expect(JSON.parse(payload.toString())).toEqual(expected);
    expect({ functionError, errorType }).toEqual({ functionError: 'Unhandled', errorType: expected.errorType });
    expect(platformOf(world.recordsOf(functionName))).toEqual(ending.platform);
    expect(tracesOf(functionName)).toEqual({
      service: { status: 200, error: true },
      function: { error: true, cause: [[expected.errorType, expected.errorMessage]] },
      subsegments: ending.subsegments,
    });
  });

  it('has the class of its error in the log, and the name of its error in the answer', async () => {
    const functionName = world.define('failures.throws', { functionName: 'named' });

    const { requestId } = await world.invoke(functionName);

    expect(world.recordsOf(functionName).filter(({ level }) => level === 'ERROR')).toEqual([
      {
        timestamp: expect.any(String),
        level: 'ERROR',
        requestId,
        message: {
          errorType: 'OutOfStock',
          errorMessage: 'none left',
          stackTrace: expect.arrayContaining([expect.stringContaining('failures.cjs')]),
          name: 'StockError',
        },
      },
    ]);
  });

  it('has the failing line in the segment of the function', () => {
    const [segment] = world.segmentsOf('named');

    expect(segment?.cause).toEqual({
      working_directory: expect.stringContaining('handlers'),
      paths: expect.arrayContaining([expect.stringContaining('failures.cjs')]),
      exceptions: [
        {
          id: expect.stringMatching(/^[0-9a-f]{16}$/),
          type: 'StockError',
          message: 'none left',
          stack: expect.arrayContaining([
            { path: expect.stringContaining('failures.cjs'), line: expect.any(Number), label: 'throws' },
          ]),
        },
      ],
    });
  });

  it('that exits after its answer returns the answer, and its report contains the exit', async () => {
    const functionName = world.define('failures.diesAfterAnswer');

    const { payload, functionError } = await world.invoke(functionName);

    expect([payload.toString(), functionError]).toEqual(['"answered"', undefined]);
    expect(platformOf(world.recordsOf(functionName)).at(-1)).toEqual(['report', 'error', 'Runtime.ExitError']);
  });

  it('has the last output of its process in the log', async () => {
    const functionName = world.define('failures.throwsLate', { functionName: 'last-words' });

    await world.invoke(functionName);

    const lines = world.recordsOf(functionName).map(({ message }) => message);
    expect(lines).toContain('Error: too late');
    expect(world.recordsOf(functionName).at(-1)?.type).toBe('platform.report');
  });

  it('is followed by a cold start if its process has ended', async () => {
    const functionName = world.define('failures.exits', { functionName: 'again' });

    const results = [await world.invoke(functionName), await world.invoke(functionName)];

    expect(results.map(({ coldStart }) => coldStart)).toEqual([true, true]);
  });

  it('is logged in the text format with Status, Error Type and the crash notice', async () => {
    const functionName = world.define('failures.exits', {
      functionName: 'text-exit',
      logging: {
        format: 'Text',
        applicationLogLevel: 'INFO',
        systemLogLevel: 'INFO',
        logGroup: '/aws/lambda/text-exit',
      },
    });

    const { requestId } = await world.invoke(functionName);

    expect(world.logOf(functionName).slice(2)).toEqual([
      `RequestId: ${requestId} Error: Runtime exited with error: exit status 3\nRuntime.ExitError\n`,
      `END RequestId: ${requestId}\n`,
      expect.stringMatching(/ ms\tStatus: error\tError Type: Runtime\.ExitError\nXRAY TraceId: .+\t\n$/),
    ]);
  });
});

describe('an init that fails', () => {
  it('is repeated in the invocation, which can then succeed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lambda-test-'));
    const functionName = world.define('init-once.handler', { environment: { MARKER_FILE: join(directory, 'marker') } });

    const { payload, coldStart } = await world.invoke(functionName);
    rmSync(directory, { recursive: true });

    expect([payload.toString(), coldStart]).toEqual(['"second time lucky"', true]);
    expect(platformOf(world.recordsOf(functionName))).toEqual([
      ['initStart'],
      ['initRuntimeDone', 'error', 'Runtime.Unknown'],
      ['initReport', 'error', 'Runtime.Unknown'],
      ['initStart'],
      ['start'],
      ['report', 'success'],
    ]);
  });

  it('logs its error each time, without a request ID', async () => {
    const functionName = world.define('init-throws.handler', { functionName: 'two-records' });

    await world.invoke(functionName);

    const errors = world.recordsOf(functionName).filter(({ level }) => level === 'ERROR');
    expect(errors.map(({ requestId }) => requestId)).toEqual(['-', '-']);
  });

  it('that takes too long twice ends as a timeout', async () => {
    const { logs, invoke } = await environmentOf('init-hangs.handler', { initLimitMs: 200, timeoutSeconds: 0.3 });

    const { payload, errorType } = await invoke();

    expect([errorType, JSON.parse(payload.toString()).errorMessage]).toEqual([
      'Sandbox.Timedout',
      'RequestId: id Error: Task timed out after 0.30 seconds',
    ]);
    expect(platformOf(logs.map((message) => JSON.parse(message)))).toEqual([
      ...[1, 2].flatMap(() => [['initStart'], ['initRuntimeDone', 'timeout'], ['initReport', 'timeout']]),
      ['start'],
      ['runtimeDone', 'timeout'],
      ['report', 'timeout'],
    ]);
  });
});

/** An environment by itself, whose init phase ends earlier than after Lambda's 10 seconds. */
async function environmentOf(handler: string, { initLimitMs, timeoutSeconds }: Record<string, number>) {
  const logs: string[] = [];
  const bundle = await bundleRuntime(newRuntimeDirectory());
  const guard = new ProcessGuard();
  const environment = new Environment(
    {
      ...definitionOf({ functionName: 'alone', handler, ...(timeoutSeconds !== undefined && { timeoutSeconds }) }),
      version: '$LATEST',
    },
    {
      account: DEFAULT_ACCOUNT,
      platformEnvironment: () => ({}),
      log: (_group, _stream, events) => logs.push(...events.map(({ message }) => message)),
      createLogStream: () => {},
      runtimeClient: async () => ({ file: bundle.file, sendsSecret: true }),
      guard,
      ...(initLimitMs !== undefined && { initLimitMs }),
    },
  );
  return {
    logs,
    async invoke() {
      const request = {
        requestId: 'id',
        payload: Buffer.from('{}'),
        invokedFunctionArn: 'arn',
        traceHeader: 'Sampled=0',
      };
      try {
        return await environment.invoke(request);
      } finally {
        await environment.stop();
        await guard.stop();
        await bundle.remove();
      }
    },
  };
}
