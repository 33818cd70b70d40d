import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What S3 keeps of an object beside its bytes, as headers: its content type and its like, and `x-amz-meta-…`. */
export type Metadata = Readonly<Record<string, string>>;

const KEPT = new Set(
  'cache-control content-disposition content-encoding content-language content-type expires'.split(' '),
);

/** The metadata among the headers of a GetObject answer. */
export function metadataIn(headers: Readonly<Record<string, string>>): Metadata {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => KEPT.has(name) || name.startsWith('x-amz-meta-')),
  );
}

/**
 * Metadata beside the objects' files, in `<directory>/.metadata/<bucket>/`, where it outlives the process. Most objects
 * need none: a file says its type by its name.
 */
export function createMetadataFiles(directory: string) {
  // By a hash, since one key may be the folder of another, and a key may hold what no file name can.
  const pathOf = (bucket: string, key: string) =>
    join(directory, '.metadata', bucket, `${createHash('sha256').update(key).digest('hex')}.json`);

  return {
    async write(bucket: string, key: string, metadata: Metadata): Promise<void> {
      const path = pathOf(bucket, key);
      if (same(metadata, impliedBy(key))) return rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(metadata));
    },

    remove: (bucket: string, key: string): Promise<void> => rm(pathOf(bucket, key), { force: true }),

    /** What was written, or what the key implies when nothing was or it cannot be read. */
    async read(bucket: string, key: string): Promise<Metadata> {
      try {
        const value: unknown = JSON.parse(await readFile(pathOf(bucket, key), 'utf8'));
        if (typeof value === 'object' && value !== null) {
          const texts = Object.entries(value).filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string',
          );
          return metadataIn(Object.fromEntries(texts));
        }
      } catch {
        // None was written, or a killed process wrote half of it.
      }
      return impliedBy(key);
    },
  };
}

function impliedBy(key: string): Metadata {
  if (key.endsWith('.json')) return { 'content-type': 'application/json' };
  if (key.endsWith('.html')) return { 'content-type': 'text/html; charset=utf-8' };
  return { 'content-type': 'application/octet-stream' };
}

function same(a: Metadata, b: Metadata): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
