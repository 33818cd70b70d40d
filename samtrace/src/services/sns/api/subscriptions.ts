import { queryList, queryMap, texts } from '../../../aws/query-protocol.ts';
import type { Backend } from '../backend.ts';
import type { Subscription } from '../contract.ts';
import {
  checkSubscriptionAttributes,
  shownSubscriptionAttributes,
  storedSubscriptionAttributes,
} from '../subscription-attributes.ts';
import { type Action, anyResource, topicResource } from './action.ts';
import { page } from './paging.ts';
import { required, requiredSubscriptionArn, requiredTopicArn } from './required.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe: Action = {
  resource: topicResource,
  run(input, backend) {
    const { arn } = backend.subscribe({
      topicArn: requiredTopicArn(input),
      protocol: required(input, 'Protocol'),
      endpoint: required(input, 'Endpoint'),
      attributes: input.map('Attributes'),
    });
    return texts({ SubscriptionArn: arn });
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html: a missing subscription is not an error. */
export const unsubscribe: Action = {
  resource: anyResource,
  run(input, { store }) {
    store.unsubscribe(requiredSubscriptionArn(input));
    return undefined;
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export const listSubscriptions: Action = {
  resource: anyResource,
  run: (input, backend) => subscriptionsPage(backend, backend.store.subscriptions(), input.text('NextToken')),
};

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic: Action = {
  resource: topicResource,
  run(input, backend) {
    const { arn } = backend.store.topic(requiredTopicArn(input));
    return subscriptionsPage(backend, backend.store.subscriptionsOf(arn), input.text('NextToken'));
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export const getSubscriptionAttributes: Action = {
  resource: anyResource,
  run(input, { store, account }) {
    const subscription = store.subscription(requiredSubscriptionArn(input));
    return queryMap('Attributes', Object.entries(shownSubscriptionAttributes(subscription, account)));
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export const setSubscriptionAttributes: Action = {
  resource: anyResource,
  run(input, { store }) {
    const { protocol, attributes } = store.subscription(requiredSubscriptionArn(input));
    const name = required(input, 'AttributeName');
    const changed = { ...Object.fromEntries(attributes), [name]: input.text('AttributeValue') ?? '' };
    checkSubscriptionAttributes(protocol, changed, 'FilterPolicy');
    attributes.clear();
    for (const [key, value] of storedSubscriptionAttributes(changed)) attributes.set(key, value);
    return undefined;
  },
};

function subscriptionsPage({ account }: Backend, all: readonly Subscription[], token: string | undefined): string {
  const { items, nextToken } = page(all, token);
  const members = items.map(({ arn, protocol, endpoint, topicArn }) =>
    texts({
      SubscriptionArn: arn,
      Owner: account.accountId,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    }),
  );
  return queryList('Subscriptions', members) + texts(nextToken === undefined ? {} : { NextToken: nextToken });
}
