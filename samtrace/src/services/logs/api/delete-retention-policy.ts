import type { Action } from './action.ts';
import { GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html: events never expire. */
export const deleteRetentionPolicy: Action = (input, { account, store }) => {
  const name = input.requiredText('logGroupName', GROUP_NAME);
  input.check();
  return {
    resources: [groupResource(account, name)],
    run() {
      store.setRetention(name, undefined);
      return {};
    },
  };
};
