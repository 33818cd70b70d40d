import { AwsError } from '../../../aws/error.ts';
import { RETENTION_DAYS } from '../../../aws/retention-days.ts';
import type { Action } from './action.ts';
import { GROUP_NAME, groupResource } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy: Action = (input, { account, now, store }) => {
  const name = input.requiredText('logGroupName', GROUP_NAME);
  const days = input.requiredInteger('retentionInDays', {});
  input.check();
  if (!RETENTION_DAYS.includes(days)) {
    throw new AwsError(
      'InvalidParameterException',
      `retentionInDays must be one of ${RETENTION_DAYS.join(', ')}, and not ${days}.`,
    );
  }
  return {
    resources: [groupResource(account, name)],
    run() {
      store.setRetention(name, days);
      store.applyRetention(now());
      return {};
    },
  };
};
