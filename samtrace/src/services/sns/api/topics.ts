import { topicArn } from '../../../aws/arn.ts';
import { queryList, queryMap, texts } from '../../../aws/query-protocol.ts';
import { shownTopicAttributes } from '../topic-attributes.ts';
import { type Action, anyResource, topicResource } from './action.ts';
import { page } from './paging.ts';
import { required, requiredTopicArn } from './required.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic: Action = {
  resource: (input, { account }) => topicArn(account, input.text('Name') ?? '*'),
  run(input, { createTopic: create }) {
    const topic = create(required(input, 'Name'), input.map('Attributes'));
    for (const tag of input.structures('Tags')) topic.tags.set(required(tag, 'Key'), tag.text('Value') ?? '');
    return texts({ TopicArn: topic.arn });
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html: a missing topic is not an error. */
export const deleteTopic: Action = {
  resource: topicResource,
  run(input, { store }) {
    store.deleteTopic(requiredTopicArn(input));
    return undefined;
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics: Action = {
  resource: anyResource,
  run(input, { store }) {
    const { items, nextToken } = page(store.topics(), input.text('NextToken'));
    const topics = items.map(({ arn }) => texts({ TopicArn: arn }));
    return queryList('Topics', topics) + texts(nextToken === undefined ? {} : { NextToken: nextToken });
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes: Action = {
  resource: topicResource,
  run(input, { store, account }) {
    const topic = store.topic(requiredTopicArn(input));
    const confirmed = store.subscriptionsOf(topic.arn).length;
    return queryMap('Attributes', Object.entries(shownTopicAttributes(topic, account, confirmed)));
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes: Action = {
  resource: topicResource,
  run(input, { setTopicAttribute }) {
    setTopicAttribute(requiredTopicArn(input), required(input, 'AttributeName'), input.text('AttributeValue') ?? '');
    return undefined;
  },
};
