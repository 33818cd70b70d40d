import type { ApiDefinition, RunningApi } from '../services/apigateway/service.ts';
import type { FunctionUrl } from '../services/cloudcontrol/service.ts';

/** The function URLs of the template with the addresses at which they are served. */
export function functionUrls(definitions: readonly ApiDefinition[], running: readonly RunningApi[]): FunctionUrl[] {
  return definitions.flatMap((definition) => {
    const served = running.find(({ logicalId }) => logicalId === definition.logicalId);
    if (definition.kind !== 'URL' || served === undefined) return [];
    const { functionArn, authType, invokeMode } = definition;
    return [{ FunctionArn: functionArn, FunctionUrl: `${served.url}/`, AuthType: authType, InvokeMode: invokeMode }];
  });
}
