import { AwsError } from '../../../aws/error.ts';
import type { Caller } from '../../../aws/http.ts';
import { childText, type XmlElement } from '../../../aws/read-xml.ts';
import { element } from '../../../aws/xml.ts';
import type { Action, Context } from '../action.ts';
import { checksumIn, verifyBody } from '../checksum.ts';
import { existingBucket } from '../existing.ts';
import { readPayload } from '../payload.ts';
import { objectArn } from '../permissions.ts';
import { deleteCheck } from '../preconditions.ts';
import { notImplemented } from '../route.ts';
import { malformedXml } from '../tags.ts';
import { requestXml, texts, xmlAnswer } from '../xml-answer.ts';
import { BYPASS_RETENTION, checkNoRetention } from './write-object.ts';

const MAX_KEYS = 1000;

/**
 * IAM evaluates each key, and each is deleted separately. The answer lists the keys that were not deleted.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const deleteObjects: Action = {
  headers: ['x-amz-checksum-', BYPASS_RETENTION],
  permissions: () => [{ action: 's3:DeleteObject', resources: [] }],
  async run(context, request, { bucket }) {
    existingBucket(context, bucket);
    const { body, headers } = await readPayload(request);
    if (headers['content-md5'] === undefined && checksumIn(headers) === undefined) {
      throw new AwsError('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
    }
    await verifyBody(body, headers);
    checkNoRetention(headers);
    const document = requestXml(body);
    const identifiers = document.children.filter(({ name }) => name === 'Object');
    if (document.name !== 'Delete' || identifiers.length === 0 || identifiers.length > MAX_KEYS) throw malformedXml();
    const isQuiet = childText(document, 'Quiet')?.toLowerCase() === 'true';
    const results: string[] = [];
    for (const identifier of identifiers) {
      const result = await deleteOne(context, request.caller, bucket, identifier);
      if (result.name === 'Error' || !isQuiet) results.push(element(result.name, texts(result.members)));
    }
    return xmlAnswer('DeleteResult', results.join(''));
  },
};

async function deleteOne(
  context: Context,
  caller: Caller,
  bucket: string,
  identifier: XmlElement,
): Promise<{ name: 'Deleted' | 'Error'; members: Record<string, string | undefined> }> {
  const key = childText(identifier, 'Key');
  if (key === undefined || key === '') throw malformedXml();
  const versionId = childText(identifier, 'VersionId');
  const etag = childText(identifier, 'ETag');
  try {
    const unknown = identifier.children.find(({ name }) => !['Key', 'VersionId', 'ETag'].includes(name));
    if (unknown !== undefined) throw notImplemented(`${unknown.name} in DeleteObjects`);
    const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
    for (const each of etag === undefined ? [action] : [action, 's3:GetObject']) {
      const denied = context.authorize(caller, each, [objectArn({ bucket, key })]);
      if (denied !== undefined) throw denied;
    }
    if (versionId !== undefined && versionId !== 'null') throw noSuchVersion();
    await context.store.deleteObject(bucket, key, deleteCheck(etag, key));
    return { name: 'Deleted', members: { Key: key, VersionId: versionId } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { name: 'Error', members: { Key: key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}

/** DeleteObject has another error for a version that does not exist. */
function noSuchVersion(): AwsError {
  return new AwsError('NoSuchVersion', 'The specified version does not exist.', { status: 404 });
}
