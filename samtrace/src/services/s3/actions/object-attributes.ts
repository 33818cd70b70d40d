import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import { element } from '../../../aws/xml.ts';
import type { Action } from '../action.ts';
import { checksumMember } from '../checksum.ts';
import { existingObject, integerIn, limitIn } from '../existing.ts';
import { storageClass } from '../object-headers.ts';
import { objectArn } from '../permissions.ts';
import type { ObjectRecord, PartFacts, StoredChecksum } from '../record.ts';
import { texts, xmlAnswer } from '../xml-answer.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Action = {
  parameters: ['versionId'],
  headers: ['x-amz-object-attributes', 'x-amz-max-parts', 'x-amz-part-number-marker'],
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
    const members = wanted.map((name) => attribute(name, stored, request.headers)).join('');
    const headers = { 'last-modified': new Date(stored.lastModifiedMs).toUTCString() };
    return xmlAnswer('GetObjectAttributesResponse', members, headers);
  },
};

function attribute(name: string, stored: ObjectRecord, headers: AwsRequest['headers']): string {
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
      // Without the number of parts.
      return element(
        'Checksum',
        texts({ [checksumMember(checksum)]: checksum.value.replace(/-\d+$/, ''), ChecksumType: checksum.type }),
      );
    default:
      return parts === undefined ? '' : element('ObjectParts', partsXml(parts, checksum, headers));
  }
}

/** Only the parts of an object with a composite checksum are listed. */
function partsXml(
  parts: readonly PartFacts[],
  checksum: StoredChecksum | undefined,
  headers: AwsRequest['headers'],
): string {
  const count = texts({ PartsCount: parts.length });
  if (checksum?.type !== 'COMPOSITE') return count;
  const limits = new URLSearchParams({
    'max-parts': headers['x-amz-max-parts'] ?? '',
    'part-number-marker': headers['x-amz-part-number-marker'] ?? '',
  });
  const limit = limitIn(limits, 'max-parts', 1000);
  const marker = integerIn(limits, 'part-number-marker') ?? 0;
  const following = parts.filter(({ number }) => number > marker);
  const page = following.slice(0, limit);
  return (
    count +
    texts({
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: following.length > page.length,
    }) +
    page.map((part) => element('Part', partXml(part))).join('')
  );
}

function partXml({ number, size, checksum }: PartFacts): string {
  return texts({
    PartNumber: number,
    Size: size,
    ...(checksum !== undefined && { [checksumMember(checksum)]: checksum.value }),
  });
}
