import { describe, expect, it } from '@jest/globals';
import { ago, bytes, duration, percent, rate, shorten, shortName, twoLines } from '../../src/console/model/format.ts';
import { timeBuckets } from '../../src/console/model/time-buckets.ts';

describe('a value on the page', () => {
  it.each([
    [duration(undefined), '–'],
    [duration(0), '0 ms'],
    [duration(0.74), '740 µs'],
    [duration(0.9994), '999 µs'],
    [duration(0.9996), '1 ms'],
    [duration(12.34), '12.3 ms'],
    [duration(999.6), '1 s'],
    [duration(1240), '1.24 s'],
    [duration(59_996), '1 min 00 s'],
    [duration(7_500_000), '2 h 05 min'],
    [rate(0.04), '<0.1/min'],
    [rate(47), '47/min'],
    [bytes(920), '920 B'],
    [bytes(2_710), '2.71 kB'],
    [bytes(5_000_000), '5 MB'],
    [percent(0.004), '<1%'],
    [percent(0.996), '>99%'],
    [percent(0.5), '50%'],
    [ago(9_000, 10_000), 'just now'],
    [ago(0, 65_000), '1 min ago'],
    [shorten('local-ProcessorFunction-J4n7xG7LATcm', 22), 'local-ProcessorF…LATcm'],
    [shorten('short', 22), 'short'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('a name with two lines', () => {
  it.each([
    ['XRay', ['XRay']],
    ['local-ProcessorFunction-J4n7xG7LATcm', ['local-Processor', 'Function-J4n7xG7LATcm']],
    ['local-reportbucket-r5it3fr2wqda', ['local-reportbucket-', 'r5it3fr2wqda']],
    ['local-PlaceOrder-0eBUszkawtKS', ['local-PlaceOrder-', '0eBUszkawtKS']],
    ['https://sqs.us-east-1.amazonaws.com/000000000000/orders', ['https://sqs.us-east-', '1.amazonaws.com…rders']],
    ['x'.repeat(50), ['x'.repeat(21), `${'x'.repeat(15)}…${'x'.repeat(5)}`]],
  ])('breaks %s between its words', (name, lines) => {
    expect(twoLines(name, 21)).toEqual(lines);
  });
});

describe('the name of a node on the map', () => {
  it.each([
    ['http://127.0.0.1:3000/000000000000/orders', 'orders'],
    ['https://sqs.us-east-1.amazonaws.com/000000000000/orders.fifo', 'orders.fifo'],
    ['arn:aws:sns:us-east-1:000000000000:news', 'news'],
    ['example.com', 'example.com'],
    ['orders-api/prod', 'orders-api/prod'],
  ])('shortens %s to %s', (name, shown) => {
    expect(shortName(name)).toBe(shown);
  });
});

describe('the chart of traces over time', () => {
  it('counts the traces in intervals of equal length, by their end time', () => {
    const traces = [
      { startMs: 0, status: 'ok' },
      { startMs: 9, status: 'fault' },
      { startMs: 10, status: 'ok' },
      { startMs: 20, status: 'error' },
    ] as const;

    const counted = timeBuckets(traces, 0, 20, 2).map(({ fromMs, ok, fault, error }) => ({ fromMs, ok, fault, error }));

    expect(counted).toEqual([
      { fromMs: 0, ok: 1, fault: 1, error: 0 },
      { fromMs: 10, ok: 1, fault: 0, error: 1 },
    ]);
  });
});
