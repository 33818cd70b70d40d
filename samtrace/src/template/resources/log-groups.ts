import { logGroupArn } from '../../aws/arn.ts';
import type { LogGroupResource } from '../model.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

export const LOG_GROUP: ResourceKind = {
  type: 'AWS::Logs::LogGroup',
  identity: {
    nameProperty: 'LogGroupName',
    maxNameLength: 512,
    // CloudFormation's Arn of a log group ends in `:*`, as policies and permissions need it.
    attributes: (name, account) => ({ Arn: `${logGroupArn(account, name)}:*` }),
  },
  properties: {
    acted: words('LogGroupName RetentionInDays'),
    withoutLocalEffect: words(`BearerTokenAuthenticationEnabled DataProtectionPolicy DeletionProtectionEnabled
      FieldIndexPolicies KmsKeyId LogGroupClass ResourcePolicyDocument Tags`),
  },
  uniqueName: true,
};

/** The days that PutRetentionPolicy accepts. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function readLogGroups(declared: Declared): LogGroupResource[] {
  return declared.ofTypes(LOG_GROUP.type).map(({ logicalId, name, properties }) => {
    const days = properties.integer('RetentionInDays', 1, 3653);
    if (days !== undefined && !RETENTION_DAYS.includes(days)) {
      properties.refuse('RetentionInDays', `must be one of ${RETENTION_DAYS.join(', ')}, not ${days}.`);
    }
    return { logicalId, name, ...(days === undefined ? {} : { retentionInDays: days }) };
  });
}
