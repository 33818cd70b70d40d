import { describe, expect, it } from '@jest/globals';
import { cutIntoRequests, mergeLogs, type RequestLog } from '../../functions/error-handler/log.ts';
import { readRecord } from '../../functions/error-handler/records.ts';
import * as log from './support/lambda-log.ts';

describe('a record', () => {
  it.each([
    ["the function's", log.console(0, 'WARN', 'hm'), { requestId: log.REQUEST_ID, level: 'WARN' }],
    ["the function's, during init", log.console(0, 'WARN', 'hm', '-'), { requestId: '-', level: 'WARN' }],
    [
      "the function's, of an older runtime during init",
      log.at(0, { timestamp: '', level: 'ERROR', message: 'hm' }),
      { requestId: '-', level: 'ERROR' },
    ],
    ["Lambda's", log.report(0), { requestId: log.REQUEST_ID, type: 'platform.report' }],
    ["Lambda's, of an init", log.initReport(0, 'error'), { requestId: '-', type: 'platform.initReport' }],
    ["Lambda's, of no request", log.platform(0, 'logsDropped', {}), { requestId: '', type: 'platform.logsDropped' }],
    [
      "Lambda's notice of a crash",
      log.at(0, `RequestId: ${log.REQUEST_ID} Error: Runtime exited`),
      { requestId: log.REQUEST_ID },
    ],
    ['a line of text', log.at(0, 'Segmentation fault'), { requestId: '' }],
    ["the function's, cut at the size limit", log.at(0, log.exception(0).message.slice(0, 90)), { requestId: '' }],
    ['of a request id that is none', log.console(0, 'ERROR', 'hm', '../../secrets'), { requestId: '', level: 'ERROR' }],
  ])('is read: %s', (_, event, expected) => {
    const { fields, ...record } = readRecord(event);

    expect(record).toEqual(expected);
  });
});

describe('a log stream', () => {
  const a = 'request-a';
  const b = 'request-b';
  const textsOf = (requestId: string, ...events: Parameters<typeof cutIntoRequests>[0]) =>
    (cutIntoRequests(events).get(requestId) ?? []).map(
      ({ message }) => readRecord({ timestamp: 0, message }).fields.text ?? message,
    );

  it('gives a line of text to the request being served, also after its report', () => {
    expect(
      textsOf(
        a,
        log.start(0, a),
        log.at(1, 'one'),
        log.report(2, {}, a),
        log.at(3, 'two'),
        log.start(4, b),
        log.at(5, 'three'),
      ),
    ).toEqual(expect.arrayContaining(['one', 'two']));
    expect(textsOf(b, log.start(0, a), log.report(2, {}, a), log.start(4, b), log.at(5, 'three'))).toContain('three');
  });

  it('gives a notice to the request that it names', () => {
    const late = log.at(5, 'RequestId: request-a Error: Runtime exited');

    expect(cutIntoRequests([log.start(0, a), log.report(1, {}, a), log.start(4, b), late]).get(a)).toContainEqual(late);
  });

  it('goes on with the request being served after a notice that names another', () => {
    const late = log.at(5, 'RequestId: request-a Error: Runtime exited');
    const text = log.at(6, 'whose?');

    expect(cutIntoRequests([log.report(1, {}, a), log.start(4, b), late, text]).get(b)).toContainEqual(text);
    expect(cutIntoRequests([log.report(1, {}, a), text, late, log.start(7, b)]).get(a)).toContainEqual(text);
  });

  it('gives init to the request that comes next, not to the one that a late notice names', () => {
    const late = log.at(5, 'RequestId: request-a Error: Runtime exited');
    const init = log.platform(4, 'initStart', {});

    expect(cutIntoRequests([log.report(1, {}, a), init, late, log.start(7, b)]).get(b)).toContainEqual(init);
  });

  it('gives what is written during init to the request that comes next', () => {
    const init = [log.platform(0, 'initStart', {}), log.at(1, 'loading'), log.console(2, 'ERROR', 'hm', '-')];

    expect(cutIntoRequests([log.report(0, {}, a), ...init, log.start(3, b)]).get(b)).toEqual([
      ...init,
      log.start(3, b),
    ]);
    expect(cutIntoRequests([log.report(0, {}, a), ...init]).get('-')).toEqual(init);
  });

  it('gives text to nobody when the request began before', () => {
    expect([...cutIntoRequests([log.at(0, 'whose?'), log.start(1, a)]).keys()]).toEqual([a]);
  });
});

describe('two readings of a log', () => {
  const reading = (outcome: RequestLog['outcome'], ...seconds: number[]): RequestLog => ({
    outcome,
    ...(outcome !== 'found' && { reason: outcome }),
    events: seconds.map((second) => ({ ...log.at(second, `at ${second}`), logStreamName: 'stream' })),
  });

  it.each([
    ['the same', reading('found', 1, 2), reading('found', 1, 2), reading('found', 1, 2)],
    ['a later one that knows more', reading('partial', 1), reading('found', 1, 2), reading('found', 1, 2)],
    ['a later one that came too late', reading('found', 1, 2), reading('missing', 2), reading('found', 1, 2)],
    ['the same, but now with the report', reading('missing', 1), reading('found', 1), reading('found', 1)],
    ['a part of an attempt, and another one', reading('partial', 1), reading('found', 61), reading('partial', 1, 61)],
    ['one attempt each', reading('found', 1, 2), reading('found', 61, 62), reading('found', 1, 2, 61, 62)],
    [
      'a whole attempt, and a part of another',
      reading('found', 1, 2),
      reading('partial', 61),
      reading('partial', 1, 2, 61),
    ],
  ])('tell together: %s', (_, stored, read, together) => {
    expect(mergeLogs(stored, read)).toEqual(together);
  });

  it('keep lines that were logged twice', () => {
    expect(mergeLogs(reading('partial', 1, 1), reading('found', 1, 1, 2)).events).toHaveLength(3);
  });
});
