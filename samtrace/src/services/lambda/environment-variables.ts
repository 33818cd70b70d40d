import { delimiter } from 'node:path';
import type { Account } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import type { VersionDefinition } from './contract.ts';
import { foldersOfPackages } from './runtime/layer-folders.ts';

/** Variables that Lambda alone sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Of all variables, as JSON. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 4096;

/** Throws InvalidParameterValueException for variables that Lambda sets itself, or that are too large together. */
export function checkVariables(environment: Readonly<Record<string, string>>): void {
  const measured = JSON.stringify(environment);
  if (Buffer.byteLength(measured) > MAX_BYTES) {
    throw new AwsError(
      'InvalidParameterValueException',
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        `exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
  const reserved = Object.keys(environment).filter((name) => RESERVED.has(name));
  if (reserved.length === 0) return;
  throw new AwsError(
    'InvalidParameterValueException',
    'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
      'contains reserved keys that are currently not supported for modification. ' +
      `Reserved keys used in this request: ${reserved.join(', ')}`,
  );
}

/** The values that differ between runtime processes. */
export interface ProcessFacts {
  readonly logStreamName: string;
  /** `host:port` */
  readonly runtimeApi: string;
  readonly runtimeDirectory: string;
}

/** The whole environment of a function's process. It has none of this machine's own variables, so that nothing works only locally. */
export function environmentVariables(
  definition: VersionDefinition,
  account: Account,
  platform: Readonly<Record<string, string>>,
  facts: ProcessFacts,
): Record<string, string> {
  return {
    ...machine(),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    NODE_PATH: nodePath(definition),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...daemonAddressParts(platform.AWS_XRAY_DAEMON_ADDRESS),
    ...platform,
    ...definition.environment,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: definition.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logging.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    AWS_LAMBDA_RUNTIME_API: facts.runtimeApi,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    LAMBDA_RUNTIME_DIR: facts.runtimeDirectory,
    PWD: definition.codeDirectory,
    ...(definition.logging.format === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: definition.logging.applicationLogLevel,
    }),
  };
}

/** Lambda's own order: the packages of layers, then the function's folder. */
function nodePath({ codeDirectory, layerDirectory }: VersionDefinition): string {
  if (layerDirectory === undefined) return codeDirectory;
  return [...foldersOfPackages(layerDirectory), codeDirectory].join(delimiter);
}

/** Without these, no process works on this machine. Windows cannot open a socket without SystemRoot. */
function machine(): Record<string, string> {
  const { PATH = '', SystemRoot } = process.env;
  return SystemRoot === undefined ? { PATH } : { PATH, SystemRoot };
}

/** Lambda sets the daemon's address a second time, in parts. */
function daemonAddressParts(address: string | undefined): Record<string, string> {
  const [host, port] = address?.split(':') ?? [];
  if (host === undefined || port === undefined) return {};
  return { _AWS_XRAY_DAEMON_ADDRESS: host, _AWS_XRAY_DAEMON_PORT: port };
}
