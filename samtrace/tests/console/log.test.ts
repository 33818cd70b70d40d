import { describe, expect, it } from '@jest/globals';
import { readLogLine } from '../../src/console/model/log-record.ts';
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
    ['{ not JSON', undefined, 'plain', '{ not JSON'],
    ['null', undefined, 'plain', 'null'],
  ])('%j', (message, level, tone, text) => {
    expect(readLogLine(line(message))).toMatchObject({ level, tone, text });
  });
});

describe('the log of a request', () => {
  const start = (id: string) => line({ type: 'platform.start', record: { requestId: id } });
  const report = (id: string) => line({ type: 'platform.report', record: { requestId: id, status: 'success' } });
  const said = (id: string, text: string) => line({ level: 'INFO', requestId: id, message: text });

  it('is every line that names it, and those between that name nobody', () => {
    const crash = line('FATAL ERROR: heap out of memory');
    const stream = [start('r1'), said('r1', 'a'), report('r1'), start('r2'), crash, report('r2')];

    expect(linesOfRequests(stream, ['r2'])).toEqual([start('r2'), crash, report('r2')]);
  });

  it('begins with what was logged while the module loaded', () => {
    const init = line({ type: 'platform.initStart', record: { phase: 'init' } });
    const loading = line({ level: 'WARN', requestId: '-', message: 'loading' });

    expect(linesOfRequests([init, loading, start('r1'), report('r1')], ['r1'])).toEqual([
      init,
      loading,
      start('r1'),
      report('r1'),
    ]);
  });

  it('comes from all its streams, in the order of time', () => {
    const second = line({ level: 'INFO', requestId: 'r1' }, { timestamp: 2, logStream: 'b' });
    const first = line({ level: 'INFO', requestId: 'r1' }, { timestamp: 1, logStream: 'a' });

    expect(linesOfRequests([second, first], ['r1'])).toEqual([first, second]);
  });

  it('is empty for a request that nobody names', () => {
    expect(linesOfRequests([line('stray')], ['r1'])).toEqual([]);
  });
});
