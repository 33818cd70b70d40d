import { AwsError } from '../../aws/error.ts';
import type { AwsRequest, AwsResponse, AwsService, Caller } from '../../aws/http.ts';
import type { Library } from '../../gateway/fauxqs.ts';
import { checkWriteConditions } from './conditions.ts';
import { renderS3Error } from './error.ts';
import { createObjectFiles } from './files.ts';
import { createMetadataFiles, metadataIn } from './metadata.ts';
import { S3_ACTIONS, type S3Call, s3Call } from './operation.ts';

export interface S3Options {
  library: Library;
  /** Objects lie here as files, `<directory>/<bucket>/<key>`. */
  directory: string;
  /** Whether the caller may make a call, without a trace of the question: S3 answers 403 for a missing key to those who may not list. */
  mayList(caller: Caller, bucketArn: string): boolean;
}

export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  lastModifiedMs: number;
}

export interface S3 {
  readonly api: AwsService;
  /** Creates a bucket and puts back what an earlier run left in its folder. */
  createBucket(name: string): Promise<void>;
  buckets(): string[];
  /** All objects, or one bucket's, by key. */
  objects(bucket?: string): StoredObject[];
  getObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string } | undefined>;
  onStored(listener: (object: StoredObject) => void): () => void;
}

/** Of a bucket in us-east-1, which alone has no name here. The library would list the bucket. */
const BUCKET_LOCATION: AwsResponse = {
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
};

/** S3: the library's, with conditional writes, AWS's answer for a missing key, and every object as a file beside it. */
export function createS3({ library, directory, mayList }: S3Options): S3 {
  const files = createObjectFiles(directory);
  const metadata = createMetadataFiles(directory);
  const buckets = new Set<string>();
  const objects = new Map<string, StoredObject>();
  const listeners = new Set<(object: StoredObject) => void>();
  const lastWrite = new Map<string, Promise<unknown>>();

  const call = (method: string, path: string, headers: Record<string, string> = {}, body: Buffer = Buffer.alloc(0)) =>
    library.forward({ method, path, query: new URLSearchParams(), headers: { host: '127.0.0.1', ...headers }, body });

  /** One write after the other on a key, so that a condition holds until its write is done. */
  function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (lastWrite.get(name) ?? Promise.resolve()).then(work, work);
    lastWrite.set(name, turn);
    const forget = () => lastWrite.get(name) === turn && lastWrite.delete(name);
    turn.then(forget, forget);
    return turn;
  }

  /** Brings index and file to what the library holds after a write. */
  async function refresh(bucket: string, key: string): Promise<void> {
    const name = `${bucket}/${key}`;
    const stored = await call('GET', objectPath(bucket, key));
    if (stored.status !== 200) {
      objects.delete(name);
      await metadata.remove(bucket, key);
      return files.remove(bucket, key);
    }
    const object = { bucket, key, size: stored.body.length, lastModifiedMs: Date.now() };
    objects.set(name, object);
    await metadata.write(bucket, key, metadataIn(stored.headers));
    await files.write(bucket, key, Buffer.from(stored.body));
    for (const listener of listeners) listener(object);
  }

  async function write(request: AwsRequest, { bucket, key }: S3Call): Promise<AwsResponse> {
    const head = await call('HEAD', objectPath(bucket, key));
    checkWriteConditions(request.headers, head.status === 200 ? head.headers.etag : undefined);
    const answer = await library.forward(request);
    if (answer.status < 300) await refresh(bucket, key);
    return answer;
  }

  async function read(request: AwsRequest, { bucket }: S3Call): Promise<AwsResponse> {
    const answer = await library.forward(request);
    if (answer.status !== 404 || !buckets.has(bucket) || mayList(request.caller, `arn:aws:s3:::${bucket}`))
      return answer;
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: without s3:ListBucket a missing key is a 403.
    throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  }

  async function changeBucket(request: AwsRequest, { action, bucket }: S3Call): Promise<AwsResponse> {
    const answer = await library.forward(request);
    if (answer.status >= 300) return answer;
    if (action === 's3:GetBucketLocation') return BUCKET_LOCATION;
    if (action === 's3:CreateBucket') buckets.add(bucket);
    if (action === 's3:DeleteBucket') buckets.delete(bucket);
    if (action === 's3:DeleteObject') {
      const ofBucket = [...objects.values()].filter((object) => object.bucket === bucket);
      await Promise.all(ofBucket.map(({ key }) => inTurn(`${bucket}/${key}`, () => refresh(bucket, key))));
    }
    return answer;
  }

  function run(request: AwsRequest, s3: S3Call): Promise<AwsResponse> {
    if (s3.key === '') return changeBucket(request, s3);
    if (request.method === 'GET' || request.method === 'HEAD') return read(request, s3);
    return inTurn(`${s3.bucket}/${s3.key}`, () => write(request, s3));
  }

  return {
    api: {
      signingName: 's3',
      actions: S3_ACTIONS,
      operation(request) {
        const s3 = s3Call(request);
        return { action: s3.action, resources: s3.resources, run: () => run(request, s3) };
      },
      renderError: renderS3Error,
    },
    async createBucket(name) {
      await call('PUT', `/${name}`);
      buckets.add(name);
      for (const { key, body, lastModifiedMs } of await files.read(name)) {
        await call('PUT', objectPath(name, key), await metadata.read(name, key), body);
        objects.set(`${name}/${key}`, { bucket: name, key, size: body.length, lastModifiedMs });
      }
    },
    buckets: () => [...buckets],
    objects: (bucket) =>
      [...objects.values()]
        .filter((object) => bucket === undefined || object.bucket === bucket)
        .sort((a, b) => (`${a.bucket}/${a.key}` < `${b.bucket}/${b.key}` ? -1 : 1)),
    async getObject(bucket, key) {
      const answer = await call('GET', objectPath(bucket, key));
      if (answer.status !== 200) return undefined;
      return {
        body: Buffer.from(answer.body),
        contentType: answer.headers['content-type'] ?? 'application/octet-stream',
      };
    },
    onStored(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function objectPath(bucket: string, key: string): string {
    return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  }
}
