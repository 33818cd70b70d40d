import { describe, expect, it } from '@jest/globals';
import { readRecord, textOf } from '../../functions/error-handler/log-record.ts';
import { errorsIn } from '../../functions/error-handler/logged-error.ts';

const ID = '5f2c9a3e-0000-4000-8000-000000000001';

function recordOf(message: unknown) {
  return readRecord({ timestamp: 1, message: typeof message === 'string' ? message : JSON.stringify(message) });
}

/** One error record of each runtime and logger; see the tables in log-record.ts and logged-error.ts. */
const FORMATS: [string, object, { type: string; message: string; frames?: number }][] = [
  [
    'Node.js, thrown or console.error(error)',
    {
      level: 'ERROR',
      requestId: ID,
      message: { errorType: 'TypeError', errorMessage: 'm', stackTrace: ['TypeError: m', '    at f (/a.js:1:1)'] },
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Node.js, console.error(text, error)',
    { level: 'ERROR', requestId: ID, message: 'text', errorType: 'TypeError', errorMessage: 'm', stackTrace: ['a'] },
    { type: 'TypeError', message: 'm', frames: 1 },
  ],
  [
    'Node.js, console.error({ err })',
    {
      level: 'ERROR',
      requestId: ID,
      message: { err: { errorType: 'TypeError', errorMessage: 'm', stackTrace: ['a'] } },
    },
    { type: 'TypeError', message: 'm', frames: 1 },
  ],
  ['Node.js, console.error()', { level: 'ERROR', requestId: ID }, { type: 'ERROR', message: '' }],
  [
    'Node.js, console.error(null)',
    { level: 'ERROR', requestId: ID, message: null },
    { type: 'ERROR', message: 'null' },
  ],
  [
    'Node.js, console.error({ code: 5 })',
    { level: 'ERROR', requestId: ID, message: { code: 5 } },
    { type: 'ERROR', message: '{"code":5}' },
  ],
  [
    'Python, uncaught',
    { log_level: 'ERROR', errorMessage: 'm', errorType: 'ValueError', requestId: ID, stackTrace: ['  File "/a.py"'] },
    { type: 'ValueError', message: 'm', frames: 1 },
  ],
  ['Python, logging.critical', { level: 'CRITICAL', message: 'm', requestId: ID }, { type: 'CRITICAL', message: 'm' }],
  [
    'Java, uncaught',
    { level: 'ERROR', AWSRequestId: ID, message: 'm: java.lang.X\n\tat com.x.Foo.bar(Foo.java:12)' },
    { type: 'ERROR', message: 'm: java.lang.X\n\tat com.x.Foo.bar(Foo.java:12)', frames: 2 },
  ],
  [
    '.NET, uncaught',
    { level: 'Error', requestId: ID, message: '', errorType: 'System.X', errorMessage: 'm', stackTrace: ['at a'] },
    { type: 'System.X', message: 'm', frames: 1 },
  ],
  ['Go, slog', { level: 'ERROR', msg: 'm', error: 'boom' }, { type: 'ERROR', message: 'm' }],
  ['Go, zap', { level: 'dpanic', msg: 'm', ts: 1, stacktrace: 'a\nb' }, { type: 'DPANIC', message: 'm', frames: 2 }],
  [
    'Rust, tracing',
    { level: 'ERROR', fields: { message: 'm' }, span: { requestId: ID } },
    { type: 'ERROR', message: 'm' },
  ],
  [
    'Ruby, uncaught',
    { errorMessage: 'm', errorType: 'Function<RuntimeError>', stackTrace: ['a'] },
    { type: 'Function<RuntimeError>', message: 'm', frames: 1 },
  ],
  [
    'pino',
    {
      level: 50,
      name: 'shop',
      err: { type: 'TypeError', message: 'm', stack: 'TypeError: m\n    at f (a.js:1:1)' },
      msg: 'x',
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  ['pino, fatal without text', { level: 60, awsRequestId: ID }, { type: '60', message: '' }],
  [
    'winston',
    { level: 'error', message: 'm', stack: 'TypeError: m\n    at f (a.js:1:1)' },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Powertools for TypeScript',
    {
      level: 'ERROR',
      function_request_id: ID,
      message: 'x',
      error: { name: 'TypeError', message: 'm', stack: 'a\nb', cause: { name: 'E', message: 'c', stack: 'c' } },
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Powertools for Python',
    {
      level: 'ERROR',
      function_request_id: ID,
      message: 'm',
      exception_name: 'ValueError',
      exception: 'Traceback (most recent call last):\n  File "/a.py", line 1, in f',
      stack_trace: { type: 'ValueError', frames: [] },
    },
    { type: 'ValueError', message: 'm', frames: 2 },
  ],
  ['structlog', { level: 'error', event: 'm' }, { type: 'ERROR', message: 'm' }],
];

describe('an error record of', () => {
  it.each(FORMATS)('%s is recognised, with type, message, and stack', (_, message, expected) => {
    const record = recordOf(message);

    const [error] = errorsIn(record);

    expect(record).toMatchObject({ source: 'function', isError: true });
    expect({ type: error.type, message: error.message, frames: error.stack.length }).toEqual({
      frames: 0,
      ...expected,
    });
  });
});

describe('a record', () => {
  it.each([
    ['INFO', { level: 'INFO', message: 'm' }],
    ['a lower number than 50', { level: 40, msg: 'm' }],
    ['WARNING', { level: 'WARNING', message: 'm' }],
    ['no level, with metrics', { _aws: {}, Failures: 1 }],
    ['an object as level', { level: {}, message: 'm' }],
  ])('with %s is no error', (_, message) => {
    expect(recordOf(message).isError).toBe(false);
  });

  it.each([
    ['Java', { AWSRequestId: ID, level: 'INFO' }],
    ['Powertools', { function_request_id: ID, requestId: '' }],
    ['Rust', { span: { requestId: ID } }],
    ['the Node.js runtime', { requestId: ID }],
    ['a platform record', { type: 'platform.start', record: { requestId: ID } }],
    ["Lambda's notice of a crash", `RequestId: ${ID} Error: Runtime exited with error: exit status 1`],
  ])('names its request as %s does', (_, message) => {
    expect(recordOf(message).requestIds).toEqual([ID]);
  });

  it.each([null, '', '-', 5, {}, 'JKJaXmPLvHcESHA=', '../../etc', 'a'.repeat(65)])(
    'names no request with the ID %j',
    (requestId) => {
      expect(recordOf({ level: 'ERROR', requestId }).requestIds).toEqual([]);
    },
  );

  it.each([
    ['is not JSON', 'text'],
    ['is an array', '[1]'],
    ['is cut JSON', '{"level":"ERROR"'],
  ])('that %s is text', (_, message) => {
    expect(recordOf(message)).toMatchObject({ source: 'text', isError: false });
    expect(textOf(recordOf(message))).toBe(message);
  });

  it('is the function’s own if its type is not one of Lambda’s', () => {
    expect(recordOf({ type: 'order', record: {}, level: 'ERROR' })).toMatchObject({ source: 'function', type: '' });
  });
});

describe('the causes of an error', () => {
  const cause = (message: string, next?: object) => ({
    errorType: 'E',
    errorMessage: message,
    stackTrace: ['x'],
    cause: next,
  });

  it('follow it, the next cause first', () => {
    const record = recordOf({ level: 'ERROR', message: cause('first', cause('second', cause('third'))) });

    expect(errorsIn(record).map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  });

  it('are at most five', () => {
    let error = cause('last');
    for (let n = 0; n < 50; n++) error = cause('next', error);

    expect(errorsIn(recordOf({ level: 'ERROR', message: error }))).toHaveLength(6);
  });
});

describe('an error that is too long', () => {
  it('is cut, and says so', () => {
    const stackTrace = Array.from({ length: 500 }, () => 'y'.repeat(5000));
    const [error] = errorsIn(
      recordOf({
        level: 'ERROR',
        message: { errorType: 'T'.repeat(500), errorMessage: 'x'.repeat(100_000), stackTrace },
      }),
    );

    expect(error.type).toMatch(/^T{200}… \[300 characters cut\]$/);
    expect(error.message).toMatch(/^x{10000}… \[90000 characters cut\]$/);
    expect(error.stack).toHaveLength(101);
    expect(error.stack.at(-1)).toBe('… [400 lines cut]');
    expect(error.stack[0]).toMatch(/^y{1000}… \[4000 characters cut\]$/);
  });
});
