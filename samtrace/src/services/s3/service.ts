import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import type { AwsRequest, AwsResponse, AwsService, Operation } from '../../aws/http.ts';
import type { Context } from './action.ts';
import { ACTIONS, S3_ACTIONS } from './actions.ts';
import type { WriteFile } from './body-files.ts';
import { checkBucketName } from './bucket-name.ts';
import { newRequestId, renderS3Error } from './error.ts';
import { DEFAULT_CONTENT_TYPE } from './object-headers.ts';
import { checkNotExpired, withHeadersOfQuery } from './presigned.ts';
import type { ObjectRecord } from './record.ts';
import { checkUnderstood, notImplemented, operationName } from './route.ts';
import { type ObjectEvent, Store } from './store.ts';

export interface S3Options extends Pick<Context, 'authorize' | 'mayList' | 'notifier'> {
  account: Account;
  /** The objects are here, and again as plain files: `<directory>/<bucket>/<key>`. */
  directory: string;
  now?: () => number;
  /** How an object's bytes are written; a test makes it fail. */
  writeFile?: WriteFile;
}

export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  lastModifiedMs: number;
}

export interface S3 {
  readonly api: AwsService;
  /** Creates a bucket; one that an earlier run left keeps its objects. Throws an AwsError for a name that S3 refuses. */
  createBucket(name: string): Promise<void>;
  buckets(): string[];
  /** All objects, or one bucket's, by key. */
  objects(bucket?: string): StoredObject[];
  /** As {@link objects}, in pages, so that other work is done between them. */
  eachObject(bucket: string): AsyncGenerator<StoredObject>;
  getObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string } | undefined>;
  /** Tells of every object that is stored, after it is. The function that it returns ends that. */
  onStored(listener: (event: ObjectEvent) => void): () => void;
  /** Tells of every object that is deleted, after it is. */
  onDeleted(listener: (event: ObjectEvent) => void): () => void;
  /** Calls the listener for each object whose tags were set or removed. */
  onTagged(listener: (event: ObjectEvent) => void): () => void;
  /** Closes the index. */
  close(): void;
}

/** How many objects are read from the index at once. */
const PAGE = 1_000;

/**
 * Stored bytes are not trusted: a browser that opens one runs no script in it, and does not guess another type.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/sandbox
 */
const SAFE_HEADERS = { 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' };

/** S3 on one machine: objects in files, found by an index that is kept after a restart. Throws a StoredDataError. */
export function createS3({ account, directory, now = Date.now, writeFile, ...others }: S3Options): S3 {
  const store = new Store({ directory, now, ...(writeFile && { writeFile }) });
  /** The request whose work is being done. */
  const changing = new AsyncLocalStorage<AwsRequest>();
  const context: Context = { store, accountId: account.accountId, region: account.region, ...others };

  function operation(received: AwsRequest): Operation {
    checkNotExpired(received.query, now());
    const request = withHeadersOfQuery(received);
    const { name, subresource, address } = operationName(request);
    const action = ACTIONS[name];
    if (action === undefined) throw notImplemented(name);
    checkUnderstood(request, { ...action, parameters: [subresource, ...(action.parameters ?? [])] });
    checkOwner(request, account.accountId);
    const [own, ...alsoNeeds] = action.permissions(request, address);
    return {
      ...own,
      alsoNeeds,
      conditionKeys: conditionKeys(request),
      run: () => changing.run(request, async () => withSafeHeaders(await action.run(context, request, address))),
    };
  }

  /** Tells of a change with the trace header of the request that made it. */
  function onChange(kind: string, listener: (event: ObjectEvent) => void): () => void {
    return store.onChange((event) => {
      if (!event.eventName.startsWith(kind)) return;
      const traceHeader = changing.getStore()?.headers['x-amzn-trace-id'];
      listener(traceHeader === undefined ? event : { ...event, traceHeader });
    });
  }

  return {
    api: {
      signingName: 's3',
      actions: S3_ACTIONS,
      operation,
      renderError: (error, request) => withSafeHeaders(renderS3Error(error, request)),
    },
    async createBucket(name) {
      checkBucketName(name);
      if (store.index.bucket(name) === undefined) store.index.putBucket({ name, createdMs: now() });
    },
    buckets: () => store.index.buckets().map(({ name }) => name),
    objects: (bucket) =>
      (bucket === undefined ? store.index.allObjects() : store.index.allObjectsOf(bucket)).map(storedObject),
    async *eachObject(bucket) {
      let page = store.index.objects(bucket, { from: Buffer.alloc(0) }, PAGE);
      while (page.length > 0) {
        yield* page.map(storedObject);
        await nextTurn();
        page = store.index.objects(bucket, { after: Buffer.from(page.at(-1)?.key ?? '') }, PAGE);
      }
    },
    async getObject(bucket, key) {
      const stored = store.index.object(bucket, key);
      const body = stored === undefined ? undefined : await store.read(stored);
      if (stored === undefined || body === undefined) return undefined;
      return { body, contentType: stored.headers['content-type'] ?? DEFAULT_CONTENT_TYPE };
    },
    onStored: (listener) => onChange('ObjectCreated:', listener),
    onDeleted: (listener) => onChange('ObjectRemoved:', listener),
    onTagged: (listener) => onChange('ObjectTagging:', listener),
    close: () => store.close(),
  };
}

function storedObject({ bucket, key, size, lastModifiedMs }: ObjectRecord): StoredObject {
  return { bucket, key, size, lastModifiedMs };
}

function withSafeHeaders(answer: AwsResponse): AwsResponse {
  const headers = { 'x-amz-request-id': newRequestId(), 'x-amz-id-2': 'local', ...answer.headers, ...SAFE_HEADERS };
  return { ...answer, headers };
}

/** Everything here belongs to one account. */
function checkOwner({ headers }: AwsRequest, accountId: string): void {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = headers[name];
    if (expected !== undefined && expected !== accountId)
      throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
function conditionKeys({ headers, query }: AwsRequest): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of ['prefix', 'delimiter', 'max-keys']) {
    const value = query.get(name);
    if (value !== null) keys[`s3:${name}`] = value;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-') || name === 'if-match' || name === 'if-none-match') keys[`s3:${name}`] = value;
  }
  const versionId = query.get('versionId');
  if (versionId !== null) keys['s3:VersionId'] = versionId;
  return keys;
}
