import { queryList, texts } from '../../../aws/query-protocol.ts';
import { element } from '../../../aws/xml.ts';
import type { KnownStack } from '../contract.ts';
import type { Action } from './action.ts';
import { findStack } from './stack-reference.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: Action = {
  run(input, backend) {
    const reference = input.text('StackName');
    const stacks = reference === undefined ? backend.stacks : [findStack(reference, backend)];
    return queryList('Stacks', stacks.map(stackMembers));
  },
};

function stackMembers(stack: KnownStack): string {
  const parameters = Object.entries(stack.parameters).map(([name, value]) =>
    texts({ ParameterKey: name, ParameterValue: value }),
  );
  const outputs = Object.entries(stack.outputs).map(([name, value]) => {
    const description = stack.outputDescriptions[name];
    return texts({
      OutputKey: name,
      OutputValue: value,
      ...(description !== undefined && { Description: description }),
    });
  });
  return [
    texts({ StackId: stack.id, StackName: stack.name }),
    texts(stack.description === undefined ? {} : { Description: stack.description }),
    texts({
      CreationTime: new Date(stack.createdMs).toISOString(),
      StackStatus: 'CREATE_COMPLETE',
      DisableRollback: 'false',
      EnableTerminationProtection: 'false',
    }),
    element('DriftInformation', texts({ StackDriftStatus: 'NOT_CHECKED' })),
    // CloudFormation omits members without a value, and SAM depends on that.
    parameters.length === 0 ? '' : queryList('Parameters', parameters),
    outputs.length === 0 ? '' : queryList('Outputs', outputs),
  ].join('');
}
