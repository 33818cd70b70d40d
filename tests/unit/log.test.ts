import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../functions/error-handler/envelope.ts';
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
  const [start, text, end] = [log.start(1), log.at(2, 'text'), log.report(3)];
  const [start2, end2] = [log.start(61), log.report(63)];
  const reading = (outcome: RequestLog['outcome'], events: LogEvent[]): RequestLog => ({
    outcome,
    ...(outcome !== 'found' && { reason: outcome }),
    // Each attempt in an environment of its own.
    events: events.map((event) => ({ ...event, logStreamName: event.timestamp < start2.timestamp ? 'one' : 'two' })),
  });
  const found = (...events: LogEvent[]) => reading('found', events);
  const partial = (...events: LogEvent[]) => reading('partial', events);
  const missing = (...events: LogEvent[]) => reading('missing', events);

  it.each([
    ['the same', found(start, end), found(start, end), found(start, end)],
    ['a later one that knows more', partial(start), found(start, end), found(start, end)],
    ['a later one that came too late', found(start, end), missing(end), found(start, end)],
    ['the same, but now read', missing(end), found(end), found(end)],
    ['two deliveries of which none was read', missing(text), missing(end), missing(text, end)],
    ['a part of an attempt, and another one', partial(start), found(start2, end2), partial(start, start2, end2)],
    ['one attempt each', found(start, end), found(start2, end2), found(start, end, start2, end2)],
    ['a whole attempt, and a part of another', found(start, end), partial(start2), partial(start, end, start2)],
    [
      'the end of an attempt whose beginning came before another one',
      partial(start, start2, end2),
      found(start, end),
      found(start, end, start2, end2),
    ],
    [
      'a whole attempt, of which before the rest was left out',
      { ...partial(start, end), omitted: 1 },
      found(start, text, end),
      found(start, text, end),
    ],
  ])('tell together: %s', (_, stored, read, together) => {
    expect(mergeLogs(stored, read)).toEqual(together);
  });

  it('keep lines that were logged twice', () => {
    expect(mergeLogs(partial(text, text), found(text, text, end)).events).toHaveLength(3);
  });
});

describe('a record of a logger with a requestId of its own', () => {
  it("belongs to Lambda's request", () => {
    const record = { level: 'ERROR', message: 'x', requestId: 'JKJaXmPLvHcESHA=', function_request_id: 'lambda-1' };

    expect(readRecord(log.at(0, record)).requestId).toBe('lambda-1');
  });
});

describe('a record without a request id', () => {
  const idless = log.at(1.5, { level: 'ERROR', message: 'whose?' });

  it('belongs to the request being served, and between requests to the next, whose init it is from', () => {
    const [a, b] = ['request-a', 'request-b'];
    const events = [log.start(0, a), log.report(1, {}, a), log.start(1.2, b), idless, log.report(2, {}, b)];

    expect(cutIntoRequests(events).get(b)).toContainEqual(idless);
    expect(cutIntoRequests(events).get(a)).not.toContainEqual(idless);
    const between = [log.start(0, a), log.report(1, {}, a), idless, log.start(1.7, b), log.report(2, {}, b)];
    expect(cutIntoRequests(between).get(b)).toContainEqual(idless);
  });
});
