import { unsupported } from '../../../aws/error.ts';
import type { Action } from './action.ts';
import { GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup: Action = (input, { account, now, store }) => {
  const name = input.requiredText('logGroupName', GROUP_NAME);
  const logGroupClass = input.text('logGroupClass') ?? 'STANDARD';
  input.check();
  if (logGroupClass !== 'STANDARD') throw unsupported('CloudWatch Logs', `log group class ${logGroupClass}`);
  return {
    resources: [groupResource(account, name)],
    run() {
      store.createGroup(name, now());
      return {};
    },
  };
};
