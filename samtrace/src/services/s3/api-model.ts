/**
 * The operation of a request. S3 sends no name of an operation, but a method, a level (account, bucket or object)
 * and a subresource in the query. All operations of S3's model are here, so that a call of an unsupported operation can be rejected with its name.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export type Level = 'account' | 'bucket' | 'object';

/** Level, then subresource (`''` without one), then the operation of each method. */
type Model = Readonly<Record<Level, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

const configuration = (get: string, put?: string, remove?: string): Record<string, string> => ({
  GET: get,
  ...(put !== undefined && { PUT: put }),
  ...(remove !== undefined && { DELETE: remove }),
});

export const MODEL: Model = {
  account: { '': { GET: 'ListBuckets' } },
  bucket: {
    '': { GET: 'ListObjects', HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket', POST: 'PostObject' },
    'list-type': { GET: 'ListObjectsV2' },
    abac: configuration('GetBucketAbac', 'PutBucketAbac'),
    accelerate: configuration('GetBucketAccelerateConfiguration', 'PutBucketAccelerateConfiguration'),
    acl: configuration('GetBucketAcl', 'PutBucketAcl'),
    analytics: configuration(
      'GetBucketAnalyticsConfiguration',
      'PutBucketAnalyticsConfiguration',
      'DeleteBucketAnalyticsConfiguration',
    ),
    cors: configuration('GetBucketCors', 'PutBucketCors', 'DeleteBucketCors'),
    delete: { POST: 'DeleteObjects' },
    encryption: configuration('GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'),
    'intelligent-tiering': configuration(
      'GetBucketIntelligentTieringConfiguration',
      'PutBucketIntelligentTieringConfiguration',
      'DeleteBucketIntelligentTieringConfiguration',
    ),
    inventory: configuration(
      'GetBucketInventoryConfiguration',
      'PutBucketInventoryConfiguration',
      'DeleteBucketInventoryConfiguration',
    ),
    lifecycle: configuration(
      'GetBucketLifecycleConfiguration',
      'PutBucketLifecycleConfiguration',
      'DeleteBucketLifecycle',
    ),
    location: configuration('GetBucketLocation'),
    logging: configuration('GetBucketLogging', 'PutBucketLogging'),
    metadataAnnotationTable: { PUT: 'UpdateBucketMetadataAnnotationTableConfiguration' },
    metadataConfiguration: {
      ...configuration('GetBucketMetadataConfiguration', undefined, 'DeleteBucketMetadataConfiguration'),
      POST: 'CreateBucketMetadataConfiguration',
    },
    metadataInventoryTable: { PUT: 'UpdateBucketMetadataInventoryTableConfiguration' },
    metadataJournalTable: { PUT: 'UpdateBucketMetadataJournalTableConfiguration' },
    metadataTable: {
      ...configuration('GetBucketMetadataTableConfiguration', undefined, 'DeleteBucketMetadataTableConfiguration'),
      POST: 'CreateBucketMetadataTableConfiguration',
    },
    metrics: configuration(
      'GetBucketMetricsConfiguration',
      'PutBucketMetricsConfiguration',
      'DeleteBucketMetricsConfiguration',
    ),
    notification: configuration('GetBucketNotificationConfiguration', 'PutBucketNotificationConfiguration'),
    'object-lock': configuration('GetObjectLockConfiguration', 'PutObjectLockConfiguration'),
    ownershipControls: configuration(
      'GetBucketOwnershipControls',
      'PutBucketOwnershipControls',
      'DeleteBucketOwnershipControls',
    ),
    policy: configuration('GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy'),
    policyStatus: configuration('GetBucketPolicyStatus'),
    publicAccessBlock: configuration('GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'),
    replication: configuration('GetBucketReplication', 'PutBucketReplication', 'DeleteBucketReplication'),
    requestPayment: configuration('GetBucketRequestPayment', 'PutBucketRequestPayment'),
    session: configuration('CreateSession'),
    tagging: configuration('GetBucketTagging', 'PutBucketTagging', 'DeleteBucketTagging'),
    uploads: configuration('ListMultipartUploads'),
    versioning: configuration('GetBucketVersioning', 'PutBucketVersioning'),
    versions: configuration('ListObjectVersions'),
    website: configuration('GetBucketWebsite', 'PutBucketWebsite', 'DeleteBucketWebsite'),
  },
  object: {
    '': { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' },
    acl: configuration('GetObjectAcl', 'PutObjectAcl'),
    annotation: configuration('GetObjectAnnotation', 'PutObjectAnnotation', 'DeleteObjectAnnotation'),
    attributes: configuration('GetObjectAttributes'),
    encryption: { PUT: 'UpdateObjectEncryption' },
    'legal-hold': configuration('GetObjectLegalHold', 'PutObjectLegalHold'),
    renameObject: { PUT: 'RenameObject' },
    restore: { POST: 'RestoreObject' },
    retention: configuration('GetObjectRetention', 'PutObjectRetention'),
    select: { POST: 'SelectObjectContent' },
    tagging: configuration('GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'),
    torrent: configuration('GetObjectTorrent'),
    uploadId: {
      GET: 'ListParts',
      PUT: 'UploadPart',
      POST: 'CompleteMultipartUpload',
      DELETE: 'AbortMultipartUpload',
    },
    uploads: { POST: 'CreateMultipartUpload' },
  },
};

/** A PUT that names a source copies it. */
export const COPIES: Readonly<Record<string, string>> = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' };
