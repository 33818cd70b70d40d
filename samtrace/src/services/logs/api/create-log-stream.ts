import type { Action } from './action.ts';
import { GROUP_NAME, groupResource, STREAM_NAME } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream: Action = (input, { account, now, store }) => {
  const groupName = input.requiredText('logGroupName', GROUP_NAME);
  const streamName = input.requiredText('logStreamName', STREAM_NAME);
  input.check();
  return {
    resources: [groupResource(account, groupName)],
    run() {
      store.createStream(groupName, streamName, now());
      return {};
    },
  };
};
