import { unsupported } from '../../../aws/error.ts';
import type { Action } from './action.ts';
import { FILTER_NAME, FILTER_PATTERN, GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
export const putSubscriptionFilter: Action = (input, { account, now, store, subscriptions }) => {
  const logGroupName = input.requiredText('logGroupName', GROUP_NAME);
  const filterName = input.requiredText('filterName', FILTER_NAME);
  const filterPattern = input.requiredText('filterPattern', FILTER_PATTERN);
  const destinationArn = input.requiredText('destinationArn', { min: 1 });
  // These members change what is sent. They are refused, because ignoring them would send something else.
  const changesContent =
    input.flag('applyOnTransformedLogs') || input.text('fieldSelectionCriteria') || input.has('emitSystemFields');
  input.check();
  if (changesContent) {
    const members = 'applyOnTransformedLogs, fieldSelectionCriteria and emitSystemFields of PutSubscriptionFilter';
    throw unsupported('CloudWatch Logs', members);
  }
  if (!/^arn:aws:lambda:/.test(destinationArn)) {
    throw unsupported('CloudWatch Logs', `the subscription destination ${destinationArn} (only Lambda functions)`);
  }
  return {
    resources: [groupResource(account, logGroupName)],
    run() {
      store.group(logGroupName);
      subscriptions.put({ logGroupName, filterName, filterPattern, destinationArn, creationTime: now() });
      return {};
    },
  };
};
