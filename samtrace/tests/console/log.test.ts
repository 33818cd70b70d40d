import { describe, expect, it } from '@jest/globals';
import { readLogLine } from '../../src/console/model/read-log-line.ts';
import { linesOfRequests } from '../../src/console/model/request-log.ts';

function line(message: unknown, fields: { timestamp?: number; logStream?: string } = {}) {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { timestamp: 0, logGroup: 'g', logStream: 's', ...fields, message: text };
}

describe('a log record', () => {
  it.each([
    [{ level: 'INFO', message: 'hello\n' }, 'INFO', 'plain', 'hello'],
    [
      { level: 'INFO', message: { message: 'Stored', key: 'a/b', size: 7 } },
      'INFO',
      'plain',
      'Stored  key=a/b  size=7',
    ],
    [{ level: 'INFO', message: { a: 1 } }, 'INFO', 'plain', '{"a":1}'],
    [{ level: 'ERROR', message: { errorType: 'E', errorMessage: 'bad' } }, 'ERROR', 'error', 'E: bad'],
    [{ level: 'WARN', message: 'careful' }, 'WARN', 'warn', 'careful'],
    [
      {
        type: 'platform.report',
        record: { status: 'timeout', metrics: { durationMs: 3000, maxMemoryUsedMB: 80, memorySizeMB: 256 } },
      },
      'platform',
      'error',
      'platform.report  timeout · 3000 ms · 80 of 256 MB',
    ],
    [{ type: 'platform.start', record: {} }, 'platform', 'quiet', 'platform.start'],
    [
      'REPORT RequestId: 5f8bd3a5-95f1-4a47-9a2b-3b1a4dbed0bf\tDuration: 3000.00 ms\tStatus: timeout\n',
      'platform',
      'error',
      'REPORT RequestId: 5f8bd3a5-95f1-4a47-9a2b-3b1a4dbed0bf\tDuration: 3000.00 ms\tStatus: timeout',
    ],
    ['2026-11-28T08:00:00.000Z\tundefined\tWARN\ta\tb\n', 'WARN', 'warn', 'a\tb'],
    ['one\ttwo\tINFO\tthree', undefined, 'plain', 'one\ttwo\tINFO\tthree'],
    ['{ not JSON', undefined, 'plain', '{ not JSON'],
    ['null', undefined, 'plain', 'null'],
  ])('is read from %j', (message, level, tone, text) => {
    expect(readLogLine(line(message))).toMatchObject({ level, tone, text });
  });
});

describe('the log of a request', () => {
  const start = (id: string) => line({ type: 'platform.start', record: { requestId: id } });
  const report = (id: string) => line({ type: 'platform.report', record: { requestId: id, status: 'success' } });
  const said = (id: string, text: string) => line({ level: 'INFO', requestId: id, message: text });

  it('contains every line between the start and the report of the request, also lines without a request ID', () => {
    const crash = line('FATAL ERROR: heap out of memory');
    const stream = [start('r1'), said('r1', 'a'), report('r1'), start('r2'), crash, report('r2')];

    expect(linesOfRequests(stream, ['r2'])).toEqual([start('r2'), crash, report('r2')]);
  });

  it('starts with the lines of the init phase', () => {
    const init = line({ type: 'platform.initStart', record: { phase: 'init' } });
    const loading = line({ level: 'WARN', requestId: '-', message: 'loading' });

    expect(linesOfRequests([init, loading, start('r1'), report('r1')], ['r1'])).toEqual([
      init,
      loading,
      start('r1'),
      report('r1'),
    ]);
  });

  it('contains the lines between start and report that have another requestId from the application', () => {
    const own = said('order-7', 'with an ID of its own');
    const stream = [start('r1'), own, line('plain'), report('r1'), start('r2'), report('r2')];

    expect(linesOfRequests(stream, ['r1'])).toEqual([start('r1'), own, line('plain'), report('r1')]);
  });

  it('contains the lines without a prefix if the function has the text format', () => {
    const id = '5f8bd3a5-95f1-4a47-9a2b-3b1a4dbed0bf';
    const other = id.replace('5', '6');
    const slice = (requestId: string) => [
      line(`START RequestId: ${requestId} Version: $LATEST\n`),
      line(`2026-11-28T08:00:00.000Z\t${requestId}\tINFO\thello\n`),
      line('Segmentation fault\n'),
      line(`END RequestId: ${requestId}\n`),
      line(`REPORT RequestId: ${requestId}\tDuration: 3000.00 ms\tStatus: timeout\n`),
    ];

    expect(linesOfRequests([...slice(id), ...slice(other)], [other])).toEqual(slice(other));
  });

  it('contains the lines with its request ID if Lambda writes no start records', () => {
    expect(linesOfRequests([said('r1', 'a'), said('r2', 'b')], ['r2'])).toEqual([said('r2', 'b')]);
  });

  it('combines the lines of all its log streams in the order of their time', () => {
    const second = line({ level: 'INFO', requestId: 'r1' }, { timestamp: 2, logStream: 'b' });
    const first = line({ level: 'INFO', requestId: 'r1' }, { timestamp: 1, logStream: 'a' });

    expect(linesOfRequests([second, first], ['r1'])).toEqual([first, second]);
  });

  it('is empty if no line has its request ID', () => {
    expect(linesOfRequests([line('stray')], ['r1'])).toEqual([]);
  });
});
