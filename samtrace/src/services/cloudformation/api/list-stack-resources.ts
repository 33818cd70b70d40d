import { queryList, texts } from '../../../aws/query-protocol.ts';
import type { Action } from './action.ts';
import { resourceMembers } from './resource-members.ts';
import { requiredStack } from './stack-reference.ts';

/**
 * All resources in one page: CloudFormation's pages have a size that its documentation does not name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export const listStackResources: Action = {
  run(input, backend) {
    const stack = requiredStack(input, backend);
    const updated = texts({ LastUpdatedTimestamp: new Date(stack.createdMs).toISOString() });
    return queryList(
      'StackResourceSummaries',
      stack.resources.map((resource) => resourceMembers(resource) + updated),
    );
  },
};
