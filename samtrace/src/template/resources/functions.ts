import path from 'node:path';
import { type Account, functionArn } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type {
  EventInvokeConfig,
  EventSourceMappingResource,
  FunctionCode,
  FunctionResource,
  LoggingConfig,
  StreamMappingResource,
} from '../model.ts';
import type { Notes } from '../notes.ts';
import type { Properties } from '../properties.ts';
import { readBuildMethod } from './build-metadata.ts';
import type { Declared, DeclaredResource } from './declared.ts';
import { readDeadLetterTarget } from './destinations.ts';
import { readEnvironment } from './environment.ts';
import { readEventInvokeConfigs } from './event-invoke-configs.ts';
import { readExecutionRole, roleForLambda } from './execution-role.ts';
import { type ResourceKind, words } from './kind.ts';
import { readLayers } from './layers.ts';
import { type DeclaredRole, readRoles } from './roles.ts';
import { unplayableFunction } from './unplayable-function.ts';
import { readVersions, versionsOf } from './versions-and-aliases.ts';

export const FUNCTION: ResourceKind = {
  type: 'AWS::Lambda::Function',
  identity: {
    nameProperty: 'FunctionName',
    maxNameLength: 64,
    attributes: (name, account) => ({ Arn: functionArn(account, name) }),
  },
  properties: {
    acted:
      words(`Architectures Code.ZipFile DeadLetterConfig.TargetArn Description Environment.Variables FunctionName Handler Layers MemorySize
      PackageType ReservedConcurrentExecutions Role Runtime Timeout LoggingConfig.ApplicationLogLevel
      LoggingConfig.LogFormat LoggingConfig.LogGroup LoggingConfig.SystemLogLevel TracingConfig.Mode`),
    withoutLocalEffect: words(`Code.SourceKMSKeyArn CodeSigningConfigArn EphemeralStorage KmsKeyArn RecursiveLoop
      RuntimeManagementConfig SnapStart Tags VpcConfig`),
  },
  uniqueName: true,
  unplayable: unplayableFunction,
};

/** Runtimes whose code runs on the one Node.js that samtrace has. */
const RUNTIMES = [
  'nodejs12.x',
  'nodejs14.x',
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
] as const;
const LOCAL_RUNTIME = 'nodejs24.x';
const DEFAULT_EVENT_INVOKE: EventInvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

/**
 * Every function with its role and event invoke configuration. `directory` is where relative code paths start. What Lambda
 * has to do with the role is another question: {@link judgeRoles}.
 */
export function readFunctions(
  declared: Declared,
  directory: string,
  notes: Notes,
  ignored: IgnoredList,
): FunctionResource[] {
  const roles = readRoles(declared);
  const versions = readVersions(declared);
  const eventInvokes = readEventInvokeConfigs(declared, ignored);
  return declared.ofTypes(FUNCTION.type).flatMap((resource) => {
    const read = readFunction(resource, directory, roles, notes);
    if (read === undefined) return [];
    return [
      {
        ...read,
        layers: readLayers(resource, declared, directory, ignored),
        ...versionsOf(versions, read.functionName),
        ...readDeadLetterTarget(resource, declared, ignored),
        eventInvoke: eventInvokes.get(read.functionName) ?? DEFAULT_EVENT_INVOKE,
      },
    ];
  });
}

/** The functions, each with what Lambda itself calls with its role; a role that does not allow that is a problem. */
export function judgeRoles(
  functions: readonly FunctionResource[],
  mappings: readonly (EventSourceMappingResource | StreamMappingResource)[],
  declared: Declared,
  account: Account,
  notes: Notes,
): FunctionResource[] {
  return functions.map((fn) => {
    const { properties } = declared.named(fn.logicalId);
    const own = mappings.filter(({ functionName }) => functionName === fn.functionName);
    return { ...fn, role: roleForLambda(fn, properties, own, account, notes) };
  });
}

/** Defaults and limits: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
function readFunction(
  resource: DeclaredResource,
  directory: string,
  roles: ReadonlyMap<string, DeclaredRole>,
  notes: Notes,
): Omit<FunctionResource, 'aliases' | 'eventInvoke' | 'layers' | 'publishesVersion' | 'deadLetterArn'> | undefined {
  const { logicalId, name: functionName, properties } = resource;
  properties.oneOf('PackageType', ['Zip']);
  const runtime = readRuntime(properties, notes);
  const architecture = readArchitecture(properties, notes);
  const description = readDescription(properties);
  const handler = properties.requiredText('Handler');
  const code = handler === undefined ? undefined : readCode(resource, handler, directory);
  const role = readExecutionRole(properties, roles, notes);
  const memorySizeMb = properties.integer('MemorySize', 128, 10_240) ?? 128;
  const ephemeralStorageMb = properties.nested('EphemeralStorage')?.integer('Size', 512, 10_240);
  const timeoutSeconds = properties.integer('Timeout', 1, 900) ?? 3;
  const tracingMode = properties.nested('TracingConfig')?.oneOf('Mode', ['Active', 'PassThrough']) ?? 'PassThrough';
  const environment = readEnvironment(properties);
  const logging = readLogging(properties, functionName);
  const reservedConcurrency = properties.integer('ReservedConcurrentExecutions', 0, Number.MAX_SAFE_INTEGER);
  if (runtime === undefined || handler === undefined || code === undefined || role === undefined) return undefined;
  return {
    logicalId,
    functionName,
    description,
    runtime,
    architecture,
    handler,
    code,
    memorySizeMb,
    ...(ephemeralStorageMb === undefined ? {} : { ephemeralStorageMb }),
    timeoutSeconds,
    tracingMode,
    environment,
    logging,
    roleArn: role.arn,
    role,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
  };
}

function readRuntime(properties: Properties, notes: Notes): string | undefined {
  if (!properties.has('Runtime')) return properties.refuse('Runtime', 'is required.');
  const runtime = properties.oneOf('Runtime', RUNTIMES);
  if (runtime !== undefined && runtime !== LOCAL_RUNTIME) notes.add(`Functions for ${runtime} run on Node.js 24.`);
  return runtime;
}

/** One at most; the default is x86_64. */
function readArchitecture(properties: Properties, notes: Notes): FunctionResource['architecture'] {
  const given = properties.texts('Architectures') ?? ['x86_64'];
  const architecture = (['arm64', 'x86_64'] as const).find((known) => given.length === 1 && given[0] === known);
  if (architecture === undefined) {
    properties.refuse('Architectures', `must be one of [arm64], [x86_64], not [${given.join(', ')}].`);
    return 'x86_64';
  }
  const local = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  if (architecture !== local) notes.add(`Functions for ${architecture} run on this machine's ${local}.`);
  return architecture;
}

function readDescription(properties: Properties): string {
  const description = properties.text('Description') ?? '';
  if (description.length > 256) properties.refuse('Description', 'must have at most 256 characters.');
  return description;
}

function readCode(resource: DeclaredResource, handler: string, directory: string): FunctionCode | undefined {
  const { properties } = resource;
  const code = properties.get('Code');
  if (!properties.has('Code')) return properties.refuse('Code', 'is required.');
  if (code === undefined) return undefined;
  if (code.kind !== 'scalar') {
    const source = properties.nested('Code')?.requiredText('ZipFile');
    return source === undefined ? undefined : { kind: 'inline', source };
  }
  const codeUri = path.resolve(directory, String(code.value));
  const build = readBuildMethod(resource);
  if (build === undefined) return undefined;
  return build.method === 'esbuild'
    ? { kind: 'esbuild', codeUri, handler, buildProperties: build.properties }
    : { kind: 'directory', directory: codeUri };
}

/** Neither log level may be set with the Text format. */
function readLogging(properties: Properties, functionName: string): LoggingConfig {
  const config = properties.nested('LoggingConfig');
  const format = config?.oneOf('LogFormat', ['JSON', 'Text']) ?? 'Text';
  for (const level of ['ApplicationLogLevel', 'SystemLogLevel']) {
    if (format === 'Text' && config?.has(level)) config.refuse(level, 'needs LogFormat: JSON.');
  }
  return {
    format,
    applicationLogLevel:
      config?.oneOf('ApplicationLogLevel', ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']) ?? 'INFO',
    systemLogLevel: config?.oneOf('SystemLogLevel', ['DEBUG', 'INFO', 'WARN']) ?? 'INFO',
    logGroup: config?.text('LogGroup') ?? `/aws/lambda/${functionName}`,
  };
}
