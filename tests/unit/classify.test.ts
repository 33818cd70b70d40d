import { describe, expect, it } from '@jest/globals';
import { classify } from '../../functions/error-handler/classify.ts';
import { type LogEvent, readRecord } from '../../functions/error-handler/log-record.ts';
import type { JsonObject } from '../../functions/shared/json.ts';
import {
  exception,
  initReport,
  initStart,
  line,
  logged,
  platform,
  REQUEST_ID,
  report,
  start,
} from './support/lambda-log.ts';

const failureOf = (events: LogEvent[], segment?: JsonObject) => classify(events.map(readRecord), segment);
const FULL_MEMORY = { metrics: { durationMs: 100, memorySizeMB: 128, maxMemoryUsedMB: 128 } };

describe('a request', () => {
  it('was thrown if the segment of the function says so', () => {
    const events = [start(0), exception(0.5), logged(0.6, 'INFO', 'finally'), report(1)];

    expect(failureOf(events, { error: true }).class).toBe('thrown');
    expect(failureOf(events, { fault: true }).class).toBe('thrown');
    expect(failureOf(events, {}).class).toBe('logged');
  });

  it('was thrown, without a trace, if an exception is the last record of the function', () => {
    expect(failureOf([start(0), exception(0.5), report(1)]).class).toBe('thrown');
    expect(failureOf([start(0), exception(0.5), logged(0.6, 'INFO', 'on'), report(1)]).class).toBe('logged');
    expect(failureOf([start(0), logged(0.5, 'ERROR', 'only text'), report(1)]).class).toBe('logged');
  });

  it('was thrown also if a runtime writes the parts of the exception into the record, as that of Python does', () => {
    const error = line(0.5, { level: 'ERROR', errorType: 'ValueError', errorMessage: 'm', stackTrace: [] });

    expect(failureOf([start(0), error, report(1)]).class).toBe('thrown');
  });

  it('was thrown if Lambda reports an error that is not its own', () => {
    expect(failureOf([start(0), report(1, { status: 'error', errorType: 'OutOfStockError' })]).class).toBe('thrown');
  });

  it('was thrown, and did not fail in its init, if its log has no report yet', () => {
    expect(failureOf([initStart(-1), start(0), exception(0.5)]).class).toBe('thrown');
    expect(failureOf([initReport(-1, 'success'), start(0), exception(0.5)]).class).toBe('thrown');
  });

  it('only logged an error, and did not throw, if its log has no report yet and the error is text', () => {
    expect(failureOf([start(0), logged(0.5, 'ERROR', 'only text')]).class).toBe('logged');
  });

  it('only logged an error if that was in its init, and the init succeeded', () => {
    const error = exception(-0.5, '-');

    expect(failureOf([initStart(-1), error, start(0), logged(0.5, 'INFO', 'x'), report(1)]).class).toBe('logged');
    expect(failureOf([initStart(-1), error, start(0), report(1)]).class).toBe('logged');
  });

  it('timed out if Lambda reports that', () => {
    expect(failureOf([start(0), report(3, { status: 'timeout' })])).toMatchObject({
      class: 'timeout',
      error: { type: 'Sandbox.Timedout', message: 'Timed out after 0.12 seconds.' },
    });
  });

  it.each([
    ['Lambda says so', [report(1, { status: 'error', errorType: 'Runtime.OutOfMemory' })]],
    [
      'the kernel killed the process',
      [
        line(0.9, `RequestId: ${REQUEST_ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`),
        report(1, { status: 'error', errorType: 'Runtime.ExitError' }),
      ],
    ],
    [
      'Node.js gave up',
      [
        line(0.9, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
        report(1, { status: 'error', errorType: 'Runtime.ExitError' }),
      ],
    ],
    ['all memory is used', [report(1, { status: 'error', errorType: 'Runtime.ExitError', ...FULL_MEMORY })]],
  ])('ran out of memory if %s', (_, events) => {
    expect(failureOf([start(0), ...events]).class).toBe('out-of-memory');
  });

  it('did not run out of memory if only the function says so in its log', () => {
    const message = logged(0.5, 'INFO', 'The worker ended with signal: killed.');

    expect(failureOf([start(0), message, report(1, { status: 'error', errorType: 'Runtime.ExitError' })]).class).toBe(
      'exit',
    );
  });

  it('did not run out of memory if it used all of it and succeeded', () => {
    expect(failureOf([start(0), logged(0.5, 'ERROR', 'x'), report(1, FULL_MEMORY)]).class).toBe('logged');
  });

  it.each(['Runtime.ExitError', 'Sandbox.Failure', 'Extension.Crash'])('ended with its process for %s', (errorType) => {
    expect(failureOf([start(0), report(1, { status: 'error', errorType })])).toMatchObject({
      class: 'exit',
      error: { type: errorType, message: 'Lambda reported the status "error".' },
    });
  });

  it('failed in its init if that failed twice', () => {
    const events = [
      initStart(-2),
      exception(-1.9, '-', 'ConfigError'),
      initReport(-1.8, 'error'),
      initStart(-1, 'invoke'),
      exception(-0.9, '-', 'ConfigError'),
      initReport(-0.8, 'error', 'invoke'),
      start(0),
      report(1, { status: 'error', errorType: 'Runtime.Unknown' }),
    ];

    expect(failureOf(events)).toMatchObject({ class: 'init', error: { type: 'ConfigError', message: 'none left' } });
  });

  it('failed in its init if no request followed', () => {
    const events = [initStart(-2), exception(-1.9, '-'), initReport(-1.8, 'error')];

    expect(failureOf(events).class).toBe('init');
  });

  it('failed in its init if the restore of a snapshot failed', () => {
    const restore = platform(-1, 'restoreReport', { status: 'error', errorType: 'Runtime.RestoreHookUserTimeout' });

    expect(failureOf([platform(-2, 'restoreStart', {}), restore]).class).toBe('init');
  });

  it('failed in its init if the init logged the only error, although the repeated one succeeded', () => {
    const events = [initStart(-2), exception(-1.9, '-'), initReport(-1.8, 'error'), start(0), report(1)];

    expect(failureOf(events).class).toBe('init');
    expect(failureOf(events, {}).class).toBe('init');
  });

  it('only logged an error if the handler logged one after an init that failed once', () => {
    const failed = [initStart(-2), exception(-1.9, '-', 'ConfigError'), initReport(-1.8, 'error')];

    expect(failureOf([...failed, start(0), logged(0.5, 'ERROR', 'x'), report(1)]).class).toBe('logged');
  });

  it('was thrown if the handler threw after an init that failed once', () => {
    const events = [initStart(-2), initReport(-1.8, 'error'), start(0), exception(0.5), report(1)];

    expect(failureOf(events).class).toBe('thrown');
  });
});

describe('the error of a request', () => {
  it('is the last one in its log, with its causes', () => {
    const cause = { errorType: 'Error', errorMessage: 'expired', stackTrace: [] };
    const error = logged(0.5, 'ERROR', {
      errorType: 'PaymentDeclinedError',
      errorMessage: 'declined',
      stackTrace: ['x'],
      cause,
    });

    expect(failureOf([start(0), exception(0.2), error, report(1)])).toEqual({
      class: 'thrown',
      error: { type: 'PaymentDeclinedError', message: 'declined', stack: ['x'] },
      causes: [{ type: 'Error', message: 'expired', stack: [] }],
    });
  });

  it('is what Node.js wrote, if an uncaught error ended the process', () => {
    const crash = line(0.9, '/var/task/index.js:9\n\nError: thrown late\n    at x (/var/task/order.ts:1:1)');
    const notice = line(
      0.95,
      `RequestId: ${REQUEST_ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
    );
    const failure = report(1, { status: 'error', errorType: 'Runtime.ExitError' });

    expect(failureOf([start(0), crash, notice, failure]).error).toEqual({
      type: 'Runtime.ExitError',
      message: 'thrown late',
      stack: ['Error: thrown late', '    at x (/var/task/order.ts:1:1)'],
    });
  });

  it('is the notice of Lambda, if nothing else says why the process ended', () => {
    const notice = line(
      0.95,
      `RequestId: ${REQUEST_ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
    );

    const { error } = failureOf([start(0), notice, report(1, { status: 'error', errorType: 'Runtime.ExitError' })]);

    expect(error).toEqual({
      type: 'Runtime.ExitError',
      message: 'Runtime exited with error: exit status 1',
      stack: [],
    });
  });

  it('is the timeout, whatever else was printed before it', () => {
    const text = line(0.5, 'RetryError: try 1 failed\n    at f (/var/task/order.ts:1:1)');

    const { error } = failureOf([start(0), text, report(3, { status: 'timeout' })]);

    expect(error).toEqual({ type: 'Sandbox.Timedout', message: 'Timed out after 0.12 seconds.', stack: [] });
  });

  it('is not what was printed before Lambda killed the process for its memory', () => {
    const text = line(0.5, 'RetryError: try 1 failed\n    at f (/var/task/order.ts:1:1)');
    const killed = report(3, { status: 'error', errorType: 'Runtime.OutOfMemory' });

    expect(failureOf([start(0), text, killed]).error).toEqual({
      type: 'Runtime.OutOfMemory',
      message: 'Lambda reported the status "error".',
      stack: [],
    });
  });

  it('is what Node.js wrote last, and not what was printed before', () => {
    const printed = line(0.2, 'Error: handled\n    at f (/var/task/other.ts:1:1)');
    const crash = line(0.9, '/var/task/index.js:9\n\nError: thrown late\n    at x (/var/task/order.ts:1:1)');
    const failure = report(1, { status: 'error', errorType: 'Runtime.ExitError' });

    expect(failureOf([start(0), printed, crash, failure]).error).toEqual({
      type: 'Runtime.ExitError',
      message: 'thrown late',
      stack: ['Error: thrown late', '    at x (/var/task/order.ts:1:1)'],
    });
  });

  it('is in the trace, if it is not in the log', () => {
    const segment = { error: true, cause: { exceptions: [{ message: 'RequestId: x Error: signal: killed' }] } };

    expect(
      failureOf([start(0), report(1, { status: 'error', errorType: 'Runtime.OutOfMemory' })], segment).error,
    ).toMatchObject({ message: 'signal: killed' });
  });
});
