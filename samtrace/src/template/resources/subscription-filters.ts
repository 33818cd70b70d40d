import { type Account, logGroupArn, nameInArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { matchesWildcards } from '../../aws/wildcards.ts';
import { compilePattern } from '../../services/logs/pattern/pattern.ts';
import type { SubscriptionFilterResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';

interface Permission {
  readonly functionName: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

/** Every subscription filter, its pattern checked. */
export function readSubscriptionFilters(declared: Declared): SubscriptionFilterResource[] {
  return declared.ofTypes('AWS::Logs::SubscriptionFilter').flatMap(({ logicalId, name, properties }) => {
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

/** Refuses filters whose group or function is not in the template, or whose function CloudWatch Logs may not invoke. */
export function judgeSubscriptionFilters(
  filters: readonly SubscriptionFilterResource[],
  permissions: readonly Permission[],
  declared: Declared,
  account: Account,
): void {
  const groups = new Set(declared.ofTypes('AWS::Logs::LogGroup').map(({ name }) => name));
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ arn }) => arn));
  for (const { logicalId, logGroupName, destinationArn } of filters) {
    const { properties } = declared.named(logicalId);
    if (!groups.has(logGroupName)) {
      properties.refuse('LogGroupName', `${logGroupName}: The specified log group does not exist.`);
    }
    if (!functions.has(destinationArn)) {
      properties.refuse('DestinationArn', `must be a function of this template, not ${destinationArn}.`);
    } else if (!permissions.some((permission) => lets(permission, logGroupName, destinationArn, account))) {
      // The words of PutSubscriptionFilter.
      properties.refuse(
        'DestinationArn',
        `${destinationArn}: Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.`,
      );
    }
  }
}

/** What AWS::Lambda::Permission allows to be invoked. */
export function readPermissions(declared: Declared): Permission[] {
  return declared.ofTypes('AWS::Lambda::Permission').flatMap(({ properties }) => {
    const functionName = properties.requiredText('FunctionName');
    const action = properties.requiredText('Action');
    const principal = properties.requiredText('Principal');
    if (functionName === undefined || principal === undefined) return [];
    if (action !== 'lambda:InvokeFunction' && action !== 'lambda:*') return [];
    const sourceArn = properties.text('SourceArn');
    const sourceAccount = properties.text('SourceAccount');
    return [{ functionName: nameInArn(functionName), principal, sourceArn, sourceAccount }];
  });
}

/** Logs names the group's ARN with `:*` as the source, so a SourceArn without that end lets nothing in. */
function lets(permission: Permission, logGroupName: string, destinationArn: string, account: Account): boolean {
  const source = `${logGroupArn(account, logGroupName)}:*`;
  return (
    permission.functionName === nameInArn(destinationArn) &&
    ['logs.amazonaws.com', `logs.${account.region}.amazonaws.com`].includes(permission.principal) &&
    (permission.sourceArn === undefined || matchesWildcards(permission.sourceArn, source)) &&
    (permission.sourceAccount === undefined || permission.sourceAccount === account.accountId)
  );
}
