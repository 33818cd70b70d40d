import { unsupported } from '../../../aws/error.ts';
import type { AwsService } from '../../../aws/http.ts';
import { QueryInput } from '../../../aws/query-input.ts';
import { queryAction, queryAnswer, queryError } from '../../../aws/query-protocol.ts';
import type { Action, Backend } from './action.ts';
import { describeStackResources } from './describe-stack-resources.ts';
import { describeStacks } from './describe-stacks.ts';
import { listStackResources } from './list-stack-resources.ts';
import { stackResource } from './stack-reference.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

const ACTIONS: Readonly<Record<string, Action>> = {
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  ListStackResources: listStackResources,
};

/** CloudFormation's API, in the Query protocol. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html */
export function cloudFormationApi(backend: Backend): AwsService {
  return {
    signingName: 'cloudformation',
    actions: Object.keys(ACTIONS).map((name) => `cloudformation:${name}`),
    operation(request) {
      const name = queryAction(request);
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (action === undefined) throw unsupported('CloudFormation', name);
      const input = QueryInput.of(request);
      return {
        action: `cloudformation:${name}`,
        resources: [stackResource(input, backend)],
        run: () => queryAnswer(NAMESPACE, name, action.run(input, backend)),
      };
    },
    renderError: (error) => queryError(error),
  };
}
