import { hashedId } from '../../../aws/hashed-id.ts';
import type { Scope } from '../../scope.ts';
import type { Resource } from '../../sections.ts';
import { literal } from '../../value.ts';
import { noAttributes, type ResourceKind, words } from '../kind.ts';

/** The types of an HTTP API: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html */
export const HTTP_API: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Api',
  identity: {
    maxNameLength: 255,
    ref: httpApiId,
    attributes: (name, { region }) => ({
      ApiId: httpApiId(name),
      ApiEndpoint: `https://${httpApiId(name)}.execute-api.${region}.amazonaws.com`,
    }),
  },
  properties: {
    acted: words('Body BodyS3Location CorsConfiguration CredentialsArn Name ProtocolType RouteKey Target'),
    withoutLocalEffect: words(`ApiKeySelectionExpression BasePath Description DisableExecuteApiEndpoint
      DisableSchemaValidation FailOnWarnings IpAddressType RouteSelectionExpression Tags Version`),
  },
  uniqueName: false,
  unplayable: unplayableApi,
};

export const HTTP_INTEGRATION: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Integration',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ IntegrationId: shortId(name) }) },
  properties: {
    acted: words(`ApiId CredentialsArn IntegrationSubtype IntegrationType IntegrationUri PayloadFormatVersion
      TimeoutInMillis`),
    withoutLocalEffect: words(
      'ConnectionId ConnectionType Description IntegrationMethod PassthroughBehavior TlsConfig',
    ),
  },
  uniqueName: false,
};

export const HTTP_ROUTE: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Route',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ RouteId: shortId(name) }) },
  properties: {
    acted: words('ApiId ApiKeyRequired AuthorizationType AuthorizerId RouteKey Target'),
    withoutLocalEffect: words('AuthorizationScopes ModelSelectionExpression OperationName RequestModels'),
  },
  uniqueName: false,
};

export const HTTP_STAGE: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Stage',
  identity: { nameProperty: 'StageName', maxNameLength: 128, attributes: noAttributes },
  properties: {
    acted: words('ApiId StageName StageVariables'),
    withoutLocalEffect: words(`AccessLogSettings AutoDeploy ClientCertificateId DefaultRouteSettings DeploymentId
      Description RouteSettings Tags`),
  },
  uniqueName: false,
};

const HTTP_DEPLOYMENT: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Deployment',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ DeploymentId: shortId(name) }) },
  properties: { acted: words('ApiId StageName'), withoutLocalEffect: ['Description'] },
  uniqueName: false,
};

export const HTTP_AUTHORIZER: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Authorizer',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ AuthorizerId: shortId(name) }) },
  properties: {
    acted: words(`ApiId AuthorizerCredentialsArn AuthorizerPayloadFormatVersion AuthorizerResultTtlInSeconds
      AuthorizerType AuthorizerUri EnableSimpleResponses IdentitySource Name`),
    withoutLocalEffect: words('IdentityValidationExpression JwtConfiguration'),
  },
  uniqueName: false,
};

export const HTTP_KINDS = [HTTP_API, HTTP_INTEGRATION, HTTP_ROUTE, HTTP_STAGE, HTTP_DEPLOYMENT, HTTP_AUTHORIZER];

function unplayableApi({ properties }: Resource, _scope: Scope): string | undefined {
  const isWebSocket = literal(properties.entries.get('ProtocolType')) === 'WEBSOCKET';
  return isWebSocket ? 'samtrace does not support WebSocket APIs' : undefined;
}

function httpApiId(name: string): string {
  return hashedId(name, 10);
}

function shortId(name: string): string {
  return hashedId(name, 7);
}
