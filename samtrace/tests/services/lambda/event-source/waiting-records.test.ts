import { expect, it } from '@jest/globals';
import { WaitingRecords } from '../../../../src/services/lambda/event-source/waiting-records.ts';

const record = (n: number) => ({
  eventID: String(n),
  dynamodb: { ApproximateCreationDateTime: 0, SequenceNumber: String(n) },
});

it('keeps the latest records within its bytes, and gives back those that made room', () => {
  const waiting = new WaitingRecords(10_000);
  const removed: string[] = [];
  for (let n = 0; n < 1_000; n += 1) removed.push(...waiting.add(record(n)).map(({ eventID }) => eventID));

  const kept = waiting.records().map(({ eventID }) => eventID);
  expect([...removed, ...kept]).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n)));
  expect(JSON.stringify(waiting.records()).length).toBeLessThanOrEqual(10_000 + kept.length + 1);
});

it('takes as many of the oldest records as fit, and at least one', () => {
  const waiting = new WaitingRecords(10_000);
  for (let n = 0; n < 5; n += 1) waiting.add(record(n));
  const { length } = JSON.stringify(record(0));

  expect(waiting.take(3, 2 * (length + 1))).toEqual([record(0), record(1)]);
  expect(waiting.take(3, 1)).toEqual([record(2)]);
  expect(waiting.take(3, 10_000)).toEqual([record(3), record(4)]);
  expect(waiting.length).toBe(0);
});
