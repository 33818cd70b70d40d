import { words } from '../resources/kind.ts';
import type { Resource } from '../sections.ts';
import { call, literal, mapping, scalar, type Value } from '../value.ts';
import { authorizerPermissions } from './authorizer-permissions.ts';
import { generated } from './generated.ts';
import type { SamKind } from './kind.ts';

/** `AWS::Serverless::Api`: a REST API, its deployment and its stage. */
export const SAM_API: SamKind = {
  type: 'AWS::Serverless::Api',
  properties: {
    acted: words(`Auth.AddDefaultAuthorizerToCorsPreflight Auth.ApiKeyRequired Auth.Authorizers Auth.DefaultAuthorizer
      Auth.InvokeRole BinaryMediaTypes Cors DefinitionBody DefinitionUri GatewayResponses
      MergeDefinitions Name StageName TracingEnabled Variables`),
    withoutLocalEffect: words(`AccessLogSetting AlwaysDeploy ApiKeySourceType CacheClusterEnabled CacheClusterSize
      CanarySetting Description DisableExecuteApiEndpoint EndpointAccessMode EndpointConfiguration FailOnWarnings
      MethodSettings MinimumCompressionSize Mode OpenApiVersion PropagateTags SecurityPolicy Tags`),
  },
  globals: { name: 'Api', excluded: new Set(['StageName', 'DefinitionBody']) },
  transform: transformApi,
};

function transformApi({ line, properties, ...sam }: Resource): Resource[] {
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
  const makes = new Map([
    ['Stage', stageId],
    ['Deployment', deployment.logicalId],
  ]);
  return [
    { ...api, dependsOn: sam.dependsOn, metadata: sam.metadata, makes },
    deployment,
    stage,
    ...authorizerPermissions(id, property('Auth'), 'REST'),
  ];
}
