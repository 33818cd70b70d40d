import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACTIONS } from '../../../src/services/s3/actions.ts';
import { operationsIn } from '../../support/every-operation.ts';
import { startWorld, type World } from './world.ts';

/** Every operation of S3's model, sent by the SDK to a bucket with two objects and an upload. */
let world: World;
let uploadId: string;
beforeAll(async () => {
  world = await startWorld();
  for (const Key of ['kept', 'other']) {
    await world.client.send(new sdk.PutObjectCommand({ ...object, Key, Body: `the bytes of ${Key}`, Tagging: 'a=1' }));
  }
  const { UploadId = '' } = await world.client.send(new sdk.CreateMultipartUploadCommand({ ...object, Key: 'upload' }));
  uploadId = UploadId;
});
afterAll(async () => world[Symbol.asyncDispose]());

const bucket = { Bucket: 'reports' };
const object = { ...bucket, Key: 'kept' };
const operations = operationsIn(sdk);

/** Everything that a wrong call could destroy. */
async function everything(): Promise<unknown> {
  const objects = world.s3.objects().map(async ({ bucket: Bucket, key: Key }) => {
    const head = await world.client.send(new sdk.HeadObjectCommand({ Bucket, Key }));
    const tags = await world.client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key }));
    const text = (await world.s3.getObject(Bucket, Key))?.body.toString();
    return {
      Bucket,
      Key,
      text,
      etag: head.ETag,
      type: head.ContentType,
      modified: head.LastModified,
      tags: tags.TagSet,
    };
  });
  return { buckets: world.s3.buckets(), objects: await Promise.all(objects) };
}

describe('an operation of S3 that is not supported', () => {
  const refused = operations.filter(({ name }) => ACTIONS[name] === undefined);

  it.each(refused.map((operation) => [operation.name, operation] as const))(
    'returns an error with its name, and changes nothing: %s',
    async (name, operation) => {
      const before = await everything();
      // On an object where the operation has one, on the bucket otherwise.
      const sending = world.client.send(operation.command(object) as sdk.GetObjectCommand);

      // An answer of an Object Lambda goes to a host of its own, which no request reaches.
      if (name === 'WriteGetObjectResponse') await expect(sending).rejects.toThrow();
      else {
        await expect(sending).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
        // The SDK begins a session before it lists directory buckets.
        const called = name === 'ListDirectoryBuckets' ? 'CreateSession' : name;
        await expect(sending).rejects.toThrow(`The local S3 does not support ${called}.`);
      }
      expect(await everything()).toEqual(before);
    },
  );

  it('is most of S3, and none is missing here', () => {
    expect(operations.length).toBeGreaterThan(100);
    expect(refused.length + Object.keys(ACTIONS).length).toBe(operations.length);
  });
});

describe('an operation of S3 that is supported', () => {
  /** Inputs beside the required ones; in an order in which each can succeed. */
  const inputs: Record<string, () => Record<string, unknown>> = {
    CreateBucket: () => ({ Bucket: 'another' }),
    HeadBucket: () => bucket,
    DeleteBucket: () => ({ Bucket: 'another' }),
    GetBucketLocation: () => bucket,
    PutBucketNotificationConfiguration: () => ({ ...bucket, NotificationConfiguration: {} }),
    GetBucketNotificationConfiguration: () => bucket,
    PutBucketTagging: () => ({ ...bucket, Tagging: { TagSet: [{ Key: 'b', Value: '2' }] } }),
    GetBucketTagging: () => bucket,
    DeleteBucketTagging: () => bucket,
    GetBucketVersioning: () => bucket,
    ListBuckets: () => ({}),
    ListObjects: () => bucket,
    ListObjectsV2: () => bucket,
    ListObjectVersions: () => bucket,
    ListMultipartUploads: () => bucket,
    GetObject: () => object,
    HeadObject: () => object,
    GetObjectAttributes: () => ({ ...object, ObjectAttributes: ['ETag'] }),
    GetObjectTagging: () => object,
    PutObjectTagging: () => ({ ...object, Tagging: { TagSet: [{ Key: 'b', Value: '2' }] } }),
    DeleteObjectTagging: () => object,
    PutObject: () => ({ ...object, Key: 'new', Body: 'x' }),
    CopyObject: () => ({ ...object, Key: 'copy', CopySource: 'reports/kept' }),
    DeleteObject: () => ({ ...object, Key: 'new' }),
    DeleteObjects: () => ({ ...bucket, Delete: { Objects: [{ Key: 'copy' }] } }),
    CreateMultipartUpload: () => ({ ...object, Key: 'upload' }),
    UploadPart: () => ({ ...object, Key: 'upload', UploadId: uploadId, PartNumber: 1, Body: 'x' }),
    UploadPartCopy: () => ({
      ...object,
      Key: 'upload',
      UploadId: uploadId,
      PartNumber: 2,
      CopySource: 'reports/kept',
    }),
    ListParts: () => ({ ...object, Key: 'upload', UploadId: uploadId }),
    CompleteMultipartUpload: () => ({
      ...object,
      Key: 'upload',
      UploadId: uploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '9dd4e461268c8034f5c8564e155c67a6' }] },
    }),
    AbortMultipartUpload: () => ({ ...object, Key: 'aborted', UploadId: uploadId }),
  };

  it.each(Object.keys(inputs))('succeeds: %s', async (name) => {
    const operation = operations.find((each) => each.name === name);
    let members = inputs[name]?.() ?? {};
    if (name === 'AbortMultipartUpload') {
      const command = new sdk.CreateMultipartUploadCommand({ ...bucket, Key: 'aborted' });
      members = { ...members, UploadId: (await world.client.send(command)).UploadId };
    }

    await world.client.send(operation?.command(members) as sdk.GetObjectCommand);
  });

  it('has an input in this test', () => {
    expect(Object.keys(inputs).sort()).toEqual(Object.keys(ACTIONS).sort());
  });
});

describe('a request with more parameters than the operation supports is rejected and changes nothing:', () => {
  it.each([
    ['PUT', '/reports/kept?unknown', {}],
    ['PUT', '/reports/kept?unknown=1', {}],
    ['DELETE', '/reports/kept?tagging&acl', {}],
    ['DELETE', '/reports/kept?x-id=DeleteObjectAnnotation', {}],
    ['DELETE', '/reports?unknown', {}],
    ['GET', '/reports/kept?unknown', {}],
    ['PUT', '/reports/kept', { 'x-amz-object-lock-mode': 'COMPLIANCE' }],
    ['PUT', '/reports/kept', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }],
    ['PUT', '/reports/kept', { 'x-amz-write-offset-bytes': '3' }],
    ['PUT', '/reports/kept', { 'x-amz-grant-read': 'id=1' }],
    ['DELETE', '/reports/kept', { 'x-amz-if-match-size': '3' }],
    ['GET', '/reports/kept', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }],
  ])('%s %s %j', async (method, path, headers) => {
    const before = await everything();
    const { status, text } = await world.raw(method, path, { headers, body: method === 'PUT' ? 'destroyed' : '' });

    expect([status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([501, 'NotImplemented']);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['POST', '/reports/kept'],
    ['PATCH', '/reports/kept'],
    ['PUT', '/'],
    ['DELETE', '/'],
    ['DELETE', '/reports?uploads'],
    ['PUT', '/reports?location'],
    ['PUT', '/reports/kept?attributes'],
  ])('%s %s, which is no operation of S3', async (method, path) => {
    const before = await everything();
    const { status, text } = await world.raw(method, path, { body: 'destroyed' });

    expect([status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([405, 'MethodNotAllowed']);
    expect(await everything()).toEqual(before);
  });
});
