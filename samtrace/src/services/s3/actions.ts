import type { Action } from './action.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from './actions/buckets.ts';
import { completeMultipartUpload } from './actions/complete-upload.ts';
import { copyObject } from './actions/copy-object.ts';
import { deleteObjects } from './actions/delete-objects.ts';
import { getBucketNotificationConfiguration } from './actions/get-bucket-notification.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './actions/list-objects.ts';
import { listMultipartUploads } from './actions/list-uploads.ts';
import { getObjectAttributes } from './actions/object-attributes.ts';
import { putBucketNotificationConfiguration } from './actions/put-bucket-notification.ts';
import { getObject, headObject } from './actions/read-object.ts';
import {
  deleteBucketTagging,
  deleteObjectTagging,
  getBucketTagging,
  getObjectTagging,
  putBucketTagging,
  putObjectTagging,
} from './actions/tagging.ts';
import { uploadPart, uploadPartCopy } from './actions/upload-part.ts';
import { abortMultipartUpload, createMultipartUpload, listParts } from './actions/uploads.ts';
import { deleteObject, putObject } from './actions/write-object.ts';

/** Every operation of S3 that is supported, by its name. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteObjectTagging,
  GetBucketLocation: getBucketLocation,
  GetBucketNotificationConfiguration: getBucketNotificationConfiguration,
  GetBucketTagging: getBucketTagging,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PutBucketNotificationConfiguration: putBucketNotificationConfiguration,
  PutBucketTagging: putBucketTagging,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

/** Every IAM action that a call may need. */
export const S3_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:CreateBucket',
  's3:DeleteBucket',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersion',
  's3:DeleteObjectVersionTagging',
  's3:GetBucketLocation',
  's3:GetBucketNotification',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetObject',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionTagging',
  's3:ListAllMyBuckets',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:ListMultipartUploadParts',
  's3:PutBucketNotification',
  's3:PutBucketTagging',
  's3:PutObject',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
] as const;
