import { qualifiedFunction } from '../../../aws/arn.ts';
import type { Authorizer, Route } from '../../../services/apigateway/contract.ts';
import type { IgnoredList } from '../../ignored.ts';
import type { Notes } from '../../notes.ts';
import type { Declared, DeclaredResource } from '../declared.ts';
import type { ApiParts, DeclaredRoute } from './api-parts.ts';

/**
 * The routes of an API with their functions and authorizers. A function that does not run here, an authorizer that
 * samtrace does not have, and API keys are ignored.
 */
export function routesOf(
  api: DeclaredResource,
  parts: Pick<ApiParts, 'routes' | 'authorizers'>,
  declared: Declared,
  ignored: IgnoredList,
  notes: Notes,
): Route[] {
  const functions = new Map(declared.ofTypes('AWS::Lambda::Function').map(({ name, arn }) => [name, arn]));
  return parts.routes.map((route) => {
    const { authorizerName: _, apiKeyRequired, ...facts } = route;
    if (apiKeyRequired)
      ignored.add(api.logicalId, `${api.type} API keys`, 'samtrace does not check API keys', api.line);
    const authorizer = authorizerOf(api, route, parts, ignored, notes);
    return {
      ...facts,
      integration: integrationOf(route, functions),
      ...(authorizer && { authorizer }),
    };
  });
}

/** A document in a file names the account that it will be deployed to, so the function's name has to match, not its account. */
function integrationOf({ integration }: DeclaredRoute, arns: ReadonlyMap<string, string>): Route['integration'] {
  if (integration.kind !== 'lambda') return integration;
  const { functionName, qualifier } = qualifiedFunction(integration.functionArn);
  const arn = arns.get(functionName);
  if (arn !== undefined) return { ...integration, functionArn: qualifier === undefined ? arn : `${arn}:${qualifier}` };
  return { kind: 'unsupported', reason: `its function ${integration.functionArn} does not run locally` };
}

function authorizerOf(
  api: DeclaredResource,
  { authorizerName }: DeclaredRoute,
  { authorizers }: Pick<ApiParts, 'authorizers'>,
  ignored: IgnoredList,
  notes: Notes,
): Authorizer | undefined {
  if (authorizerName === undefined) return undefined;
  if (authorizerName === 'AWS_IAM') return { kind: 'iam' };
  const authorizer = Object.hasOwn(authorizers, authorizerName) ? authorizers[authorizerName] : undefined;
  if (authorizer !== undefined && authorizer.kind !== 'ignored') return authorizer;
  const type = authorizer === undefined ? 'an unknown' : `a ${authorizer.type}`;
  const reason = `samtrace does not have ${type} authorizer; its routes are open locally`;
  ignored.add(api.logicalId, `${api.type} authorizer ${authorizerName}`, reason, api.line);
  notes.add(
    `${api.logicalId}: samtrace does not check the authorizer ${authorizerName}. Its routes are open, and their events have no claims.`,
  );
  return undefined;
}
