import { words } from '../resources/kind.ts';
import type { Resource } from '../sections.ts';
import { call, entriesOf, literal, mapping, scalar, type Value } from '../value.ts';
import { authorizerPermissions } from './authorizer-permissions.ts';
import { generated } from './generated.ts';
import type { SamContext, SamKind } from './kind.ts';

/** `AWS::Serverless::Api`: a REST API, its deployment and its stage. */
export const SAM_API: SamKind = {
  type: 'AWS::Serverless::Api',
  properties: {
    acted: words(`Auth.AddDefaultAuthorizerToCorsPreflight Auth.ApiKeyRequired Auth.Authorizers Auth.DefaultAuthorizer
      Auth.InvokeRole Auth.UsagePlan BinaryMediaTypes Cors DefinitionBody DefinitionUri GatewayResponses
      MergeDefinitions Name StageName TracingEnabled Variables`),
    withoutLocalEffect: words(`AccessLogSetting AlwaysDeploy ApiKeySourceType CacheClusterEnabled CacheClusterSize
      CanarySetting Description DisableExecuteApiEndpoint EndpointAccessMode EndpointConfiguration FailOnWarnings
      MethodSettings MinimumCompressionSize Mode OpenApiVersion PropagateTags SecurityPolicy Tags`),
  },
  globals: { name: 'Api', excluded: new Set(['StageName', 'DefinitionBody']) },
  transform: transformApi,
};

const USAGE_PLAN_TYPES = words('AWS::ApiGateway::UsagePlan AWS::ApiGateway::ApiKey AWS::ApiGateway::UsagePlanKey');

function transformApi({ line, properties, ...sam }: Resource, { ignored }: SamContext): Resource[] {
  const property = (name: string): Value | undefined => properties.entries.get(name);
  const id = sam.logicalId;
  const stageName = property('StageName') ?? scalar('Prod', line);
  const stageId = `${id}${(literal(stageName) ?? '').replace(/[^A-Za-z0-9]/g, '')}Stage`;
  const ref = call('Ref', scalar(id, line), line);
  const deployment = generated(`${id}Deployment`, 'AWS::ApiGateway::Deployment', { RestApiId: ref }, line);
  const body = property('DefinitionBody');
  // The name of an API without a document is that of the stack.
  const name = property('Name') ?? (body === undefined ? call('Ref', scalar('AWS::StackName', line), line) : undefined);
  const settings = mapping<Value>(
    {
      Auth: property('Auth'),
      Cors: property('Cors'),
      GatewayResponses: property('GatewayResponses'),
      MergeDefinitions: property('MergeDefinitions'),
    },
    line,
  );
  const api = generated(
    id,
    'AWS::ApiGateway::RestApi',
    { Name: name, Body: body, BinaryMediaTypes: property('BinaryMediaTypes'), SamSettings: settings },
    line,
  );
  const stage = generated(
    stageId,
    'AWS::ApiGateway::Stage',
    {
      RestApiId: ref,
      StageName: stageName,
      DeploymentId: call('Ref', scalar(deployment.logicalId, line), line),
      TracingEnabled: property('TracingEnabled'),
      Variables: property('Variables'),
    },
    line,
  );
  const usagePlan = entriesOf(property('Auth')).get('UsagePlan');
  if (usagePlan !== undefined) {
    ignored.add(id, `${SAM_API.type} Auth.UsagePlan`, 'samtrace does not check API keys', usagePlan.line);
  }
  const plan = usagePlanResources(id, usagePlan, line);
  const makes = new Map([
    ['Stage', stageId],
    ['Deployment', deployment.logicalId],
    ...plan.map((resource) => [nameInType(resource.type), resource.logicalId] as const),
  ]);
  return [
    { ...api, dependsOn: sam.dependsOn, metadata: sam.metadata, makes },
    deployment,
    stage,
    ...plan,
    ...authorizerPermissions(id, property('Auth'), 'REST'),
  ];
}

/**
 * The usage plan, the API key and their connection. samtrace supports none of them, but templates name them as `Api.ApiKey`,
 * `Api.UsagePlan` and `Api.UsagePlanKey`.
 */
function usagePlanResources(apiId: string, usagePlan: Value | undefined, line: number): Resource[] {
  const create = literal(entriesOf(usagePlan).get('CreateUsagePlan'));
  if (create !== 'PER_API' && create !== 'SHARED') return [];
  const owner = create === 'SHARED' ? 'Serverless' : apiId;
  return USAGE_PLAN_TYPES.map((type) => generated(`${owner}${nameInType(type)}`, type, {}, line));
}

function nameInType(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1);
}
