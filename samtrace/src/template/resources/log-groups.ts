import { logGroupArn } from '../../aws/arn.ts';
import { RETENTION_DAYS } from '../../aws/retention-days.ts';
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

export function readLogGroups(declared: Declared): LogGroupResource[] {
  return declared.ofTypes(LOG_GROUP.type).map(({ logicalId, name, properties }) => {
    const days = properties.integer('RetentionInDays', 1, 3653);
    if (days !== undefined && !RETENTION_DAYS.includes(days)) {
      properties.refuse('RetentionInDays', `must be one of ${RETENTION_DAYS.join(', ')}, not ${days}.`);
    }
    return { logicalId, name, ...(days === undefined ? {} : { retentionInDays: days }) };
  });
}
