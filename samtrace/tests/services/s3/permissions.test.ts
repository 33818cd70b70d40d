import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Statement } from '../../../src/aws/iam.ts';
import { createIam } from '../../../src/services/iam/service.ts';
import { startWorld } from './world.ts';

/** Every permission that a request asks for, in the order in which they are asked. */
async function asked(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<string[]> {
  const questions: string[] = [];
  await using world = await startWorld({
    denied(action, resource) {
      questions.push(`${action} ${resource.replace('arn:aws:s3:::', '')}`);
      return false;
    },
  });
  await world.raw('PUT', '/reports/k', { body: 'x' });
  questions.length = 0;
  await world.raw(method, path, { headers, body });
  return questions;
}

describe('S3 asks IAM', () => {
  it('for all buckets with a resource that both `*` and `arn:aws:s3:::*` in a policy match', async () => {
    const resources: string[] = [];
    await using world = await startWorld({
      denied(_, resource) {
        resources.push(resource);
        return false;
      },
    });
    await world.raw('GET', '/');

    expect(resources).toEqual(['arn:aws:s3:::*']);
  });

  it.each<[string, string, Record<string, string>, string[]]>([
    ['GET', '/', {}, ['s3:ListAllMyBuckets *']],
    ['GET', '/reports?list-type=2', {}, ['s3:ListBucket reports']],
    ['GET', '/reports?versions', {}, ['s3:ListBucketVersions reports']],
    ['GET', '/reports?uploads', {}, ['s3:ListBucketMultipartUploads reports']],
    ['GET', '/reports/k', {}, ['s3:GetObject reports/k']],
    ['HEAD', '/reports/k', {}, ['s3:GetObject reports/k']],
    ['GET', '/reports/k?versionId=null', {}, ['s3:GetObjectVersion reports/k']],
    ['GET', '/reports/k?tagging', {}, ['s3:GetObjectTagging reports/k']],
    [
      'GET',
      '/reports/k?attributes',
      { 'x-amz-object-attributes': 'ETag' },
      ['s3:GetObjectAttributes reports/k', 's3:GetObject reports/k'],
    ],
    ['PUT', '/reports/k', {}, ['s3:PutObject reports/k']],
    ['PUT', '/reports/k', { 'x-amz-tagging': 'a=1' }, ['s3:PutObject reports/k', 's3:PutObjectTagging reports/k']],
    ['PUT', '/reports/k', { 'if-match': 'etag' }, ['s3:PutObject reports/k', 's3:GetObject reports/k']],
    ['PUT', '/reports/k', { 'if-none-match': '*' }, ['s3:PutObject reports/k']],
    [
      'PUT',
      '/reports/c',
      { 'x-amz-copy-source': '/other/a%2Fb' },
      ['s3:PutObject reports/c', 's3:GetObject other/a/b'],
    ],
    [
      'PUT',
      '/reports/c?partNumber=1&uploadId=u',
      { 'x-amz-copy-source': 'reports/k' },
      ['s3:PutObject reports/c', 's3:GetObject reports/k'],
    ],
    ['PUT', '/reports/c?partNumber=1&uploadId=u', {}, ['s3:PutObject reports/c']],
    ['POST', '/reports/c?uploadId=u', {}, ['s3:PutObject reports/c']],
    ['GET', '/reports/c?uploadId=u', {}, ['s3:ListMultipartUploadParts reports/c']],
    ['DELETE', '/reports/c?uploadId=u', {}, ['s3:AbortMultipartUpload reports/c']],
    ['DELETE', '/reports/k', {}, ['s3:DeleteObject reports/k']],
    ['DELETE', '/reports/k?versionId=null', {}, ['s3:DeleteObjectVersion reports/k']],
    ['DELETE', '/reports/k', { 'if-match': 'etag' }, ['s3:DeleteObject reports/k', 's3:GetObject reports/k']],
    ['DELETE', '/reports/k?tagging', {}, ['s3:DeleteObjectTagging reports/k']],
    ['DELETE', '/reports', {}, ['s3:DeleteBucket reports']],
    // A request that is no operation is refused before anybody is asked.
    ['POST', '/reports/errors/x?delete', {}, []],
  ])('for %s %s %j', async (method, path, headers, expected) => {
    expect(await asked(method, path, headers)).toEqual(expected);
  });

  it('for each key of DeleteObjects', async () => {
    const body =
      '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>null</VersionId></Object></Delete>';
    const { createHash } = await import('node:crypto');
    const md5 = createHash('md5').update(body).digest('base64');

    expect(await asked('POST', '/reports?delete', { 'content-md5': md5 }, body)).toEqual([
      's3:DeleteObject reports/a&b',
      's3:DeleteObjectVersion reports/c',
    ]);
  });
});

describe('a condition on the parameters of a request to S3', () => {
  const list = (condition: Statement['condition'], conditionKeys: Record<string, string>) => {
    const iam = createIam({ account: DEFAULT_ACCOUNT });
    const statement: Statement = {
      effect: 'Allow',
      action: ['s3:ListBucket'],
      resource: ['*'],
      ...(condition && { condition }),
    };
    const role = {
      name: 'r',
      arn: 'arn:aws:iam::000000000000:role/r',
      policies: [{ name: 'p', managed: false, statements: [statement] }],
    };
    const caller = iam.callerOf(iam.issueCredentials('f', role).accessKeyId);
    return iam.authorize(caller, 's3:ListBucket', ['arn:aws:s3:::b'], conditionKeys) === undefined;
  };

  it('is evaluated with the query and the headers of the request', () => {
    const prefix = { StringLike: { 's3:prefix': ['errors/*'] } };

    expect(list(prefix, { 's3:prefix': 'errors/2026' })).toBe(true);
    expect(list(prefix, { 's3:prefix': 'other/' })).toBe(false);
    expect(list(prefix, {})).toBe(false);
    expect(list({ Null: { 's3:prefix': ['true'] } }, {})).toBe(true);
    expect(list({ NumericLessThanEquals: { 's3:max-keys': ['10'] } }, { 's3:max-keys': '100' })).toBe(false);
    expect(list({ StringEquals: { 's3:x-amz-acl': ['private'] } }, {})).toBe(false);
  });
});
