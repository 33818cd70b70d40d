import { resolve } from '../resolve.ts';
import { FUNCTION } from '../resources/functions.ts';
import { words } from '../resources/kind.ts';
import { unplayableFunction } from '../resources/unplayable-function.ts';
import type { Scope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import { call, mapping, type Scalar, scalar, type Value } from '../value.ts';
import { transformAlias } from './alias.ts';
import { transformDeadLetterQueue } from './dead-letter-queue.ts';
import { transformDeploymentPreference } from './deployment-preference.ts';
import { transformEventInvokeConfig } from './event-invoke-config.ts';
import { transformEvents } from './function-events.ts';
import { transformFunctionUrl } from './function-url.ts';
import type { SamContext, SamKind } from './kind.ts';
import { executionRole } from './role.ts';

/** Properties that AWS::Lambda::Function has under the same name. Those without local effect are not passed on. */
const PASSED_ON =
  words(`Architectures Description FunctionName Handler Layers Runtime MemorySize Timeout Environment LoggingConfig
  PackageType ReservedConcurrentExecutions`);

export const SAM_FUNCTION: SamKind = {
  type: 'AWS::Serverless::Function',
  properties: {
    acted: [
      ...FUNCTION.properties.acted.filter((name) => !/^(Code|DeadLetterConfig|TracingConfig)\b/.test(name)),
      ...words(`AssumeRolePolicyDocument AutoPublishAlias CodeUri DeadLetterQueue.TargetArn DeadLetterQueue.Type DeploymentPreference DurableConfig Events.*.Type Events.*.Properties
        EventInvokeConfig.DestinationConfig.OnFailure.Destination
        EventInvokeConfig.DestinationConfig.OnFailure.Type EventInvokeConfig.DestinationConfig.OnSuccess.Destination
        EventInvokeConfig.DestinationConfig.OnSuccess.Type EventInvokeConfig.MaximumEventAgeInSeconds
        EventInvokeConfig.MaximumRetryAttempts FunctionUrlConfig.AuthType FunctionUrlConfig.Cors
        FunctionUrlConfig.InvokeMode InlineCode PermissionsBoundary Policies Tracing VpcConfig`),
    ],
    withoutLocalEffect: [
      ...FUNCTION.properties.withoutLocalEffect.filter((name) => !/^(Code\.|VpcConfig)/.test(name)),
      ...words(`AutoPublishAliasAllProperties AutoPublishCodeSha256 PropagateTags
        ProvisionedConcurrencyConfig RolePath SourceKMSKeyArn VersionDeletionPolicy VersionDescription`),
    ],
  },
  globals: {
    name: 'Function',
    excluded: new Set(['Events', 'FunctionName', 'InlineCode', 'PackageType', 'Policies', 'Role']),
  },
  unplayable: unplayableFunction,
  transform: transformFunction,
};

/**
 * The resources that SAM creates for one AWS::Serverless::Function: the function, its role unless it names one, its event
 * invoke configuration, and the resources of each event. The logical IDs are SAM's.
 */
function transformFunction(sam: Resource, context: SamContext): Resource[] {
  const { ignored, scope } = context;
  const { logicalId, line } = sam;
  const property = (name: string): Value | undefined => sam.properties.entries.get(name);
  const eventInvoke = transformEventInvokeConfig(logicalId, property('EventInvokeConfig'), scope);
  const deadLetters = transformDeadLetterQueue(logicalId, property('DeadLetterQueue'), scope);
  const [version, alias] = transformAlias(logicalId, resolved(property('AutoPublishAlias'), scope));
  const invoked = { functionId: logicalId, aliasId: alias?.logicalId };
  const events = transformEvents(invoked, property('Events'), context);
  const tracing = tracingMode(property('Tracing'), scope);
  const needs = {
    traced: tracing !== undefined,
    policies: [...deadLetters.policies, ...eventInvoke.policies, ...events.flatMap(({ policies = [] }) => policies)],
    managedPolicies: events.flatMap(({ managedPolicies = [] }) => managedPolicies),
  };
  const durable = property('DurableConfig');
  if (durable !== undefined) {
    ignored.add(logicalId, `${sam.type} DurableConfig`, 'samtrace does not support durable executions', durable.line);
  }
  // SAM's role lets Lambda into the VPC. Locally there is none.
  const vpc = property('VpcConfig');
  if (vpc !== undefined) ignored.addHarmless(logicalId, `${sam.type} VpcConfig`, vpc.line);
  const givenRole = property('Role');
  const role = givenRole === undefined ? executionRole(sam, needs, scope) : undefined;
  const properties = mapping(
    [
      ...PASSED_ON.map((name) => [name, property(name)] as const),
      ['Code', code(sam)],
      ['Role', role === undefined ? givenRole : call('Fn::GetAtt', scalar(`${role.logicalId}.Arn`, line), line)],
      ['DeadLetterConfig', deadLetters.config],
      ['TracingConfig', tracing && mapping({ Mode: tracing }, tracing.line)],
    ],
    sam.properties.line,
  );
  const idOf = (suffix: string) => eventInvoke.resources.find(({ logicalId: id }) => id.endsWith(suffix))?.logicalId;
  const makes = Object.entries({
    Version: version?.logicalId,
    Alias: alias?.logicalId,
    DestinationQueue: idOf('Queue'),
    DestinationTopic: idOf('Topic'),
  });
  return [
    { ...sam, type: 'AWS::Lambda::Function', properties, makes: new Map(makes.filter(hasValue)) },
    ...[version, alias].filter((made) => made !== undefined),
    ...transformDeploymentPreference(logicalId, property('DeploymentPreference'), context),
    ...(role === undefined ? [] : [role]),
    ...eventInvoke.resources,
    ...transformFunctionUrl(logicalId, alias, property('FunctionUrlConfig'), scope),
    ...events.flatMap(({ resources }) => resources),
  ];
}

function hasValue(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

/** `Tracing: Disabled` is the same as none. */
function tracingMode(tracing: Value | undefined, scope: Scope): Scalar | undefined {
  const mode = resolved(tracing, scope);
  return mode?.kind === 'scalar' && mode.value !== 'Disabled' ? mode : undefined;
}

function resolved(value: Value | undefined, scope: Scope): Value | undefined {
  return value && scope.problems.attempt(() => resolve(value, scope));
}

/** A path stays a path, because it is built as `sam build` builds it. The SAM CLI's default is the template's folder. */
function code({ line, properties }: Resource): Value {
  const inline = properties.entries.get('InlineCode');
  if (inline !== undefined) return mapping({ ZipFile: inline }, inline.line);
  return properties.entries.get('CodeUri') ?? scalar('.', line);
}
