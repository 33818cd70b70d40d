import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { checkRevision, invalidParameter } from './errors.ts';
import { functionConfiguration } from './function-configuration.ts';
import { Input } from './input.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion: Action = {
  permission: 'PublishVersion',
  run({ backend, account, fn: { functionName }, request }) {
    const input = Input.of(request);
    input.refuseOthers('PublishVersion', 'CodeSha256', 'Description', 'RevisionId');
    const versions = backend.versionsOf(functionName);
    const { latest } = versions;
    checkRevision(input.text('RevisionId'), latest.revisionId);
    const sha256 = input.text('CodeSha256');
    if (sha256 !== undefined && sha256 !== latest.code.sha256) {
      throw invalidParameter(
        `CodeSHA256 (${sha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). ` +
          'Please try again with the CodeSHA256 in $LATEST.',
      );
    }
    return json(201, functionConfiguration(account, versions.publish(input.text('Description'))));
  },
};
