import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { checkRevision } from './errors.ts';
import { functionConfiguration } from './function-configuration.ts';
import { Input } from './input.ts';
import { checkDeadLetterTarget, readOptionalSettings } from './optional-settings.ts';
import { checkTracing, readLogging, readSettings, SETTINGS } from './settings.ts';

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html: changes `$LATEST`, and no published
 * version. A function of the template has the template's configuration again after the next start.
 */
export const updateFunctionConfiguration: Action = {
  permission: 'UpdateFunctionConfiguration',
  run({ backend, account, fn: { functionName }, request }) {
    const input = Input.of(request);
    input.refuseOthers('UpdateFunctionConfiguration', ...SETTINGS, 'RevisionId');
    const { latest } = backend.versionsOf(functionName);
    checkRevision(input.text('RevisionId'), latest.revisionId);
    const settings = readSettings(input);
    const optional = readOptionalSettings('UpdateFunctionConfiguration', input);
    const logging = readLogging(input.structure('LoggingConfig'), latest.definition.logging);
    if (settings.roleArn !== undefined) backend.admit(functionName, settings.roleArn);
    checkTracing(backend, functionName, settings.tracingMode);
    checkDeadLetterTarget(backend, functionName, optional.deadLetterArn);
    latest.update({ ...settings, ...optional, logging });
    return json(200, functionConfiguration(account, latest));
  },
};
