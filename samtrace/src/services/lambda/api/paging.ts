import type { AwsRequest } from '../../../aws/http.ts';
import { constraintFailed, invalidParameter } from './errors.ts';

const MAX_ITEMS = 50;

/** One page of a list. A marker is the key of the first item of the next page. */
export function page<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { query }: Pick<AwsRequest, 'query'>,
): { items: readonly Item[]; next: { NextMarker?: string } } {
  const maxItems = Number(query.get('MaxItems') ?? MAX_ITEMS);
  if (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > 10_000) {
    throw constraintFailed(query.get('MaxItems'), 'maxItems', 'Member must be an integer from 1 to 10000');
  }
  const marker = query.get('Marker');
  const start = marker === null ? 0 : items.findIndex((item) => keyOf(item) === marker);
  if (start === -1) throw invalidParameter(`Invalid marker: ${marker}`);
  const end = start + Math.min(maxItems, MAX_ITEMS);
  const following = items[end];
  return { items: items.slice(start, end), next: following === undefined ? {} : { NextMarker: keyOf(following) } };
}
