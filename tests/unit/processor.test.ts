import { describe, expect, it, jest } from '@jest/globals';

process.env.AWS_XRAY_CONTEXT_MISSING = 'IGNORE_ERROR'; // As in the template: there is no trace here.
jest.spyOn(console, 'warn').mockReturnValue();
const { decideFailure } = await import('../../functions/processor/failures.ts');
const { InvalidEventError, parseEvent } = await import('../../functions/processor/event.ts');
const { runJob } = await import('../../functions/processor/job.ts');

const JOB = { jobId: 'order-1', product: 'teapot', quantity: 2 };
const jobIds = Array.from({ length: 2000 }, (_, n) => `order-${n}`);

describe('whether a job fails', () => {
  it('depends on seed and job alone', () => {
    const fates = (seed: string) => jobIds.map((jobId) => decideFailure(jobId, 0.5, seed));

    expect(fates('7')).toEqual(fates('7'));
    expect(fates('7')).not.toEqual(fates('8'));
  });

  it.each([0, 0.1, 0.5, 1])('happens at the error rate, %d', (errorRate) => {
    const share = jobIds.filter((jobId) => decideFailure(jobId, errorRate, '7')).length / jobIds.length;

    expect(Math.abs(share - errorRate)).toBeLessThan(0.03);
  });

  it('does not change, nor how, when the error rate grows', () => {
    const failing = jobIds.filter((jobId) => decideFailure(jobId, 0.2, '7'));

    for (const jobId of failing) expect(decideFailure(jobId, 0.6, '7')).toBe(decideFailure(jobId, 0.2, '7'));
  });

  it('is random without a seed, with errors of every class', () => {
    const fates = new Set(jobIds.map(() => decideFailure('order-1', 0.9, '')));

    expect([...fates].sort()).toEqual(['out-of-stock', 'payment-declined', 'unknown-product', undefined]);
  });
});

describe('an event', () => {
  it('may ask for an error rate and a failure', () => {
    expect(parseEvent({ ...JOB, errorRate: 0.25, failure: 'timeout' }, 0.5)).toEqual({
      job: JOB,
      errorRate: 0.25,
      failure: 'timeout',
    });
    expect(parseEvent(JOB, 0.5)).toEqual({ job: JOB, errorRate: 0.5, failure: undefined });
  });

  it.each([
    ['no object', null, 'jobId must be a text that is not empty; it is undefined.'],
    ['a job without a name', { ...JOB, jobId: '' }, 'jobId must be a text that is not empty; it is "".'],
    ['a product that is no text', { ...JOB, product: 5 }, 'product must be a text; it is 5.'],
    ['less than one', { ...JOB, quantity: 0 }, 'quantity must be a number from 1 to 1000; it is 0.'],
    ['an error rate above 1', { ...JOB, errorRate: 2 }, 'errorRate must be a number from 0 to 1; it is 2.'],
    [
      'an unknown failure',
      { ...JOB, failure: 'flood' },
      'failure must be one of unknown-product, out-of-stock, payment-declined, rejected-promise, late-throw, timeout, out-of-memory, exit; it is "flood".',
    ],
  ])('is refused by name: %s', (_, event, message) => {
    expect(() => parseEvent(event, 0.5)).toThrow(new InvalidEventError(message));
  });

  it('is refused when the template has a bad error rate', () => {
    expect(() => parseEvent(JOB, Number('half'))).toThrow('errorRate must be a number from 0 to 1; it is null.');
  });
});

describe('a job', () => {
  it('is priced, reserved and charged', async () => {
    await expect(runJob(JOB, undefined, 'request-1')).resolves.toEqual({ jobId: 'order-1', chargedCents: 4900 });
  });

  it.each([
    ['unknown-product', 'UnknownProductError', 'There is no product "teapot".'],
    ['out-of-stock', 'OutOfStockError', '"teapot" is out of stock.'],
    ['rejected-promise', 'OutOfStockError', 'The warehouse does not answer.'],
    ['payment-declined', 'PaymentDeclinedError', 'order-1 cannot be paid.'],
  ] as const)('fails by %s', async (failure, name, message) => {
    await expect(runJob(JOB, failure, 'request-1')).rejects.toMatchObject({ name, message });
  });

  it('tells why a payment was declined', async () => {
    await expect(runJob(JOB, 'payment-declined', 'request-1')).rejects.toMatchObject({
      cause: new Error('The card has expired.'),
    });
  });
});
