import { describe, expect, it } from '@jest/globals';
import { failedMessages } from '../../../../src/services/lambda/event-source/batch-result.ts';

const IDS = ['one', 'two'];
const answer = (payload: unknown) => ({ payload: Buffer.from(JSON.stringify(payload) ?? '') });
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
describe('with ReportBatchItemFailures, of a batch', () => {
  it.each([
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['an empty object', {}],
    ['null', null],
    ['nothing', undefined],
  ])('no message fails for %s', (_, value) => {
    expect(failedMessages(answer(value), IDS, true)).toEqual([]);
  });

  it.each([
    ['an unknown member', { foo: 'bar' }],
    ['an empty identifier', failures('')],
    ['no identifier', failures(undefined)],
    ['a null identifier', failures(null)],
    ['an identifier of no message', failures('one', 'three')],
    ['a list of texts', { batchItemFailures: ['one'] }],
    ['a text', 'one'],
  ])('every message fails for %s', (_, value) => {
    expect(failedMessages(answer(value), IDS, true)).toBeUndefined();
  });

  it('the listed messages fail', () => {
    expect(failedMessages(answer(failures('two')), IDS, true)).toEqual(['two']);
  });

  it('every message fails if the function fails', () => {
    expect(failedMessages({ ...answer(failures()), functionError: 'Unhandled' }, IDS, true)).toBeUndefined();
  });
});

describe('without ReportBatchItemFailures, of a batch', () => {
  it('no message fails for any answer of the function', () => {
    expect(failedMessages(answer(failures('one')), IDS, false)).toEqual([]);
  });

  it('every message fails when the function does', () => {
    expect(failedMessages({ ...answer(null), functionError: 'Unhandled' }, IDS, false)).toBeUndefined();
  });
});
