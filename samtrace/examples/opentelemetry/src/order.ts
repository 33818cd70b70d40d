export interface Order {
  readonly orderId: string;
  readonly product: string;
}

/** The object that both functions store. */
export function objectOf(order: Order): { Bucket: string; Key: string; Body: string } {
  if (order.product === 'coffee') throw new Error('There is no coffee.');
  return { Bucket: process.env.BUCKET ?? '', Key: `${order.orderId}.json`, Body: JSON.stringify(order) };
}
