import { type Account, isSameFunction, logGroupArn, qualifiedFunction, withoutQualifier } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { matchesWildcards } from '../../aws/wildcards.ts';
import { compilePattern } from '../../services/logs/pattern/pattern.ts';
import { MAX_FILTERS_PER_GROUP } from '../../services/logs/subscription-quota.ts';
import type { IgnoredList } from '../ignored.ts';
import type { PermissionResource, SubscriptionFilterResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

export const SUBSCRIPTION_FILTER: ResourceKind = {
  type: 'AWS::Logs::SubscriptionFilter',
  identity: { nameProperty: 'FilterName', maxNameLength: 512, attributes: noAttributes },
  properties: {
    acted: words('DestinationArn FilterName FilterPattern LogGroupName'),
    withoutLocalEffect: ['Distribution'],
  },
  uniqueName: false,
};

/** Every subscription filter, its pattern checked. */
export function readSubscriptionFilters(declared: Declared): SubscriptionFilterResource[] {
  return declared.ofTypes(SUBSCRIPTION_FILTER.type).flatMap(({ logicalId, name, properties }) => {
    const logGroupName = properties.requiredText('LogGroupName');
    const destinationArn = properties.requiredText('DestinationArn');
    const filterPattern = properties.requiredText('FilterPattern');
    if (filterPattern !== undefined) checkPattern(filterPattern, properties);
    if (logGroupName === undefined || destinationArn === undefined || filterPattern === undefined) return [];
    return [{ logicalId, filterName: name, logGroupName, filterPattern, destinationArn }];
  });
}

function checkPattern(pattern: string, properties: Properties): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    properties.refuse('FilterPattern', `${pattern} is refused: ${error.message}`);
  }
}

/**
 * The filters that can deliver. Those whose log group or destination is not in the template are ignored. A function
 * that CloudWatch Logs has no permission to invoke is a problem, as on AWS.
 */
export function judgeSubscriptionFilters(
  filters: readonly SubscriptionFilterResource[],
  permissions: readonly PermissionResource[],
  declared: Declared,
  account: Account,
  ignored: IgnoredList,
): SubscriptionFilterResource[] {
  const groups = new Set(declared.ofTypes('AWS::Logs::LogGroup').map(({ name }) => name));
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ arn }) => arn));
  const counts = new Map<string, number>();
  return filters.filter(({ logicalId, logGroupName, destinationArn }) => {
    const { properties, type, line } = declared.named(logicalId);
    if (!groups.has(logGroupName)) {
      ignored.add(logicalId, type, `the log group ${logGroupName} is not in this template`, line);
      return false;
    }
    if (!functions.has(withoutQualifier(destinationArn))) {
      const target = declared.ignoredAt(withoutQualifier(destinationArn));
      const reason = target === undefined ? 'is not a function of this template' : 'is ignored';
      ignored.add(logicalId, type, `its destination ${target?.logicalId ?? destinationArn} ${reason}`, line);
      return false;
    }
    const count = (counts.get(logGroupName) ?? 0) + 1;
    counts.set(logGroupName, count);
    if (count > MAX_FILTERS_PER_GROUP) {
      const limit = `CloudWatch Logs allows ${MAX_FILTERS_PER_GROUP} subscription filters in a log group`;
      properties.refuse('LogGroupName', `${logGroupName} would get subscription filter ${count}: ${limit}.`);
    }
    if (permissions.some((permission) => lets(permission, logGroupName, destinationArn, account))) return true;
    // The words of PutSubscriptionFilter.
    properties.refuse(
      'DestinationArn',
      `${destinationArn}: Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.`,
    );
    return false;
  });
}

/** The source of CloudWatch Logs is the ARN of the group with `:*`, so a SourceArn without this end matches nothing. */
function lets(permission: PermissionResource, logGroupName: string, destinationArn: string, account: Account): boolean {
  const source = `${logGroupArn(account, logGroupName)}:*`;
  return (
    isSameFunction(permission, qualifiedFunction(destinationArn)) &&
    ['logs.amazonaws.com', `logs.${account.region}.amazonaws.com`].includes(permission.principal) &&
    (permission.sourceArn === undefined || matchesWildcards(permission.sourceArn, source)) &&
    (permission.sourceAccount === undefined || permission.sourceAccount === account.accountId)
  );
}
