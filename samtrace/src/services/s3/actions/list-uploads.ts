import { AwsError } from '../../../aws/error.ts';
import { element } from '../../../aws/xml.ts';
import type { Action } from '../action.ts';
import { existingBucket, limitIn } from '../existing.ts';
import { commonPrefixOf } from '../listing.ts';
import { storageClass } from '../object-headers.ts';
import { onBucket } from '../permissions.ts';
import type { UploadRecord } from '../record.ts';
import { isoTime, keyEncoding, texts, xmlAnswer } from '../xml-answer.ts';

type Entry = { readonly upload: UploadRecord } | { readonly commonPrefix: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Action = {
  parameters: ['delimiter', 'encoding-type', 'key-marker', 'max-uploads', 'prefix', 'upload-id-marker', 'uploads'],
  permissions: onBucket('s3:ListBucketMultipartUploads'),
  run(context, { query }, { bucket }) {
    existingBucket(context, bucket);
    const { encode, encodingType } = keyEncoding(query);
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const keyMarker = query.get('key-marker') ?? '';
    const idMarker = query.get('upload-id-marker') ?? '';
    const limit = limitIn(query, 'max-uploads', 1000);
    const all = context.store.index.uploads(bucket).filter(({ key }) => key.startsWith(prefix));
    const marked = commonPrefixOf(keyMarker, prefix, delimiter);
    const following = afterMarker(all, keyMarker, idMarker).filter(
      ({ key }) => marked === undefined || !key.startsWith(marked),
    );
    const entries = grouped(following, prefix, delimiter);
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    const lastUpload = last !== undefined && 'upload' in last ? last.upload : undefined;
    const owner = texts({ ID: context.accountId });
    return xmlAnswer(
      'ListMultipartUploadsResult',
      texts({
        Bucket: bucket,
        KeyMarker: encode(keyMarker),
        // Without a key, an ID marks nothing.
        UploadIdMarker: keyMarker === '' ? '' : idMarker,
        NextKeyMarker: encode(lastUpload?.key ?? ''),
        NextUploadIdMarker: lastUpload?.id ?? '',
        Prefix: prefix === '' ? undefined : encode(prefix),
        Delimiter: delimiter === '' ? undefined : encode(delimiter),
        EncodingType: encodingType,
        MaxUploads: limit,
        IsTruncated: entries.length > page.length,
      }) + page.map((entry) => entryXml(entry, owner, encode)).join(''),
    );
  },
};

function entryXml(entry: Entry, owner: string, encode: (key: string) => string): string {
  if ('commonPrefix' in entry) return element('CommonPrefixes', texts({ Prefix: encode(entry.commonPrefix) }));
  const { upload } = entry;
  return element(
    'Upload',
    texts({ Key: encode(upload.key), UploadId: upload.id }) +
      element('Initiator', owner) +
      element('Owner', owner) +
      texts({
        StorageClass: storageClass(upload),
        Initiated: isoTime(upload.startedMs),
        ChecksumAlgorithm: upload.checksumAlgorithm?.toUpperCase(),
        ChecksumType: upload.checksumType,
      }),
  );
}

/** Keys that have the delimiter after the prefix become one common prefix. */
function grouped(uploads: readonly UploadRecord[], prefix: string, delimiter: string): Entry[] {
  const entries: Entry[] = [];
  let below: string | undefined;
  for (const upload of uploads) {
    if (below !== undefined && upload.key.startsWith(below)) continue;
    below = commonPrefixOf(upload.key, prefix, delimiter);
    entries.push(below === undefined ? { upload } : { commonPrefix: below });
  }
  return entries;
}

/** The uploads after a key and, with an ID, after that upload of the key. Throws InvalidArgument for another upload's ID. */
function afterMarker(uploads: readonly UploadRecord[], key: string, id: string): readonly UploadRecord[] {
  if (key === '') return uploads;
  const isLater = (upload: UploadRecord) => Buffer.compare(Buffer.from(upload.key), Buffer.from(key)) > 0;
  if (id === '') return uploads.filter(isLater);
  const marked = uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (marked >= 0) return uploads.slice(marked + 1);
  throw new AwsError('InvalidArgument', 'Invalid uploadId marker', {
    members: { ArgumentName: 'upload-id-marker', ArgumentValue: id },
  });
}
