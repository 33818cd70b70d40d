import { logGroupArn, nameInArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import type { LogGroup } from '../log-store.ts';
import { pageOf } from '../paging.ts';
import type { Action } from './action.ts';
import { GROUP_IDENTIFIER, GROUP_NAME, groupResource } from './members.ts';

const DEFAULT_LIMIT = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups: Action = (input, { account, store }) => {
  const prefix = input.text('logGroupNamePrefix', GROUP_NAME);
  const pattern = input.text('logGroupNamePattern', { max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' });
  const identifiers = input.texts('logGroupIdentifiers', { min: 1, max: 50 }, GROUP_IDENTIFIER)?.map(nameInArn);
  const groupClass = input.text('logGroupClass', {
    oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS'],
  });
  const limit = input.integer('limit', { min: 1, max: 50 }) ?? DEFAULT_LIMIT;
  const token = input.text('nextToken', { min: 1 });
  input.check();
  if (prefix !== undefined && pattern !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const wanted = ({ name }: LogGroup) =>
    name.startsWith(prefix ?? '') &&
    name.includes(pattern ?? '') &&
    (identifiers?.includes(name) ?? true) &&
    (groupClass ?? 'STANDARD') === 'STANDARD';
  return {
    resources: [groupResource(account, '')],
    run() {
      const { items, ...rest } = pageOf(store.groups().filter(wanted), ({ name }) => name, limit, token);
      return { logGroups: items.map((group) => describe(group, logGroupArn(account, group.name))), ...rest };
    },
  };
};

function describe(group: LogGroup, arn: string) {
  const { name, creationTime, retentionInDays, storedBytes } = group;
  return {
    logGroupName: name,
    creationTime,
    ...(retentionInDays !== undefined && { retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
    deletionProtectionEnabled: false,
  };
}
