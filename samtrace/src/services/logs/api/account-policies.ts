import { AwsError, unsupported } from '../../../aws/error.ts';
import { type AccountPolicy, readAccountPolicy } from '../account-policy.ts';
import type { Action, LogsContext } from './action.ts';
import type { Input } from './input.ts';

const POLICY_TYPE = 'SUBSCRIPTION_FILTER_POLICY';
const POLICY_TYPES = [
  'DATA_PROTECTION_POLICY',
  POLICY_TYPE,
  'FIELD_INDEX_POLICY',
  'TRANSFORMER_POLICY',
  'METRIC_EXTRACTION_POLICY',
];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html */
export const putAccountPolicy: Action = (input, context) => {
  const policyName = input.requiredText('policyName');
  const policyDocument = input.requiredText('policyDocument', { max: 30_720 });
  const selectionCriteria = input.text('selectionCriteria');
  input.text('scope', { oneOf: ['ALL'] });
  checkType(input, 'PutAccountPolicy');
  const policy = { policyName, policyDocument, ...(selectionCriteria !== undefined && { selectionCriteria }) };
  const { destinationArn } = readAccountPolicy(policy);
  if (!/^arn:aws:lambda:/.test(destinationArn)) {
    throw unsupported('CloudWatch Logs', `the subscription destination ${destinationArn} (only Lambda functions)`);
  }
  return {
    resources: ['*'],
    alsoNeeds: [{ action: 'logs:PutSubscriptionFilter', resources: ['*'] }],
    run() {
      const stored = { ...policy, lastUpdatedTime: context.now() };
      context.subscriptions.putAccountPolicy(stored);
      return { accountPolicy: described(stored, context) };
    },
  };
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeAccountPolicies.html */
export const describeAccountPolicies: Action = (input, context) => {
  const policyName = input.text('policyName');
  const policyType = input.requiredText('policyType', { oneOf: POLICY_TYPES });
  input.check();
  return {
    resources: ['*'],
    run() {
      const { accountPolicy } = context.subscriptions;
      const isWanted =
        policyType === POLICY_TYPE && (policyName === undefined || policyName === accountPolicy?.policyName);
      return { accountPolicies: isWanted && accountPolicy !== undefined ? [described(accountPolicy, context)] : [] };
    },
  };
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteAccountPolicy.html */
export const deleteAccountPolicy: Action = (input, { subscriptions }) => {
  const policyName = input.requiredText('policyName');
  checkType(input, 'DeleteAccountPolicy');
  return {
    resources: ['*'],
    alsoNeeds: [{ action: 'logs:DeleteSubscriptionFilter', resources: ['*'] }],
    run() {
      if (subscriptions.accountPolicy?.policyName !== policyName) {
        throw new AwsError('ResourceNotFoundException', 'The specified account policy does not exist.');
      }
      subscriptions.deleteAccountPolicy();
      return {};
    },
  };
};

/** Checks the whole input, and refuses the types that are not supported. */
function checkType(input: Input, operation: string): void {
  const policyType = input.requiredText('policyType', { oneOf: POLICY_TYPES });
  input.check();
  if (policyType !== POLICY_TYPE) throw unsupported('CloudWatch Logs', `the type ${policyType} in ${operation}`);
}

function described(policy: AccountPolicy, { account }: LogsContext) {
  return { ...policy, policyType: POLICY_TYPE, scope: 'ALL', accountId: account.accountId };
}
