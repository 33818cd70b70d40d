import { invalid } from '../errors.ts';
import type { Input } from './input.ts';

const MAX_LIMIT = 100;

/** One page of a list under the request's Limit and NextToken, and the token of the next page. */
export function page<Item>(items: readonly Item[], input: Input): { items: Item[]; next: { NextToken?: string } } {
  const token = input.text('NextToken');
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('utf8'));
  if (!Number.isInteger(start) || start < 0) throw invalid('Parameter NextToken is not valid.');
  const limit = input.integer('Limit') ?? MAX_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) throw invalid(`Parameter Limit must be from 1 to ${MAX_LIMIT}.`);
  const end = start + limit;
  const next = end < items.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { items: items.slice(start, end), next };
}
