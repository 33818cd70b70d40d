import { isSameFunction, qualifiedFunction, withoutQualifier } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { type AccountSubscription, readAccountPolicy } from '../../services/logs/account-policy.ts';
import type { IgnoredList } from '../ignored.ts';
import type { AccountPolicyResource, PermissionResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import { literal } from '../value.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

const POLICY_TYPE = 'SUBSCRIPTION_FILTER_POLICY';

export const ACCOUNT_POLICY: ResourceKind = {
  type: 'AWS::Logs::AccountPolicy',
  identity: {
    nameProperty: 'PolicyName',
    maxNameLength: 256,
    // An identifier of several parts, which CloudFormation joins.
    ref: (name, { accountId }) => `${accountId}|${POLICY_TYPE}|${name}`,
    attributes: (_, { accountId }) => ({ AccountId: accountId }),
  },
  properties: {
    acted: words('PolicyDocument PolicyName PolicyType SelectionCriteria'),
    withoutLocalEffect: ['Scope'],
  },
  uniqueName: true,
  unplayable({ properties }) {
    const type = literal(properties.entries.get('PolicyType'));
    return type === undefined || type === POLICY_TYPE
      ? undefined
      : `samtrace supports only ${POLICY_TYPE}, not ${type}`;
  },
};

/** Every policy, its document and its criteria checked. */
export function readAccountPolicies(declared: Declared): (AccountPolicyResource & { destinationArn: string })[] {
  return declared.ofTypes(ACCOUNT_POLICY.type).flatMap(({ logicalId, name, properties }) => {
    const policyDocument = properties.requiredText('PolicyDocument');
    const selectionCriteria = properties.text('SelectionCriteria');
    properties.requiredText('PolicyType');
    if (policyDocument === undefined) return [];
    const policy = {
      policyName: name,
      policyDocument,
      ...(selectionCriteria !== undefined && { selectionCriteria }),
    };
    const subscription = check(policy, properties);
    return subscription === undefined ? [] : [{ logicalId, ...policy, destinationArn: subscription.destinationArn }];
  });
}

function check(
  policy: Parameters<typeof readAccountPolicy>[0],
  properties: Properties,
): AccountSubscription | undefined {
  try {
    return readAccountPolicy(policy);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return properties.refuse('PolicyDocument', `is refused: ${error.message}`);
  }
}

/**
 * The policies that can deliver: to a function of this template with a permission for CloudWatch Logs. The source of a permission is
 * not compared, because no single log group is the source.
 */
export function judgeAccountPolicies(
  policies: readonly (AccountPolicyResource & { destinationArn: string })[],
  permissions: readonly PermissionResource[],
  declared: Declared,
  ignored: IgnoredList,
): AccountPolicyResource[] {
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ arn }) => arn));
  return policies.flatMap(({ destinationArn, ...policy }) => {
    const { properties, type, line } = declared.named(policy.logicalId);
    if (!functions.has(withoutQualifier(destinationArn))) {
      const target = declared.ignoredAt(withoutQualifier(destinationArn));
      const reason = target === undefined ? 'is not a function of this template' : 'is ignored';
      ignored.add(policy.logicalId, type, `its destination ${target?.logicalId ?? destinationArn} ${reason}`, line);
      return [];
    }
    const isLogs = (principal: string) => /^logs\.([a-z0-9-]+\.)?amazonaws\.com$/.test(principal);
    const invoked = qualifiedFunction(destinationArn);
    const letsIn = (permission: PermissionResource) =>
      isSameFunction(permission, invoked) && isLogs(permission.principal);
    if (permissions.some(letsIn)) return [policy];
    properties.refuse(
      'PolicyDocument',
      `${destinationArn}: Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.`,
    );
    return [];
  });
}
