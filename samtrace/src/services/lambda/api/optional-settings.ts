import { unsupported } from '../../../aws/error.ts';
import type { DefinitionChange } from '../definition-change.ts';
import type { Backend } from './backend.ts';
import { invalidParameter } from './errors.ts';
import type { Input } from './input.ts';

/** The optional members of a configuration. An empty value removes a setting. */
export const OPTIONAL_SETTINGS = ['DeadLetterConfig', 'FileSystemConfigs', 'KMSKeyArn', 'Layers', 'VpcConfig'] as const;

const ARN_PATTERN = '(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()';

type OptionalSettings = Pick<DefinitionChange, 'deadLetterArn' | 'kmsKeyArn' | 'vpcConfig'>;

/** Throws Lambda's errors for invalid values, and an error with the name of an unsupported setting. */
export function readOptionalSettings(operation: string, input: Input): OptionalSettings {
  const fileSystems = input.list('FileSystemConfigs') ?? [];
  if (fileSystems.length > 0) throw unsupported('Lambda', `${operation} with FileSystemConfigs`);
  const target = input.structure('DeadLetterConfig')?.textWithin('TargetArn', 2048, ARN_PATTERN);
  const key = input.textWithin('KMSKeyArn', 2048, ARN_PATTERN);
  return {
    ...(target !== undefined && { deadLetterArn: target === '' ? undefined : target }),
    ...(key !== undefined && { kmsKeyArn: key === '' ? undefined : key }),
    ...readVpc(input.structure('VpcConfig')),
  };
}

/** The target is a queue or a topic to which the role of the function may send. */
export function checkDeadLetterTarget(backend: Backend, functionName: string, arn: string | undefined): void {
  if (arn === undefined) return;
  const [, , service] = arn.split(':');
  if (service !== 'sqs' && service !== 'sns') {
    throw invalidParameter(`The dead letter target ${arn} is not an Amazon SQS queue or Amazon SNS topic.`);
  }
  const [call, action] = service === 'sqs' ? ['SendMessage', 'sqs:SendMessage'] : ['Publish', 'sns:Publish'];
  if (backend.roleAllows(functionName, action, arn)) return;
  throw invalidParameter(
    `The provided execution role does not have permissions to call ${call} on ${service.toUpperCase()}`,
  );
}

/** A function without subnets keeps an empty configuration, as it does on AWS. */
function readVpc(input: Input | undefined): Pick<OptionalSettings, 'vpcConfig'> {
  if (input === undefined) return {};
  const subnetIds = input.texts('SubnetIds', 'subnet-[0-9a-z]*') ?? [];
  const securityGroupIds = input.texts('SecurityGroupIds', 'sg-[0-9a-zA-Z]*') ?? [];
  const ipv6AllowedForDualStack = input.boolean('Ipv6AllowedForDualStack') ?? false;
  return { vpcConfig: { subnetIds, securityGroupIds, ipv6AllowedForDualStack } };
}
