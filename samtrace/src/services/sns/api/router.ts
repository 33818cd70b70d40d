import { unsupported } from '../../../aws/error.ts';
import type { AwsService } from '../../../aws/http.ts';
import { QueryInput } from '../../../aws/query-input.ts';
import { queryAction, queryAnswer, queryError } from '../../../aws/query-protocol.ts';
import type { Backend } from '../backend.ts';
import type { Action } from './action.ts';
import { publish, publishBatch } from './publish.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './subscriptions.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './topics.ts';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

export const ACTIONS: Readonly<Record<string, Action>> = {
  CreateTopic: createTopic,
  DeleteTopic: deleteTopic,
  GetSubscriptionAttributes: getSubscriptionAttributes,
  GetTopicAttributes: getTopicAttributes,
  ListSubscriptions: listSubscriptions,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  ListTagsForResource: listTagsForResource,
  ListTopics: listTopics,
  Publish: publish,
  PublishBatch: publishBatch,
  SetSubscriptionAttributes: setSubscriptionAttributes,
  SetTopicAttributes: setTopicAttributes,
  Subscribe: subscribe,
  TagResource: tagResource,
  Unsubscribe: unsubscribe,
  UntagResource: untagResource,
};

/** SNS's API, in the Query protocol. https://docs.aws.amazon.com/sns/latest/api/API_Operations.html */
export function snsApi(backend: Backend): AwsService {
  const permissions = Object.entries(ACTIONS).map(([name, { permission = name }]) => `sns:${permission}`);
  return {
    signingName: 'sns',
    actions: [...new Set(permissions)],
    operation(request) {
      const name = queryAction(request);
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (action === undefined) throw unsupported('SNS', name);
      const input = QueryInput.of(request);
      const traceHeader = request.headers['x-amzn-trace-id'];
      return {
        action: `sns:${action.permission ?? name}`,
        resources: [action.resource(input, backend)],
        run: () => queryAnswer(NAMESPACE, name, action.run(input, backend, traceHeader)),
      };
    },
    renderError: (error) => queryError(error),
  };
}
