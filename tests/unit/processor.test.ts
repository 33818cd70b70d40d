import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { FAILURES, failureOf } from '../../functions/processor/failures.ts';
import { parseOrder, processOrder } from '../../functions/processor/order.ts';

const ORDER = { orderId: 'order-1', product: 'teapot', quantity: 2 };

// The X-Ray SDK warns that there is no trace.
beforeEach(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an order', () => {
  it('is priced, reserved, and charged', async () => {
    await expect(processOrder(ORDER, undefined, 'request-1')).resolves.toEqual({
      orderId: 'order-1',
      chargedCents: 4900,
    });
  });

  it.each([
    ['unknown-product', 'UnknownProductError', 'There is no product "teapot".'],
    ['out-of-stock', 'OutOfStockError', '"teapot" is out of stock.'],
    ['rejected-promise', 'OutOfStockError', 'The warehouse does not answer.'],
    ['payment-declined', 'PaymentDeclinedError', 'Payment declined for order-1.'],
  ] as const)('fails with the failure "%s"', async (failure, name, message) => {
    await expect(processOrder(ORDER, failure, 'request-1')).rejects.toMatchObject({ name, message });
  });

  it('makes no warnings of its own without a trace, as under sam local invoke', async () => {
    await processOrder(ORDER, undefined, 'request-1');
    await processOrder(ORDER, 'out-of-stock', 'request-1').catch(() => {});

    expect(console.warn).not.toHaveBeenCalledWith('X-Ray SDK:', expect.any(Error));
  });

  it('has an enumerable cause when the payment is declined, so that Lambda logs it', async () => {
    const error = await processOrder(ORDER, 'payment-declined', 'request-1').catch((thrown: unknown) => thrown);

    expect(Object.entries(error as object)).toContainEqual(['cause', new Error('The card has expired.')]);
  });

  it.each([
    ['is not an object', null, 'orderId must be a non-empty string, but was undefined.'],
    ['has no ID', { ...ORDER, orderId: '' }, 'orderId must be a non-empty string, but was "".'],
    ['has an empty product', { ...ORDER, product: '' }, 'product must be a non-empty string, but was "".'],
    ['has a product that is not a string', { ...ORDER, product: 5 }, 'product must be a non-empty string, but was 5.'],
    ['has quantity 0', { ...ORDER, quantity: 0 }, 'quantity must be a number from 1 to 1000, but was 0.'],
    ['has quantity 1001', { ...ORDER, quantity: 1001 }, 'quantity must be a number from 1 to 1000, but was 1001.'],
  ])('is refused if it %s', (_, event, message) => {
    expect(() => parseOrder(event)).toThrow(expect.objectContaining({ name: 'InvalidEventError', message }));
  });

  it.each([1, 1000])('may have a quantity of %i', (quantity) => {
    expect(parseOrder({ ...ORDER, quantity })).toEqual({ ...ORDER, quantity });
  });
});

describe('the failure of an order', () => {
  it.each(FAILURES)('is "%s" if the event asks for it', (failure) => {
    expect(failureOf({ ...ORDER, failure }, 0)).toBe(failure);
  });

  it('is random, with the error rate of the function', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.49);

    expect(failureOf(ORDER, 0.5)).toBe('out-of-stock');
    expect(failureOf(ORDER, 0.49)).toBeUndefined();

    jest.spyOn(Math, 'random').mockReturnValue(0.99);
    expect(failureOf(ORDER, 1)).toBe('payment-declined');
  });

  it('is random, with the error rate of the event if it has one', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.1);

    expect(failureOf({ ...ORDER, errorRate: 0.2 }, 0)).toBe('unknown-product');
    expect(failureOf({ ...ORDER, errorRate: 0 }, 1)).toBeUndefined();
    expect(failureOf({ ...ORDER, errorRate: 1 }, 0)).toBe('unknown-product');
  });

  it.each([
    ['an unknown failure', { failure: 'flood' }, 0, /^failure must be one of unknown-product, .*, but was "flood"\.$/],
    ['an error rate above 1', { errorRate: 2 }, 0, 'errorRate must be a number from 0 to 1, but was 2.'],
  ])('is refused for %s', (_, event, defaultErrorRate, message) => {
    expect(() => failureOf(event, defaultErrorRate)).toThrow(message);
  });
});

/** Loads the function anew, with this value of the environment variable ERROR_RATE. */
async function handlerWith(
  errorRate: string | undefined,
): Promise<typeof import('../../functions/processor/index.ts').handler> {
  jest.resetModules();
  delete process.env.ERROR_RATE;
  if (errorRate !== undefined) process.env.ERROR_RATE = errorRate;
  return (await import('../../functions/processor/index.ts')).handler;
}

describe('the handler', () => {
  it.each([undefined, '', 'half', '2'])('does not start with the ERROR_RATE %j, and says so', async (errorRate) => {
    await expect(handlerWith(errorRate)).rejects.toThrow(
      `ERROR_RATE must be a number from 0 to 1, but was "${errorRate}".`,
    );
  });

  it('logs the event and the trace header, and answers with the receipt', async () => {
    const info = jest.spyOn(console, 'info').mockReturnValue();
    const handler = await handlerWith('0');

    const receipt = await handler(ORDER, { awsRequestId: 'request-1' } as Context);

    expect(receipt).toEqual({ orderId: 'order-1', chargedCents: 4900 });
    expect(info).toHaveBeenCalledWith({ message: 'Request', event: ORDER, traceHeader: undefined });
  });
});
