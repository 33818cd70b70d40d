import { hashedId } from '../../../aws/hashed-id.ts';
import { noAttributes, type ResourceKind, words } from '../kind.ts';

/** The types of a REST API: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html */
export const REST_API: ResourceKind = {
  type: 'AWS::ApiGateway::RestApi',
  identity: {
    maxNameLength: 255,
    ref: restApiId,
    attributes: (name) => ({ RestApiId: restApiId(name), RootResourceId: rootResourceId(name) }),
  },
  properties: {
    acted: words('BinaryMediaTypes Body BodyS3Location Name'),
    withoutLocalEffect: words(`ApiKeySourceType CloneFrom Description DisableExecuteApiEndpoint EndpointAccessMode
      EndpointConfiguration FailOnWarnings MinimumCompressionSize Mode Parameters SecurityPolicy Tags`),
  },
  uniqueName: false,
};

export const REST_RESOURCE: ResourceKind = {
  type: 'AWS::ApiGateway::Resource',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ ResourceId: shortId(name) }) },
  properties: { acted: words('ParentId PathPart RestApiId'), withoutLocalEffect: [] },
  uniqueName: false,
};

export const REST_METHOD: ResourceKind = {
  type: 'AWS::ApiGateway::Method',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words(`ApiKeyRequired AuthorizationType AuthorizerId HttpMethod Integration ResourceId RestApiId`),
    withoutLocalEffect: words('AuthorizationScopes MethodResponses OperationName'),
  },
  uniqueName: false,
};

export const REST_STAGE: ResourceKind = {
  type: 'AWS::ApiGateway::Stage',
  identity: { nameProperty: 'StageName', maxNameLength: 128, attributes: noAttributes },
  properties: {
    acted: words('DeploymentId RestApiId StageName TracingEnabled Variables'),
    withoutLocalEffect: words(`AccessLogSetting CacheClusterEnabled CacheClusterSize CanarySetting ClientCertificateId
      Description DocumentationVersion MethodSettings Tags`),
  },
  uniqueName: false,
};

export const REST_DEPLOYMENT: ResourceKind = {
  type: 'AWS::ApiGateway::Deployment',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ DeploymentId: shortId(name) }) },
  properties: {
    acted: words('RestApiId StageDescription.TracingEnabled StageDescription.Variables StageName'),
    withoutLocalEffect: words('DeploymentCanarySettings Description StageDescription'),
  },
  uniqueName: false,
};

export const REST_AUTHORIZER: ResourceKind = {
  type: 'AWS::ApiGateway::Authorizer',
  identity: { maxNameLength: 255, ref: shortId, attributes: (name) => ({ AuthorizerId: shortId(name) }) },
  properties: {
    acted: words(`AuthorizerCredentials AuthorizerResultTtlInSeconds AuthorizerUri IdentitySource
      IdentityValidationExpression Name RestApiId Type`),
    withoutLocalEffect: words('AuthType ProviderARNs'),
  },
  uniqueName: false,
};

export const GATEWAY_RESPONSE: ResourceKind = {
  type: 'AWS::ApiGateway::GatewayResponse',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words('ResponseParameters ResponseTemplates ResponseType RestApiId StatusCode'),
    withoutLocalEffect: [],
  },
  uniqueName: false,
};

export const REST_KINDS = [
  REST_API,
  REST_RESOURCE,
  REST_METHOD,
  REST_STAGE,
  REST_DEPLOYMENT,
  REST_AUTHORIZER,
  GATEWAY_RESPONSE,
];

function restApiId(name: string): string {
  return hashedId(name, 10);
}

export function rootResourceId(name: string): string {
  return hashedId(`${name}/`, 10);
}

function shortId(name: string): string {
  return hashedId(name, 6);
}
