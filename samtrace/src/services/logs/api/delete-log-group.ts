import type { Action } from './action.ts';
import { GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html: with its filters. */
export const deleteLogGroup: Action = (input, { account, store, subscriptions }) => {
  const name = input.requiredText('logGroupName', GROUP_NAME);
  input.check();
  return {
    resources: [groupResource(account, name)],
    run() {
      store.deleteGroup(name);
      subscriptions.deleteAllOf(name);
      return {};
    },
  };
};
