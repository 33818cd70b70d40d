import { setTimeout as sleep } from 'node:timers/promises';

class UnknownProductError extends Error {
  override readonly name = 'UnknownProductError';
}

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

class PaymentDeclinedError extends Error {
  override readonly name = 'PaymentDeclinedError';
}

/** Fails as the event asks. An unknown failure is ignored. */
export async function simulateFailure(failure: string | undefined, product: string): Promise<void> {
  switch (failure) {
    case 'unknown-product':
      throw new UnknownProductError(`There is no product "${product}".`);
    case 'out-of-stock':
      throw new OutOfStockError(`"${product}" is out of stock.`);
    case 'payment-declined':
      throw new PaymentDeclinedError('The card has expired.');
    case 'timeout':
      await sleep(60_000);
  }
}
