import { type Account, logGroupArn, nameInArn } from '../../aws/arn.ts';
import { matchesWildcards } from '../../aws/wildcards.ts';
import type { SubscriptionFilterResource } from '../model.ts';
import type { Declared } from './declared.ts';

interface Permission {
  readonly functionName: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

/** Subscription filters whose group and function are in the template and whose function CloudWatch Logs may invoke. */
export function readSubscriptionFilters(declared: Declared, account: Account): SubscriptionFilterResource[] {
  const permissions = readPermissions(declared);
  const groups = new Set(declared.ofTypes('AWS::Logs::LogGroup').map(({ name }) => name));
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ arn }) => arn));
  return declared.ofTypes('AWS::Logs::SubscriptionFilter').flatMap(({ logicalId, name, properties }) => {
    const logGroupName = properties.requiredText('LogGroupName');
    const destinationArn = properties.requiredText('DestinationArn');
    const filterPattern = properties.requiredText('FilterPattern');
    if (logGroupName === undefined || destinationArn === undefined || filterPattern === undefined) return [];
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
    return [{ logicalId, filterName: name, logGroupName, filterPattern, destinationArn }];
  });
}

function readPermissions(declared: Declared): Permission[] {
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
