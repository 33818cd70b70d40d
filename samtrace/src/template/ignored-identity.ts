import type { Account } from '../aws/arn.ts';
import { type Identity, noAttributes } from './resources/kind.ts';
import type { Resource } from './sections.ts';

/** The CloudFormation type whose `Ref` and `Fn::GetAtt` a SAM type has. */
const MADE_BY_SAM: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

/** Types whose `Ref` is the ARN: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const REF_IS_ARN = new Set([
  'AWS::AppSync::GraphQLApi',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFormation::Stack',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Lambda::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Version',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::StepFunctions::Activity',
  'AWS::StepFunctions::StateMachine',
]);

/** The part of an ARN after the account, where it is not `<last word of the type>/<name>`. */
const ARN_RESOURCE: Readonly<Record<string, (name: string) => string>> = {
  'AWS::CloudWatch::Alarm': (name) => `alarm:${name}`,
  'AWS::Events::EventBus': (name) => `event-bus/${name}`,
  'AWS::KinesisFirehose::DeliveryStream': (name) => `deliverystream/${name}`,
  'AWS::Lambda::LayerVersion': (name) => `layer:${name}:1`,
  'AWS::RDS::DBCluster': (name) => `cluster:${name}`,
  'AWS::RDS::DBInstance': (name) => `db:${name}`,
  'AWS::SecretsManager::Secret': (name) => `secret:${name}`,
  'AWS::SNS::Topic': (name) => name,
  'AWS::StepFunctions::Activity': (name) => `activity:${name}`,
  'AWS::StepFunctions::StateMachine': (name) => `stateMachine:${name}`,
};

/** The service in an ARN, where it is not the second word of the type. */
const ARN_SERVICE: Readonly<Record<string, string>> = {
  CertificateManager: 'acm',
  Cognito: 'cognito-idp',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisFirehose: 'firehose',
  StepFunctions: 'states',
};

/** The identity of a resource that is not supported: a physical name in the format of CloudFormation, and the ARN where `Ref` is one. */
export function ignoredIdentity(resource: Resource): Identity {
  const type = cloudFormationType(resource.type);
  const property = nameProperty(type, resource);
  return {
    maxNameLength: 255,
    ...(property === undefined ? {} : { nameProperty: property }),
    ...(REF_IS_ARN.has(type) ? { ref: (name: string, account: Account) => guessedArn(type, name, account) } : {}),
    attributes: noAttributes,
  };
}

/** A plausible value for `Fn::GetAtt`: an ARN, an address or the name, by the attribute's own name. */
export function guessedAttribute(type: string, attribute: string, name: string, account: Account): string {
  const known = cloudFormationType(type);
  if (attribute.endsWith('Arn')) return guessedArn(known, name, account);
  const address = `${name.toLowerCase()}.${serviceIn(known)}.${account.region}.amazonaws.com`;
  if (/(Url|URL|Uri|URI|ApiEndpoint)$/.test(attribute)) return `https://${address}`;
  if (/(DomainName|DNSName|Endpoint|Address)$/.test(attribute)) return address;
  return name;
}

function guessedArn(type: string, name: string, { region, accountId }: Account): string {
  const [, , last = ''] = type.split('::');
  const known = Object.hasOwn(ARN_RESOURCE, type) ? ARN_RESOURCE[type] : undefined;
  const service = serviceIn(type);
  // IAM is the same in every Region.
  return `arn:aws:${service}:${service === 'iam' ? '' : region}:${accountId}:${known?.(name) ?? `${last.toLowerCase()}/${name}`}`;
}

function serviceIn(type: string): string {
  const [, service = ''] = type.split('::');
  return (Object.hasOwn(ARN_SERVICE, service) && ARN_SERVICE[service]) || service.toLowerCase();
}

function cloudFormationType(type: string): string {
  return (Object.hasOwn(MADE_BY_SAM, type) && MADE_BY_SAM[type]) || type;
}

/** `TableName` of a `Table`, or `Name`: how CloudFormation calls the property with the name of nearly every type. */
function nameProperty(type: string, { properties }: Resource): string | undefined {
  const last = type.slice(type.lastIndexOf(':') + 1);
  return [`${last}Name`, 'Name'].find((name) => properties.entries.has(name));
}
