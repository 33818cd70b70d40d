import type { QueryInput } from '../../../aws/query-input.ts';
import { queryList, texts } from '../../../aws/query-protocol.ts';
import type { KnownStack } from '../contract.ts';
import type { Action, Backend } from './action.ts';
import { resourceMembers } from './resource-members.ts';
import { findStack, validationError } from './stack-reference.ts';

/** CloudFormation returns the first 100 resources; ListStackResources returns all. */
const MAX_RESOURCES = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: Action = {
  run(input, backend) {
    const stack = stackOf(input, backend);
    const logicalId = input.text('LogicalResourceId');
    const resources = stack.resources.filter((resource) => logicalId === undefined || resource.logicalId === logicalId);
    if (logicalId !== undefined && resources.length === 0) {
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    }
    const place = texts({
      StackId: stack.id,
      StackName: stack.name,
      Timestamp: new Date(stack.createdMs).toISOString(),
    });
    return queryList(
      'StackResources',
      resources.slice(0, MAX_RESOURCES).map((resource) => resourceMembers(resource) + place),
    );
  },
};

/** The stack by its name, or the one that has a resource with this physical ID. */
function stackOf(input: QueryInput, backend: Backend): KnownStack {
  const reference = input.text('StackName');
  const physicalId = input.text('PhysicalResourceId');
  if ((reference === undefined) === (physicalId === undefined)) {
    throw validationError('Specify either StackName or PhysicalResourceId.');
  }
  if (reference !== undefined) return findStack(reference, backend);
  const found = backend.stacks.find(({ resources }) => resources.some((each) => each.physicalId === physicalId));
  if (found === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
  return found;
}
