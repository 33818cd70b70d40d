import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { checkRevision } from './errors.ts';
import { functionConfiguration } from './function-configuration.ts';
import { Input } from './input.ts';
import { readLayers } from './layers.ts';
import { checkDeadLetterTarget, readOptionalSettings } from './optional-settings.ts';
import { checkTracing, readLogging, readSettings, SETTINGS } from './settings.ts';

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html: changes `$LATEST`, and no published
 * version. A function of the template has the template's configuration again after the next start.
 */
export const updateFunctionConfiguration: Action = {
  permission: 'UpdateFunctionConfiguration',
  async run({ backend, account, fn: { functionName }, request }) {
    const input = Input.of(request);
    input.refuseOthers('UpdateFunctionConfiguration', ...SETTINGS, 'RevisionId');
    const { latest } = backend.versionsOf(functionName);
    const settings = readSettings(input);
    const optional = readOptionalSettings('UpdateFunctionConfiguration', input);
    const layers = await readLayers(backend, functionName, input, latest.definition.layers);
    checkRevision(input.text('RevisionId'), latest.revisionId);
    const logging = readLogging(input.structure('LoggingConfig'), latest.definition.logging);
    if (settings.roleArn !== undefined) backend.admit(functionName, settings.roleArn);
    checkTracing(backend, functionName, settings.tracingMode);
    checkDeadLetterTarget(backend, functionName, optional.deadLetterArn);
    latest.update({ ...settings, ...optional, ...layers, logging });
    return json(200, functionConfiguration(account, latest));
  },
};
