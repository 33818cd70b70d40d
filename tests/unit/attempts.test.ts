import { describe, expect, it } from '@jest/globals';
import { readAttempts } from '../../functions/error-handler/attempts.ts';
import type { LogEvent } from '../../functions/error-handler/envelope.ts';
import * as log from './support/lambda-log.ts';

const exit = { status: 'error', errorType: 'Runtime.ExitError' };

function attemptsIn(events: LogEvent[], segments?: Record<string, unknown>[]) {
  return readAttempts(
    events.map((event) => ({ ...event, logStreamName: 'stream' })),
    segments,
  );
}

describe('the kind of a failure', () => {
  it.each<[string, string, LogEvent[]]>([
    ['an exception, and a success for Lambda', 'thrown', log.thrown(0)],
    [
      'console.error, and more of the log',
      'logged',
      [log.start(0), log.exception(0.1), log.console(0.2, 'INFO', 'fine'), log.report(1)],
    ],
    ['console.error of a text', 'logged', [log.start(0), log.console(0.1, 'ERROR', 'hm'), log.report(1)]],
    [
      'a timeout, whatever was logged before',
      'timeout',
      [log.start(0), log.exception(0.1), log.report(3, { status: 'timeout' })],
    ],
    [
      'an end that Lambda calls out of memory',
      'out-of-memory',
      [log.start(0), log.report(1, { status: 'error', errorType: 'Runtime.OutOfMemory' })],
    ],
    [
      'a process that the kernel killed',
      'out-of-memory',
      [
        log.at(0.9, `RequestId: ${log.REQUEST_ID} Error: Runtime exited with error: signal: killed`),
        log.report(1, exit),
      ],
    ],
    [
      'a process that gave up on its heap',
      'out-of-memory',
      [
        log.at(0.9, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
        log.report(1, exit),
      ],
    ],
    [
      'an exit with all memory used',
      'out-of-memory',
      [log.report(1, { ...exit, metrics: { memorySizeMB: 256, maxMemoryUsedMB: 256 } })],
    ],
    [
      'an exit, and an error that only speaks of memory',
      'exit',
      [
        log.start(0),
        log.console(0.1, 'ERROR', 'upstream: java.lang.OutOfMemoryError'),
        log.at(0.2, 'heap out of order'),
        log.report(1, exit),
      ],
    ],
    [
      'a slow init, and then an error that names no request',
      'logged',
      [log.initReport(0, 'timeout'), log.start(1), log.at(1.5, { level: 'ERROR', message: 'whose?' }), log.report(2)],
    ],
    ['an exit', 'exit', [log.start(0), log.report(1, exit)]],
    [
      'an error that Lambda itself reports',
      'thrown',
      [
        log.start(0),
        log.exception(0.5),
        log.report(1, { status: 'error', errorType: 'Function.ResponseSizeTooLarge' }),
      ],
    ],
    [
      'an init that failed, and failed again with the request',
      'init',
      [
        log.exception(0, '-'),
        log.initReport(0, 'error'),
        log.initReport(0.5, 'error', 'invoke'),
        log.start(0.6),
        log.report(1, exit),
      ],
    ],
    [
      'an init that took too long, was done again with success, which is not logged, and then a request that threw',
      'thrown',
      [log.initReport(0, 'timeout'), log.start(1), log.exception(1.5), log.report(2)],
    ],
    [
      'an init that took too long, and then an exit',
      'exit',
      [log.initReport(0, 'timeout'), log.start(1), log.report(2, exit)],
    ],
    ['an init that failed, and no request', 'init', [log.exception(0, '-'), log.initReport(0.1, 'error')]],
    [
      'an init that failed, was done again with success, and then a request that went well',
      'init',
      [log.exception(0, '-'), log.initReport(0, 'error'), log.start(1), log.report(2)],
    ],
    ['nothing that failed', 'ok', [log.start(0), log.console(0.1, 'INFO', 'fine'), log.report(1)]],
    ['no report, and an exception', 'thrown', [log.start(0), log.exception(0.5)]],
  ])('%s: %s', (_, kind, events) => {
    expect(attemptsIn(events).map((attempt) => attempt.kind)).toEqual([kind]);
  });

  it.each([
    [{ error: true }, 'thrown'],
    [{ fault: true }, 'thrown'],
    [{}, 'logged'],
  ])("is told by the function's segment where the log leaves it open: %j", (segment, kind) => {
    expect(attemptsIn(log.thrown(0), [segment])[0]?.kind).toBe(kind);
  });
});

describe('a trace that lacks the segment of an attempt', () => {
  it('tells nothing of either', () => {
    expect(attemptsIn([...log.thrown(0), ...log.thrown(60)], [{}]).map(({ kind }) => kind)).toEqual([
      'thrown',
      'thrown',
    ]);
  });
});

describe('the error of an attempt', () => {
  it('is the exception, with its stack', () => {
    expect(attemptsIn(log.thrown(0))[0]?.error).toEqual({
      type: 'OutOfStockError',
      message: 'none left',
      stack: ['OutOfStockError: none left', '    at reserve (/tmp/x/functions/processor/job.ts:7:9)'],
      causes: [],
    });
  });

  it.each([
    ['a text', { message: 'hm' }, { type: 'ERROR', message: 'hm', stack: [], causes: [] }],
    ['an object', { message: { shelf: 5 } }, { type: 'ERROR', message: '{"shelf":5}', stack: [], causes: [] }],
    [
      'a text with an error beside it',
      { message: 'hm Error: no', errorType: 'Error', errorMessage: 'no', stackTrace: ['Error: no'] },
      { type: 'Error', message: 'no', stack: ['Error: no'], causes: [] },
    ],
  ])('is what console.error wrote, %s', (_, fields, expected) => {
    const record = log.at(0, { timestamp: '', level: 'ERROR', requestId: log.REQUEST_ID, ...fields });

    expect(attemptsIn([record, log.report(1)])[0]?.error).toEqual(expected);
  });

  it("is Lambda's notice when the process ended", () => {
    const notice = log.at(
      1,
      `RequestId: ${log.REQUEST_ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
    );

    expect(attemptsIn([log.start(0), notice, log.report(1, exit)])[0]?.error).toEqual({
      type: 'Runtime.ExitError',
      message: 'Runtime exited with error: exit status 1',
      stack: [],
      causes: [],
    });
  });
});

describe('attempts', () => {
  it('in one stream are parted by their reports, and late text belongs to the one before', () => {
    const text = log.at(1.5, 'RequestId: x Error: Runtime exited');
    const attempts = attemptsIn([...log.thrown(0), text, log.platform(59, 'initStart', {}), ...log.thrown(60)]);

    expect(
      attempts.map(({ startedAt, endedAt, coldStart }) => [startedAt.slice(14, 19), endedAt.slice(14, 19), coldStart]),
    ).toEqual([
      ['00:00', '00:01', false],
      ['00:59', '01:01', true],
    ]);
  });
});
