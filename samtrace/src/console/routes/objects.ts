import { type BucketAnswer, MAX_OBJECTS, type StoredObjectRef } from '../model/contract.ts';
import { readTrace, requestIds } from '../model/trace.ts';
import type { ConsoleObjects, ConsoleXRay } from '../ports.ts';
import { type Answer, notFound, ok, type Route } from '../routing.ts';

/**
 * A stored object is hostile: whatever its type says, the browser may run no script of it, and treats it as a site of
 * its own. Styles and pictures that it carries itself are let in, so that a stored HTML page looks as it was meant to;
 * a link that asks for a tab of its own gets one that is not bound by this, as any page is that is opened by itself.
 */
const STORED_OBJECT_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-ancestors 'self'";

/** What lies in the buckets, and the objects of one trace: those whose key carries the id of one of its requests. */
export function objectRoutes(objects: ConsoleObjects, xray: ConsoleXRay): Route[] {
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
      path: '/_local/objects/:bucket/:key+',
      async run({ params, query }) {
        const { bucket = '', key = '' } = params;
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

async function newest(bucket: string, contains: string, objects: ConsoleObjects): Promise<BucketAnswer> {
  const matching = (await objects.listObjects(bucket)).filter(({ key }) => key.includes(contains));
  matching.sort((a, b) => b.lastModifiedMs - a.lastModifiedMs);
  const listed = matching.slice(0, MAX_OBJECTS).map(({ key, size, lastModifiedMs }) => ({ key, size, lastModifiedMs }));
  return { bucket, total: matching.length, objects: listed };
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
    for (const { key, size } of await objects.listObjects(bucket)) {
      if (ids.some((id) => key.includes(id))) found.push({ bucket, key, size });
    }
  }
  return found;
}
