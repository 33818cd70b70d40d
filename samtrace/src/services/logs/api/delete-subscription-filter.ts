import type { Action } from './action.ts';
import { FILTER_NAME, GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html */
export const deleteSubscriptionFilter: Action = (input, { account, store, subscriptions }) => {
  const groupName = input.requiredText('logGroupName', GROUP_NAME);
  const filterName = input.requiredText('filterName', FILTER_NAME);
  input.check();
  return {
    resources: [groupResource(account, groupName)],
    run() {
      store.group(groupName);
      subscriptions.delete(groupName, filterName);
      return {};
    },
  };
};
