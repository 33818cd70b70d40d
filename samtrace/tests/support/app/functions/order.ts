interface OrderEvent {
  /** Such as `order-7`. */
  id: string;
  /** Every n-th order fails. */
  failEvery?: number;
  waitMs?: number;
  exit?: boolean;
}

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

export async function handler(event: OrderEvent) {
  const { id, failEvery, waitMs = 0 } = event;
  console.log(`order ${id}`);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  if (event.exit === true) process.exit(1);
  const number = Number(id.split('-')[1]);
  if (failEvery !== undefined && number % failEvery === 0) {
    throw new OutOfStockError(`${id} ${process.env.FAILED_MESSAGE}`);
  }
  return { id, total: 10, currency: process.env.CURRENCY };
}
