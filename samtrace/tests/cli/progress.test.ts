import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { asyncLine, createStoredLines, invocationLines, progressLine } from '../../src/cli/progress.ts';
import type { InvocationEvent, InvokeResult } from '../../src/services/lambda/service.ts';

describe('invocationLines', () => {
  const labels = {
    label: (n: number) => `order-${n}`,
    traceUrl: ({ traceId }: InvokeResult) => (traceId === undefined ? undefined : `http://page/traces/${traceId}`),
  };
  const result = {
    executedVersion: '$LATEST',
    requestId: 'r-1',
    payload: Buffer.from('{}'),
    durationMs: 12,
    coldStart: false,
    logTail: '',
  };
  const failure = {
    ...result,
    functionError: 'Unhandled' as const,
    errorType: 'StockError',
    payload: Buffer.from('{"errorType": "StockError", "errorMessage": "order-7 is\\u001b[2J out of stock\\nmore"}'),
  };
  const linesOf = (it: InvokeResult) => invocationLines({ n: 7, result: it }, 10, labels).map(stripVTControlCharacters);

  it('names the event of an invocation and how long it took', () => {
    expect(linesOf({ ...result, coldStart: true })).toEqual([' 7  order-7  ok in 12 ms (cold start)']);
  });

  it('shows the error of a failure, and the address of its trace', () => {
    expect(linesOf({ ...failure, traceId: '1-2-3' })).toEqual([
      ' 7  order-7  failed in 12 ms: StockError: order-7 is [2J out of stock',
      '    http://page/traces/1-2-3',
    ]);
  });

  it('shows the request ID of a failure without a trace', () => {
    expect(linesOf(failure)[1]).toBe('    request r-1');
  });
});

describe('progressLine', () => {
  it.each([
    [{ done: 120, failed: 48, total: 1000, elapsedMs: 3000 }, '120 of 1000 done, 48 failed, 40/s, 22 s left'],
    [{ done: 1, failed: 0, total: 100, elapsedMs: 2000 }, '1 of 100 done, 0 failed, 0.5/s, 3 min 18 s left'],
    [{ done: 5, failed: 0, total: 100_000, elapsedMs: 1000 }, /5\.0\/s, 5 h 33 min left$/],
  ])('shows count, failures, rate and time left: %j', (state, line) => {
    expect(progressLine(state)).toMatch(line);
    expect(progressLine(state).length).toBeLessThan(60);
  });
});

describe('createStoredLines', () => {
  it('names each folder once, and the event if the key contains its request ID', () => {
    const lineOf = createStoredLines((requestId) => (requestId === 'a' ? 'order-1' : undefined));
    const store = (bucket: string, key: string) =>
      stripVTControlCharacters(lineOf({ bucket, key, size: 1, lastModifiedMs: 0 }) ?? '').trim();

    expect(store('reports', 'errors/a/log.json')).toBe('stored errors/a/… for order-1');
    expect(store('reports', 'errors/a/report.json')).toBe('');
    expect(store('reports', 'errors/b/report.json')).toBe('stored errors/b/…');
    expect(store('others', 'errors/b/log.json')).toBe('stored errors/b/…');
    expect(store('reports', 'whole.txt')).toBe('stored whole.txt');
  });
});

describe('asyncLine', () => {
  const event = {
    functionName: 'local-f',
    requestId: 'r',
    type: 'async' as const,
    attempt: 2,
    durationMs: 12,
    coldStart: false,
  };
  const lineOf = (end: Partial<InvocationEvent> & Pick<InvocationEvent, 'status'>) =>
    stripVTControlCharacters(asyncLine({ ...event, ...end }, 'Handler')).trim();

  it('shows why an attempt failed: the first line of the message, at most 200 characters', () => {
    const failure = { status: 'error' as const, errorType: 'LoadError' };

    expect(lineOf({ status: 'ok' })).toBe('→ Handler ok in 12 ms (attempt 2)');
    expect(lineOf(failure)).toBe('→ Handler failed in 12 ms (attempt 2): LoadError');
    expect(lineOf({ ...failure, errorMessage: 'Access\u001b[2J denied.\nMore.' })).toBe(
      '→ Handler failed in 12 ms (attempt 2): LoadError: Access [2J denied.',
    );
    expect(lineOf({ ...failure, errorMessage: 'x'.repeat(500) })).toMatch(/: x{199}…$/);
  });
});
