import type { Action } from './action.ts';
import { GROUP_NAME, STREAM_NAME, streamResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream: Action = (input, { account, store }) => {
  const groupName = input.requiredText('logGroupName', GROUP_NAME);
  const streamName = input.requiredText('logStreamName', STREAM_NAME);
  input.check();
  return {
    resources: [streamResource(account, groupName, streamName)],
    run() {
      store.deleteStream(groupName, streamName);
      return {};
    },
  };
};
