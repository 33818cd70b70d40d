import { pageOf } from '../paging.ts';
import type { Action } from './action.ts';
import { FILTER_NAME, GROUP_NAME, groupResource } from './members.ts';

const DEFAULT_LIMIT = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html */
export const describeSubscriptionFilters: Action = (input, { account, store, subscriptions }) => {
  const groupName = input.requiredText('logGroupName', GROUP_NAME);
  const prefix = input.text('filterNamePrefix', FILTER_NAME) ?? '';
  const limit = input.integer('limit', { min: 1, max: 50 }) ?? DEFAULT_LIMIT;
  const token = input.text('nextToken', { min: 1 });
  input.check();
  return {
    resources: [groupResource(account, groupName)],
    run() {
      store.group(groupName);
      const wanted = subscriptions.list(groupName).filter(({ filterName }) => filterName.startsWith(prefix));
      const { items, ...rest } = pageOf(wanted, ({ filterName }) => filterName, limit, token);
      const described = items.map((filter) => ({
        ...filter,
        distribution: 'ByLogStream',
        applyOnTransformedLogs: false,
      }));
      return { subscriptionFilters: described, ...rest };
    },
  };
};
