import { words } from '../resources/kind.ts';
import type { Resource } from '../sections.ts';
import { call, literal, mapping, scalar, type Value } from '../value.ts';
import { authorizerPermissions } from './authorizer-permissions.ts';
import { generated } from './generated.ts';
import type { SamKind } from './kind.ts';

/** `AWS::Serverless::HttpApi`: an HTTP API and its stage. */
export const SAM_HTTP_API: SamKind = {
  type: 'AWS::Serverless::HttpApi',
  properties: {
    acted:
      words(`Auth.Authorizers Auth.DefaultAuthorizer Auth.EnableIamAuthorizer CorsConfiguration DefinitionBody DefinitionUri
      Name StageName StageVariables`),
    withoutLocalEffect:
      words(`AccessLogSettings DefaultRouteSettings Description DisableExecuteApiEndpoint FailOnWarnings
      PropagateTags RouteSettings Tags`),
  },
  globals: { name: 'HttpApi', excluded: new Set(['StageName', 'DefinitionBody']) },
  transform: transformHttpApi,
};

function transformHttpApi({ line, properties, ...sam }: Resource): Resource[] {
  const property = (name: string): Value | undefined => properties.entries.get(name);
  const id = sam.logicalId;
  const stageName = property('StageName');
  const stageId =
    stageName === undefined
      ? `${id}ApiGatewayDefaultStage`
      : `${id}${(literal(stageName) ?? '').replace(/[^A-Za-z0-9]/g, '')}Stage`;
  const body = property('DefinitionBody');
  const name = property('Name') ?? (body === undefined ? call('Ref', scalar('AWS::StackName', line), line) : undefined);
  const settings = mapping<Value>(
    {
      Auth: property('Auth'),
      CorsConfiguration: property('CorsConfiguration'),
      DefinitionUri: property('DefinitionUri'),
    },
    line,
  );
  const api = generated(id, 'AWS::ApiGatewayV2::Api', { Name: name, Body: body, SamSettings: settings }, line);
  const stage = generated(
    stageId,
    'AWS::ApiGatewayV2::Stage',
    {
      ApiId: call('Ref', scalar(id, line), line),
      StageName: stageName ?? scalar('$default', line),
      StageVariables: property('StageVariables'),
      AutoDeploy: scalar(true, line),
    },
    line,
  );
  return [
    { ...api, dependsOn: sam.dependsOn, metadata: sam.metadata, makes: new Map([['Stage', stageId]]) },
    stage,
    ...authorizerPermissions(id, property('Auth'), 'HTTP'),
  ];
}
