import { describe, expect, it } from '@jest/globals';
import { checkMapping } from '../../../../src/services/lambda/event-source/mapping-check.ts';

const MAPPING = {
  uuid: 'u',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
  functionName: 'f',
  enabled: true,
  batchSize: 10,
  batchingWindowSeconds: 0,
  filterPatterns: [],
  reportsItemFailures: false,
};
const fifo = { queueArn: `${MAPPING.queueArn}.fifo` };

describe('an event source mapping', () => {
  it.each([
    ['the defaults', {}],
    ['the largest batch, with a window', { batchSize: 10_000, batchingWindowSeconds: 1 }],
    ['the longest window', { batchSize: 1, batchingWindowSeconds: 300 }],
    ['the largest batch of a FIFO queue', { ...fifo, batchSize: 10 }],
  ])('can have %s', (_, change) => {
    expect(() => checkMapping({ ...MAPPING, ...change }, 30, 30)).not.toThrow();
  });

  it.each([
    ['an empty batch', { batchSize: 0 }, 'Batch size must be from 1 to 10000.'],
    ['a batch of more than 10,000', { batchSize: 10_001 }, 'Batch size must be from 1 to 10000.'],
    ['a batch of a FIFO queue of more than 10', { ...fifo, batchSize: 11 }, 'Batch size must be from 1 to 10.'],
    ['a window of a FIFO queue', { ...fifo, batchingWindowSeconds: 1 }, 'not supported for FIFO queues'],
    ['a window of more than 300 s', { batchingWindowSeconds: 301 }, 'must be from 0 to 300'],
    ['a large batch without a window', { batchSize: 11 }, 'must be greater than 0 if maximum batch size is greater'],
    ['a filter that is no JSON', { filterPatterns: ['{'] }, 'Invalid filter pattern definition.'],
    ['a filter that is no pattern', { filterPatterns: ['{"body": "x"}'] }, 'Invalid filter pattern definition.'],
  ])('cannot have %s', (_, change, message) => {
    expect(() => checkMapping({ ...MAPPING, ...change }, 30, 30)).toThrow(message);
  });

  it('needs a visibility timeout that is as long as the timeout of the function', () => {
    expect(() => checkMapping(MAPPING, 31, 30)).toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    );
  });
});
