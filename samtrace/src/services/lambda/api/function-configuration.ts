import { type Account, functionArn } from '../../../aws/arn.ts';
import { runtimeVersion } from '../platform-records.ts';
import type { DescribedFunction } from './backend.ts';

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 * Without CodeSize and CodeSha256: there is no deployment package here.
 */
export function functionConfiguration(account: Account, { definition, lastModified, revisionId }: DescribedFunction) {
  const { logging } = definition;
  return {
    FunctionName: definition.functionName,
    FunctionArn: functionArn(account, definition.functionName),
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    Description: definition.description,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memorySizeMb,
    LastModified: lastModified.toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    ...(Object.keys(definition.environment).length > 0 && { Environment: { Variables: definition.environment } }),
    TracingConfig: { Mode: definition.tracingMode },
    RevisionId: revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [definition.architecture],
    LoggingConfig: {
      LogFormat: logging.format,
      ...(logging.format === 'JSON' && {
        ApplicationLogLevel: logging.applicationLogLevel,
        SystemLogLevel: logging.systemLogLevel,
      }),
      LogGroup: logging.logGroup,
    },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersion(account.region).runtimeVersionArn },
  };
}
