import { AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsResponse, type AwsService, json, jsonObject } from '../../../aws/http.ts';
import { deleteAccountPolicy, describeAccountPolicies, putAccountPolicy } from './account-policies.ts';
import type { Action, LogsContext } from './action.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { deleteLogStream } from './delete-log-stream.ts';
import { deleteRetentionPolicy } from './delete-retention-policy.ts';
import { deleteSubscriptionFilter } from './delete-subscription-filter.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { describeSubscriptionFilters } from './describe-subscription-filters.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { Input } from './input.ts';
import { putLogEvents } from './put-log-events.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';
import { putSubscriptionFilter } from './put-subscription-filter.ts';
import { testMetricFilter } from './test-metric-filter.ts';

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['CreateLogGroup', createLogGroup],
  ['CreateLogStream', createLogStream],
  ['DeleteAccountPolicy', deleteAccountPolicy],
  ['DeleteSubscriptionFilter', deleteSubscriptionFilter],
  ['DeleteLogGroup', deleteLogGroup],
  ['DeleteLogStream', deleteLogStream],
  ['DeleteRetentionPolicy', deleteRetentionPolicy],
  ['PutRetentionPolicy', putRetentionPolicy],
  ['TestMetricFilter', testMetricFilter],
  ['DescribeAccountPolicies', describeAccountPolicies],
  ['DescribeLogGroups', describeLogGroups],
  ['DescribeLogStreams', describeLogStreams],
  ['DescribeSubscriptionFilters', describeSubscriptionFilters],
  ['FilterLogEvents', filterLogEvents],
  ['GetLogEvents', getLogEvents],
  ['PutAccountPolicy', putAccountPolicy],
  ['PutLogEvents', putLogEvents],
  ['PutSubscriptionFilter', putSubscriptionFilter],
]);

const TARGET_PREFIX = 'Logs_20140328.';
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/**
 * The CloudWatch Logs API: AWS JSON 1.1, with the operation in a header.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
 */
export function logsApi(context: LogsContext): AwsService {
  return {
    signingName: 'logs',
    actions: [...ACTIONS.keys()].map((name) => `logs:${name}`),
    operation(request) {
      const target = request.headers['x-amz-target'] ?? '';
      if (!target.startsWith(TARGET_PREFIX)) {
        throw new AwsError(
          'UnknownOperationException',
          `"${target}" does not have the format ${TARGET_PREFIX}<Operation>.`,
        );
      }
      const name = target.slice(TARGET_PREFIX.length);
      const action = ACTIONS.get(name);
      if (action === undefined) throw unsupported('CloudWatch Logs', name);
      const { resources, alsoNeeds = [], run } = action(new Input(jsonObject(request)), context);
      return { action: `logs:${name}`, resources, alsoNeeds, run: () => json(200, run(), JSON_1_1) };
    },
    renderError,
  };
}

function renderError(error: AwsError): AwsResponse {
  const body = { __type: error.code, message: error.message, ...error.members };
  return json(error.status, body, { ...JSON_1_1, 'x-amzn-errortype': error.code });
}
