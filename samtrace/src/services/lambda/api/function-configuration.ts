import { type Account, functionArn } from '../../../aws/arn.ts';
import type { FunctionLayer, VpcConfig } from '../contract.ts';
import { runtimeVersion } from '../platform-records.ts';
import type { DescribedFunction } from './backend.ts';

const DEFAULT_EPHEMERAL_STORAGE_MB = 512;

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 * The ARN has the qualifier that the caller used; that of a published version always has its number.
 */
export function functionConfiguration(account: Account, fn: DescribedFunction, qualifier?: string) {
  return {
    ...listedConfiguration(account, fn, qualifier),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersion(account.region).runtimeVersionArn },
  };
}

/** Lists have no states and no RuntimeVersionConfig. */
export function listedConfiguration(account: Account, fn: DescribedFunction, qualifier?: string) {
  const { definition, code, lastModified, revisionId } = fn;
  const { layers = [], logging, version } = definition;
  const arn = functionArn(account, definition.functionName);
  const shownQualifier = qualifier ?? (version === '$LATEST' ? undefined : version);
  return {
    FunctionName: definition.functionName,
    FunctionArn: shownQualifier === undefined ? arn : `${arn}:${shownQualifier}`,
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    CodeSize: code.sizeBytes,
    CodeSha256: code.sha256,
    Description: definition.description,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memorySizeMb,
    LastModified: lastModified.toISOString().replace('Z', '+0000'),
    Version: version,
    ...(Object.keys(definition.environment).length > 0 && { Environment: { Variables: definition.environment } }),
    ...(definition.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: definition.deadLetterArn } }),
    ...(definition.kmsKeyArn !== undefined && { KMSKeyArn: definition.kmsKeyArn }),
    ...(definition.vpcConfig !== undefined && { VpcConfig: vpcMembers(definition.vpcConfig) }),
    ...(layers.length > 0 && { Layers: layers.map(layerMembers) }),
    TracingConfig: { Mode: definition.tracingMode },
    RevisionId: revisionId,
    PackageType: 'Zip',
    Architectures: [definition.architecture],
    EphemeralStorage: { Size: definition.ephemeralStorageMb ?? DEFAULT_EPHEMERAL_STORAGE_MB },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: logging.format,
      ...(logging.format === 'JSON' && {
        ApplicationLogLevel: logging.applicationLogLevel,
        SystemLogLevel: logging.systemLogLevel,
      }),
      LogGroup: logging.logGroup,
    },
  };
}

function layerMembers({ arn, sizeBytes }: FunctionLayer) {
  return { Arn: arn, CodeSize: sizeBytes };
}

/** Without the ID of the VPC, because the VPC of a subnet is unknown. */
function vpcMembers({ subnetIds, securityGroupIds, ipv6AllowedForDualStack }: VpcConfig) {
  return {
    SubnetIds: subnetIds,
    SecurityGroupIds: securityGroupIds,
    Ipv6AllowedForDualStack: ipv6AllowedForDualStack,
    ...(subnetIds.length === 0 && { VpcId: '' }),
  };
}
