import { bucketArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import { childText } from '../../../aws/read-xml.ts';
import { element } from '../../../aws/xml.ts';
import type { Action } from '../action.ts';
import { existingBucket, limitIn } from '../existing.ts';
import { NO_NOTIFICATIONS } from '../notifications/notifier.ts';
import { checkAcl } from '../object-headers.ts';
import { onAccount, onBucket } from '../permissions.ts';
import { notImplemented } from '../route.ts';
import { malformedXml } from '../tags.ts';
import { isoTime, NAMESPACE, requestXml, texts, xmlAnswer } from '../xml-answer.ts';

const OBJECT_OWNERSHIP = 'x-amz-object-ownership';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: Action = {
  parameters: ['bucket-region', 'continuation-token', 'max-buckets', 'prefix'],
  permissions: onAccount('s3:ListAllMyBuckets'),
  run({ store, region, accountId }, { query }) {
    const prefix = query.get('prefix') ?? '';
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString('utf8');
    const most = limitIn(query, 'max-buckets', 10_000);
    const wanted = query.get('bucket-region');
    if (wanted !== null && !isRegion(wanted)) {
      throw new AwsError('InvalidArgument', `Argument value ${wanted} is not a valid AWS Region`, {
        members: { ArgumentName: 'bucket-region' },
      });
    }
    const matching = store.index
      .buckets()
      .filter(({ location = region }) => wanted === null || location === wanted)
      .filter(({ name }) => name.startsWith(prefix) && name > after);
    const page = matching.slice(0, most);
    const last = page.at(-1)?.name ?? '';
    const isPaged = query.has('max-buckets') || query.has('bucket-region') || query.has('prefix');
    const buckets = page.map(({ name, createdMs, location = region }) =>
      element(
        'Bucket',
        texts({
          Name: name,
          CreationDate: isoTime(createdMs),
          BucketRegion: isPaged ? location : undefined,
          BucketArn: bucketArn(name),
        }),
      ),
    );
    return xmlAnswer(
      'ListAllMyBucketsResult',
      element('Owner', texts({ ID: accountId })) +
        element('Buckets', buckets.join('')) +
        texts({
          Prefix: query.get('prefix') ?? undefined,
          ContinuationToken: matching.length > page.length ? Buffer.from(last).toString('base64') : undefined,
        }),
    );
  },
};

/** A bucket that already exists is not an error in us-east-1. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: Action = {
  headers: ['x-amz-acl', OBJECT_OWNERSHIP],
  permissions: onBucket('s3:CreateBucket'),
  run({ store, region }, { body, headers }, { bucket }) {
    checkAcl(headers['x-amz-acl']);
    if ((headers[OBJECT_OWNERSHIP] ?? 'BucketOwnerEnforced') !== 'BucketOwnerEnforced') {
      throw notImplemented(`${OBJECT_OWNERSHIP}: ${headers[OBJECT_OWNERSHIP]}`);
    }
    const location = locationIn(body, signedRegion(headers) ?? region, region);
    const existing = store.index.bucket(bucket);
    if (existing === undefined) {
      const record = { name: bucket, createdMs: store.now(), ...(location !== undefined && { location }) };
      store.index.putBucket(record);
    } else if (location !== undefined || existing.location !== undefined) {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.';
      throw new AwsError('BucketAlreadyOwnedByYou', message, { status: 409, members: { BucketName: bucket } });
    }
    return { status: 200, headers: { location: `/${bucket}`, 'x-amz-bucket-arn': bucketArn(bucket) }, body: '' };
  },
};

export const headBucket: Action = {
  permissions: onBucket('s3:ListBucket'),
  run(context, _, { bucket }) {
    const { location } = existingBucket(context, bucket);
    const headers = {
      'content-type': 'application/xml',
      'x-amz-bucket-region': location ?? context.region,
      'x-amz-access-point-alias': 'false',
    };
    return { status: 200, headers: { ...headers, 'x-amz-bucket-arn': bucketArn(bucket) }, body: '' };
  },
};

export const deleteBucket: Action = {
  permissions: onBucket('s3:DeleteBucket'),
  async run(context, _, { bucket }) {
    existingBucket(context, bucket);
    if (context.store.index.objects(bucket, { from: Buffer.alloc(0) }, 1).length > 0) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
        status: 409,
        members: { BucketName: bucket },
      });
    }
    await context.store.deleteBucket(bucket);
    context.notifier?.configure(bucket, NO_NOTIFICATIONS);
    return { status: 204, headers: {}, body: '' };
  },
};

/** The location constraint of a bucket in us-east-1 is empty. */
export const getBucketLocation: Action = {
  permissions: onBucket('s3:GetBucketLocation'),
  run(context, _, { bucket }) {
    const { location } = existingBucket(context, bucket);
    if (location === undefined) return xmlAnswer('LocationConstraint', '');
    const root = element('LocationConstraint', { text: location }, { xmlns: NAMESPACE });
    const headers = { 'content-type': 'application/xml' };
    return { status: 200, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}` };
  },
};

/** Empty, as for a bucket that never had versioning. */
export const getBucketVersioning: Action = {
  permissions: onBucket('s3:GetBucketVersioning'),
  run(context, _, { bucket }) {
    existingBucket(context, bucket);
    return xmlAnswer('VersioningConfiguration', '');
  },
};

/**
 * The location constraint of a new bucket, which must be the Region of the endpoint. The endpoint of us-east-1 accepts
 * any Region, and has no location constraint itself. The signature contains the Region of the endpoint.
 */
function locationIn(body: Buffer, called: string, region: string): string | undefined {
  const configuration = body.length === 0 ? undefined : requestXml(body);
  if (configuration !== undefined && configuration.name !== 'CreateBucketConfiguration') throw malformedXml();
  const other = configuration?.children.find(({ name }) => name !== 'LocationConstraint');
  if (other !== undefined) throw notImplemented(`${other.name} in CreateBucketConfiguration`);
  const constraint = configuration && childText(configuration, 'LocationConstraint');
  const isCalled = constraint === called || (constraint === 'EU' && called === 'eu-west-1');
  if (called !== region && isCalled) return constraint;
  if (called === region) {
    if (constraint === undefined || constraint === 'EU' || (isRegion(constraint) && constraint !== region)) {
      return constraint;
    }
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      members: { LocationConstraint: constraint },
    });
  }
  const message = `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  throw new AwsError('IllegalLocationConstraintException', message);
}

function signedRegion(headers: Readonly<Record<string, string>>): string | undefined {
  return /Credential=[^/]+\/\d+\/([^/]+)\/s3\//.exec(headers.authorization ?? '')?.[1];
}

/** AWS adds regions, so the form decides. */
function isRegion(name: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(name);
}
