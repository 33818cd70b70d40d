import { json } from '../../../aws/http.ts';
import { readArchitecture } from './architecture.ts';
import type { Action } from './call.ts';
import { checkRevision } from './errors.ts';
import { functionConfiguration } from './function-configuration.ts';
import { Input } from './input.ts';
import { uploadedArchive } from './uploaded-archive.ts';

const CODE = ['ZipFile', 'S3Bucket', 'S3Key', 'S3ObjectVersion', 'ImageUri', 'SourceKMSKeyArn'];

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html: of `$LATEST`; `Publish` makes a version of it. */
export const updateFunctionCode: Action = {
  permission: 'UpdateFunctionCode',
  async run({ backend, account, fn: { functionName }, request }) {
    const input = Input.of(request);
    input.refuseOthers('UpdateFunctionCode', ...CODE, 'Architectures', 'Publish', 'DryRun', 'RevisionId');
    const versions = backend.versionsOf(functionName);
    const { latest } = versions;
    checkRevision(input.text('RevisionId'), latest.revisionId);
    const architecture = readArchitecture(input) ?? latest.definition.architecture;
    const uploaded = await backend.unpack(functionName, uploadedArchive('UpdateFunctionCode', input));
    if (input.boolean('DryRun') === true) return json(200, functionConfiguration(account, latest));
    latest.update({ ...uploaded, architecture });
    return json(200, functionConfiguration(account, input.boolean('Publish') === true ? versions.publish() : latest));
  },
};
