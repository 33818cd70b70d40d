import { invalidParameter } from '../errors.ts';

/** SNS lists 100 things a page. */
const PAGE_SIZE = 100;

/** One page of a list, and the token of the next if there is one. */
export function page<Item>(items: readonly Item[], token: string | undefined): { items: Item[]; nextToken?: string } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('utf8'));
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('NextToken');
  const end = start + PAGE_SIZE;
  const next = end < items.length ? { nextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { items: items.slice(start, end), ...next };
}
