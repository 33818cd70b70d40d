import { randomBytes } from 'node:crypto';
import { contentPath } from '../model/content-path.ts';
import { type BucketAnswer, MAX_OBJECTS, type StoredObjectRef } from '../model/contract.ts';
import { readTrace, requestIds } from '../model/trace.ts';
import type { ConsoleObjects, ConsoleXRay } from '../ports.ts';
import { type Answer, notFound, ok, type Route } from '../routing.ts';

/**
 * A stored object is not trusted. The browser runs no script in it, for any type, and treats it as a separate origin.
 * The styles and pictures inside it are allowed, so that a stored HTML page looks as intended. A link that opens a new tab
 * may do so without the sandbox, because the address that it opens has its own policy.
 */
const STORED_OBJECT_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-ancestors 'self'";

/**
 * The objects of the buckets, and the objects of a trace: their keys contain the ID of one of its requests. An object itself
 * is served below `secretPath`, see {@link createSecretPath}.
 */
export function objectRoutes(objects: ConsoleObjects, xray: ConsoleXRay, secretPath: string): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/objects',
      async run({ query }) {
        const contains = query.get('contains') ?? '';
        return ok(await Promise.all(objects.listBuckets().map((bucket) => newest(bucket, contains, objects))));
      },
    },
    {
      method: 'GET',
      path: '/_local/objects/:bucket/:key*',
      run({ params, query }) {
        const { bucket = '', key } = addressed(params, query);
        const location = secretPath + contentPath(bucket, key, query.has('download'));
        return { status: 302, headers: { location }, body: '' };
      },
    },
    {
      method: 'GET',
      path: `${secretPath}:bucket/:key*`,
      async run({ params, query }) {
        const { bucket = '', key } = addressed(params, query);
        const stored = await objects.getObject(bucket, key);
        return stored
          ? content(stored, query.has('download') ? key : undefined)
          : notFound(`${bucket} holds no object ${key}.`);
      },
    },
    {
      method: 'GET',
      path: '/_local/traces/:traceId/objects',
      async run({ params }) {
        const [trace] = xray.batchGetTraces([params.traceId ?? '']);
        return ok(trace ? await objectsOf(requestIds(readTrace(trace)), objects) : []);
      },
    },
  ];
}

/** The key is in the query if it cannot be in the path, see {@link contentPath}. */
function addressed(params: Readonly<Record<string, string>>, query: URLSearchParams) {
  return { bucket: params.bucket, key: params.key || (query.get('key') ?? '') };
}

/**
 * A stored page is a separate origin, so for the browser a click on a link to another stored object is a request
 * from another site. The request guard allows such clicks below this path only. The path is random: another site cannot know it,
 * and a stored page can use it only through a relative link.
 */
export function createSecretPath(): string {
  return `/_local/stored/${randomBytes(16).toString('hex')}/`;
}

async function newest(bucket: string, contains: string, objects: ConsoleObjects): Promise<BucketAnswer> {
  let total = 0;
  let listed: BucketAnswer['objects'][number][] = [];
  for await (const { key, size, lastModifiedMs } of objects.listObjects(bucket)) {
    if (!key.includes(contains)) continue;
    total += 1;
    listed.push({ key, size, lastModifiedMs });
    if (listed.length >= 4 * MAX_OBJECTS) listed = newestOf(listed);
  }
  return { bucket, total, objects: newestOf(listed) };
}

function newestOf<Item extends { readonly lastModifiedMs: number }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => b.lastModifiedMs - a.lastModifiedMs).slice(0, MAX_OBJECTS);
}

function content(stored: { body: Buffer; contentType: string }, downloadKey: string | undefined): Answer {
  const fileName = downloadKey?.split('/').at(-1) ?? '';
  return {
    status: 200,
    headers: {
      'content-type': stored.contentType,
      'content-security-policy': STORED_OBJECT_POLICY,
      ...(downloadKey !== undefined && {
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, escape)}`,
      }),
    },
    body: stored.body,
  };
}

async function objectsOf(ids: readonly string[], objects: ConsoleObjects): Promise<StoredObjectRef[]> {
  const found: StoredObjectRef[] = [];
  for (const bucket of ids.length === 0 ? [] : objects.listBuckets()) {
    for await (const { key, size } of objects.listObjects(bucket)) {
      if (ids.some((id) => key.includes(id))) found.push({ bucket, key, size });
    }
  }
  return found;
}
