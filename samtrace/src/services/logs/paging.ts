import { AwsError } from '../../aws/error.ts';
import { eventId, type Position, positionOf } from './event-order.ts';
import type { Cursor } from './reading.ts';

/** The tokens are opaque to callers and contain everything that the next page needs, so no state is kept between calls. */

function invalidToken(): AwsError {
  return new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
}

/** GetLogEvents' tokens have the form that AWS's have: `f/<56 digits>/s` forward, `b/<56 digits>/s` backward. */
export function streamToken(position: Position, forward: boolean): string {
  return `${forward ? 'f' : 'b'}/${eventId(position)}/s`;
}

/** Throws InvalidParameterException for a token that {@link streamToken} did not make. */
export function parseStreamToken(token: string): Cursor {
  const [, direction, id = ''] = /^([fb])\/(\d+)\/s$/.exec(token) ?? [];
  const position = positionOf(id);
  if (position === undefined) throw invalidToken();
  return { position, forward: direction === 'f' };
}

export function filterToken(cursor: Cursor): string {
  return Buffer.from(streamToken(cursor.position, cursor.forward)).toString('base64url');
}

export function parseFilterToken(token: string): Cursor {
  return parseStreamToken(Buffer.from(token, 'base64url').toString());
}

export interface Listing<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** A page of a sorted list. The token holds the name of the last item shown, so that new items shift nothing. */
export function pageOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  limit: number,
  token?: string,
): Listing<Item> {
  let from = 0;
  if (token !== undefined) {
    const last = Buffer.from(token, 'base64url').toString();
    from = items.findIndex((item) => nameOf(item) === last) + 1;
    if (from === 0) throw invalidToken();
  }
  const page = items.slice(from, from + limit);
  const last = page.at(-1);
  if (last === undefined || from + page.length >= items.length) return { items: page };
  return { items: page, nextToken: Buffer.from(nameOf(last)).toString('base64url') };
}
