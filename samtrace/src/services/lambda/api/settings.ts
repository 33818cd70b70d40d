import type { FunctionDefinition, LoggingConfig, TracingMode } from '../contract.ts';
import { checkVariables } from '../environment-variables.ts';
import type { Backend } from './backend.ts';
import { constraintFailed, invalidParameter } from './errors.ts';
import { Input } from './input.ts';
import { OPTIONAL_SETTINGS } from './optional-settings.ts';

/** The common members of CreateFunction and UpdateFunctionConfiguration. */
export const SETTINGS = [
  ...OPTIONAL_SETTINGS,
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'SnapStart',
  'Timeout',
  'TracingConfig',
] as const;

type Settings = Pick<
  FunctionDefinition,
  | 'description'
  | 'environment'
  | 'ephemeralStorageMb'
  | 'handler'
  | 'memorySizeMb'
  | 'roleArn'
  | 'runtime'
  | 'timeoutSeconds'
  | 'tracingMode'
>;

const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated */
const DEPRECATED = /^nodejs(4\.3|4\.3-edge|6\.10|8\.10|10\.x|12\.x|14\.x)?$/;
const HANDLER_PATTERN = '[^\\s]+';
const ROLE_PATTERN = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const SYSTEM_LOG_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const;

/** The settings that the request has. Throws Lambda's errors for invalid values. */
export function readSettings(input: Input): Partial<Settings> {
  const role = input.text('Role');
  const runtime = input.text('Runtime');
  const environment = readVariables(input.structure('Environment'));
  const tracingMode = input.structure('TracingConfig')?.oneOf<TracingMode>('Mode', ['PassThrough', 'Active']);
  if (role !== undefined && !new RegExp(`^${ROLE_PATTERN}$`).test(role)) {
    throw constraintFailed(role, 'role', `Member must satisfy regular expression pattern: ${ROLE_PATTERN}`);
  }
  if (runtime !== undefined && DEPRECATED.test(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
        'We recommend you use a supported runtime while creating or updating functions.',
    );
  }
  if (runtime !== undefined && !RUNTIMES.includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: samtrace runs Node.js functions only, and Member must ` +
        `satisfy enum value set: [${RUNTIMES.join(', ')}]`,
    );
  }
  if (input.structure('SnapStart')?.oneOf('ApplyOn', ['PublishedVersions', 'None']) === 'PublishedVersions') {
    throw invalidParameter(`${runtime ?? 'A Node.js runtime'} is not supported for SnapStart enabled functions.`);
  }
  const values = {
    description: input.textWithin('Description', 256),
    environment,
    ephemeralStorageMb: input.structure('EphemeralStorage')?.integer('Size', 512, 10_240),
    handler: input.textWithin('Handler', 128, HANDLER_PATTERN),
    memorySizeMb: input.integer('MemorySize', 128, 10_240),
    roleArn: role,
    runtime,
    timeoutSeconds: input.integer('Timeout', 1, 900),
    tracingMode,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The logging configuration, with what the request changes in it. */
export function readLogging(config: Input | undefined, current: LoggingConfig): LoggingConfig {
  if (config === undefined) return current;
  const format = config.oneOf('LogFormat', ['JSON', 'Text'] as const) ?? current.format;
  const application = config.oneOf('ApplicationLogLevel', LOG_LEVELS);
  const system = config.oneOf('SystemLogLevel', SYSTEM_LOG_LEVELS);
  if (format === 'Text' && (application ?? system) !== undefined) {
    throw invalidParameter('To set log levels, LogFormat must be JSON.');
  }
  return {
    format,
    applicationLogLevel: application ?? current.applicationLogLevel,
    systemLogLevel: system ?? current.systemLogLevel,
    logGroup: config.text('LogGroup') ?? current.logGroup,
  };
}

/** As with CreateFunction, the role is checked first. The Lambda console extends the role. The API does not. */
export function checkTracing(backend: Backend, functionName: string, mode: TracingMode | undefined): void {
  if (mode !== 'Active' || backend.roleAllows(functionName, 'xray:PutTraceSegments', '*')) return;
  throw invalidParameter('The provided execution role does not have permissions to call PutTraceSegments on XRAY');
}

function readVariables(environment: Input | undefined): Record<string, string> | undefined {
  if (environment === undefined) return undefined;
  const variables: Record<string, string> = {};
  for (const [name, value] of environment.structure('Variables')?.entries() ?? []) {
    if (!/^[a-zA-Z]([a-zA-Z0-9_])+$/.test(name)) {
      throw constraintFailed(
        name,
        'environment.variables',
        'Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]',
      );
    }
    variables[name] = new Input({ [name]: value }).required(name);
  }
  checkVariables(variables);
  return variables;
}
