import type { IndexDatabase } from './index-database.ts';
import type { ObjectRecord } from './record.ts';

export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only keys and common prefixes after this one; empty for all. */
  readonly after: string;
  readonly limit: number;
}

export type Entry = { readonly object: ObjectRecord } | { readonly commonPrefix: string };

export interface Listing {
  readonly entries: readonly Entry[];
  /** The last key or common prefix of a page that is not the last one. */
  readonly next: string | undefined;
}

const FETCHED_AT_ONCE = 1000;

/**
 * A page of a bucket's keys, in the order of their bytes. Keys that have the delimiter after the prefix become one common
 * prefix. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export function list(index: IndexDatabase, { bucket, prefix, delimiter, after, limit }: ListingQuery): Listing {
  const entries: Entry[] = [];
  let from = startOf(Buffer.from(prefix), after, delimiter);
  for (;;) {
    const fetched = index.objects(bucket, from, FETCHED_AT_ONCE);
    let below: string | undefined;
    for (const object of fetched) {
      if (!object.key.startsWith(prefix)) return { entries, next: undefined };
      if (below !== undefined && object.key.startsWith(below)) continue;
      if (entries.length === limit) return { entries, next: nameOf(entries.at(-1)) };
      below = commonPrefixOf(object.key, prefix, delimiter);
      entries.push(below === undefined ? { object } : { commonPrefix: below });
    }
    const last = fetched.at(-1);
    if (last === undefined || fetched.length < FETCHED_AT_ONCE) return { entries, next: undefined };
    from = below === undefined ? { after: Buffer.from(last.key) } : { from: firstAfter(Buffer.from(below)) };
  }
}

export function nameOf(entry: Entry | undefined): string | undefined {
  if (entry === undefined) return undefined;
  return 'object' in entry ? entry.object.key : entry.commonPrefix;
}

/** The key up to the first delimiter after the prefix, if it has one. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** A page may begin after a common prefix: then everything below it has been listed. */
function startOf(prefix: Buffer, after: string, delimiter: string): { after: Buffer } | { from: Buffer } {
  const bytes = Buffer.from(after);
  if (after === '' || Buffer.compare(bytes, prefix) < 0) return { from: prefix };
  const isCommonPrefix = delimiter !== '' && after.endsWith(delimiter) && bytes.length > prefix.length;
  return isCommonPrefix ? { from: firstAfter(bytes) } : { after: bytes };
}

/** The smallest bytes that are greater than everything that begins with these. UTF-8 has no byte 0xFF. */
function firstAfter(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from([0xff])]);
}
