import { AwsError } from '../../../aws/error.ts';
import { element } from '../../../aws/xml.ts';
import type { Action } from '../action.ts';
import { checksumMember } from '../checksum.ts';
import { existingObject } from '../existing.ts';
import { storageClass } from '../object-headers.ts';
import { objectArn } from '../permissions.ts';
import type { ObjectRecord } from '../record.ts';
import { texts, xmlAnswer } from '../xml-answer.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Action = {
  parameters: ['versionId'],
  headers: ['x-amz-object-attributes'],
  permissions: (_, address) => [
    { action: 's3:GetObjectAttributes', resources: [objectArn(address)] },
    { action: 's3:GetObject', resources: [objectArn(address)] },
  ],
  run(context, request, address) {
    const stored = existingObject(context, request, address);
    const wanted = (request.headers['x-amz-object-attributes'] ?? '').split(',').map((each) => each.trim());
    const unknown = wanted.find((each) => !ATTRIBUTES.includes(each));
    if (unknown !== undefined) {
      throw new AwsError('InvalidArgument', 'Invalid attribute name specified.', {
        members: { ArgumentName: 'x-amz-object-attributes', ArgumentValue: unknown },
      });
    }
    const members = wanted.map((name) => attribute(name, stored)).join('');
    const headers = { 'last-modified': new Date(stored.lastModifiedMs).toUTCString() };
    return xmlAnswer('GetObjectAttributesResponse', members, headers);
  },
};

function attribute(name: string, stored: ObjectRecord): string {
  const { checksum, parts } = stored;
  switch (name) {
    case 'ETag':
      return texts({ ETag: stored.etag });
    case 'ObjectSize':
      return texts({ ObjectSize: stored.size });
    case 'StorageClass':
      return texts({ StorageClass: storageClass(stored) });
    case 'Checksum':
      if (checksum === undefined) return '';
      return element('Checksum', texts({ [checksumMember(checksum)]: checksum.value, ChecksumType: checksum.type }));
    default:
      return parts === undefined ? '' : element('ObjectParts', texts({ PartsCount: parts.length }));
  }
}
