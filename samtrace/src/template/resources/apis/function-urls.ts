import { functionNameIn, qualifierIn } from '../../../aws/arn.ts';
import { hashedId } from '../../../aws/hashed-id.ts';
import { isJsonObject } from '../../../aws/json.ts';
import type { FunctionUrlDefinition } from '../../../services/apigateway/contract.ts';
import type { IgnoredList } from '../../ignored.ts';
import { plainJson } from '../../plain-json.ts';
import type { Declared } from '../declared.ts';
import { type ResourceKind, words } from '../kind.ts';
import { corsRules } from './cors.ts';

export const FUNCTION_URL: ResourceKind = {
  type: 'AWS::Lambda::Url',
  identity: {
    maxNameLength: 255,
    attributes: (name, { region }) => ({ FunctionUrl: `https://${urlId(name)}.lambda-url.${region}.on.aws/` }),
  },
  properties: { acted: words('AuthType Cors InvokeMode Qualifier TargetFunctionArn'), withoutLocalEffect: [] },
  uniqueName: false,
};

export function readFunctionUrls(declared: Declared, ignored: IgnoredList): FunctionUrlDefinition[] {
  const functions = declared.ofTypes('AWS::Lambda::Function');
  return declared.ofTypes(FUNCTION_URL.type).flatMap(({ logicalId, type, name, line, properties }) => {
    const target = properties.requiredText('TargetFunctionArn');
    const authType = properties.oneOf('AuthType', ['NONE', 'AWS_IAM']);
    const invokeMode = properties.oneOf('InvokeMode', ['BUFFERED', 'RESPONSE_STREAM']) ?? 'BUFFERED';
    const cors = properties.get('Cors');
    const rules = cors && plainJson(cors);
    const found = functions.find((fn) => fn.name === functionNameIn(target ?? ''));
    // SAM names the alias in the function's ARN.
    const qualifier = properties.text('Qualifier') ?? qualifierIn(target ?? '');
    if (target !== undefined && found === undefined) {
      ignored.add(logicalId, type, `its function ${target} does not run locally`, line);
    }
    if (found === undefined || authType === undefined) return [];
    const functionArn = qualifier === undefined ? found.arn : `${found.arn}:${qualifier}`;
    const url = { kind: 'URL' as const, logicalId, apiId: urlId(name), functionArn, authType, invokeMode };
    return [{ ...url, ...(isJsonObject(rules) && { cors: corsRules(rules) }) }];
  });
}

function urlId(name: string): string {
  return hashedId(name, 32);
}
