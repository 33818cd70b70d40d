import { describe, expect, it } from '@jest/globals';
import { readRecord, textOf } from '../../functions/error-handler/log-record.ts';
import { errorsIn } from '../../functions/error-handler/logged-error.ts';
import { ERROR_RECORDS, ID } from './support/error-records.ts';

function recordOf(message: unknown) {
  return readRecord({ timestamp: 1, message: typeof message === 'string' ? message : JSON.stringify(message) });
}

describe('an error record of', () => {
  it.each(ERROR_RECORDS)('%s is recognised, with type, message, and stack', (_, message, expected) => {
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

  it.each(['FATAL', 'Fatal', 'critical', 'panic', 'dpanic', 50, 60])('with the level %s is an error', (level) => {
    expect(recordOf({ level, message: 'm' }).isError).toBe(true);
  });

  it.each([
    ['pino-lambda', { awsRequestId: ID, level: 30 }],
    ['a logger in snake case', { aws_request_id: ID, level: 'info' }],
    ['Powertools for .NET', { FunctionRequestId: ID, Level: 'Information' }],
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

  it('may have spaces and line breaks around it', () => {
    expect(recordOf('\n  {"level":"ERROR"}\n')).toMatchObject({ source: 'function', isError: true });
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

  it('are the inner exceptions of .NET', () => {
    const inner_exception = { type: 'System.Y', message: 'second', stack_trace: '   at B()' };
    const exception = { type: 'System.X', message: 'first', stack_trace: '   at A()', inner_exception };

    expect(errorsIn(recordOf({ level: 'Error', message: 'x', exception }))).toEqual([
      { type: 'System.X', message: 'first', stack: ['   at A()'] },
      { type: 'System.Y', message: 'second', stack: ['   at B()'] },
    ]);
  });

  it('have the type Error if they have no other', () => {
    const record = recordOf({
      level: 'ERROR',
      message: { ...cause('first'), cause: { message: 'second', stack: 'x' } },
    });

    expect(errorsIn(record)[1]).toEqual({ type: 'Error', message: 'second', stack: ['x'] });
  });

  it('are at most five', () => {
    let error = cause('last');
    for (let n = 0; n < 50; n++) error = cause('next', error);

    expect(errorsIn(recordOf({ level: 'ERROR', message: error }))).toHaveLength(6);
  });
});

describe('a stack', () => {
  it('has its strings, if there is something else among its lines', () => {
    const record = recordOf({ level: 'ERROR', errorType: 'E', errorMessage: 'm', stackTrace: [5, 'a', null] });

    expect(errorsIn(record)[0].stack).toEqual(['a']);
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
