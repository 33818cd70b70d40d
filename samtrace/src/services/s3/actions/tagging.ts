import type { Action } from '../action.ts';
import { verifyBody } from '../checksum.ts';
import { existingObject } from '../existing.ts';
import { readPayload } from '../payload.ts';
import { onObject } from '../permissions.ts';
import { tagsInXml, tagsXml } from '../tags.ts';
import { requestXml, xmlAnswer } from '../xml-answer.ts';

export const getObjectTagging: Action = {
  parameters: ['versionId'],
  permissions: onObject('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
  run: (context, request, address) => xmlAnswer('Tagging', tagsXml(existingObject(context, request, address).tags)),
};

export const putObjectTagging: Action = {
  parameters: ['versionId'],
  headers: ['x-amz-checksum-'],
  permissions: onObject('s3:PutObjectTagging', 's3:PutObjectVersionTagging'),
  async run(context, request, address) {
    const { body, headers } = readPayload(request);
    await verifyBody(body, headers);
    const tags = tagsInXml(requestXml(body));
    context.store.index.putObject({ ...existingObject(context, request, address), tags });
    return { status: 200, headers: {}, body: '' };
  },
};

export const deleteObjectTagging: Action = {
  parameters: ['versionId'],
  permissions: onObject('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
  run(context, request, address) {
    context.store.index.putObject({ ...existingObject(context, request, address), tags: {} });
    return { status: 204, headers: {}, body: '' };
  },
};
