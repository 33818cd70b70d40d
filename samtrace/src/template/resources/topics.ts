import { topicArn } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { TopicResource, TopicSubscriptionResource } from '../model.ts';
import { plainJson } from '../plain-json.ts';
import type { Properties } from '../properties.ts';
import { literal } from '../value.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

/** The attributes of CreateTopic that are properties with the same names. */
const TOPIC_ATTRIBUTES = words('ContentBasedDeduplication DisplayName FifoTopic SignatureVersion');

/** The attributes of Subscribe that are properties with the same names. */
const SUBSCRIPTION_TEXTS = words('FilterPolicyScope RawMessageDelivery');
const SUBSCRIPTION_DOCUMENTS = words('FilterPolicy RedrivePolicy');

/** Subscriptions of other protocols are ignored. */
const PROTOCOLS = words('email email-json lambda sqs');

export const TOPIC: ResourceKind = {
  type: 'AWS::SNS::Topic',
  identity: {
    nameProperty: 'TopicName',
    maxNameLength: 256,
    suffix: ({ properties }) => (literal(properties.entries.get('FifoTopic')) === 'true' ? '.fifo' : ''),
    ref: (name, account) => topicArn(account, name),
    attributes: (name, account) => ({ TopicArn: topicArn(account, name), TopicName: name }),
  },
  properties: {
    acted: [...TOPIC_ATTRIBUTES, ...words('Subscription.*.Endpoint Subscription.*.Protocol TopicName')],
    withoutLocalEffect: words(`ArchivePolicy DataProtectionPolicy DeliveryStatusLogging FifoThroughputScope
      KmsMasterKeyId Tags`),
  },
  uniqueName: true,
};

export const TOPIC_SUBSCRIPTION: ResourceKind = {
  type: 'AWS::SNS::Subscription',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: [...SUBSCRIPTION_TEXTS, ...SUBSCRIPTION_DOCUMENTS, ...words('Endpoint Protocol TopicArn')],
    withoutLocalEffect: words('DeliveryPolicy Region SubscriptionRoleArn'),
  },
  uniqueName: false,
};

export function readTopics(declared: Declared): TopicResource[] {
  return declared.ofTypes(TOPIC.type).map(({ logicalId, name, ref, properties }) => ({
    logicalId,
    name,
    arn: ref,
    attributes: texts(properties, TOPIC_ATTRIBUTES),
  }));
}

/** The subscriptions to topics of this template: separate resources, and those in a topic. */
export function readTopicSubscriptions(declared: Declared, ignored: IgnoredList): TopicSubscriptionResource[] {
  const topics = declared.ofTypes(TOPIC.type);
  const inside = topics.flatMap(({ logicalId, type, ref, properties, line }) =>
    properties
      .nestedList('Subscription')
      .flatMap((entry) => readSubscription(entry, { logicalId, type, topicArn: ref, line }, ignored)),
  );
  const own = declared.ofTypes(TOPIC_SUBSCRIPTION.type).flatMap(({ logicalId, type, properties, line }) => {
    const topicArn = properties.requiredText('TopicArn');
    if (topicArn === undefined) return [];
    if (!topics.some(({ ref }) => ref === topicArn)) {
      ignored.add(logicalId, type, `the topic ${topicArn} is not in this template`, line);
      return [];
    }
    return readSubscription(properties, { logicalId, type, topicArn, line }, ignored);
  });
  return [...inside, ...own];
}

function readSubscription(
  properties: Properties,
  { logicalId, type, topicArn, line }: { logicalId: string; type: string; topicArn: string; line: number },
  ignored: IgnoredList,
): TopicSubscriptionResource[] {
  const protocol = properties.requiredText('Protocol');
  const endpoint = properties.requiredText('Endpoint');
  if (protocol === undefined || endpoint === undefined) return [];
  if (!PROTOCOLS.includes(protocol)) {
    ignored.add(logicalId, `${type} ${protocol}`, 'samtrace does not deliver to this protocol', line);
    return [];
  }
  const attributes = texts(properties, SUBSCRIPTION_TEXTS);
  for (const name of SUBSCRIPTION_DOCUMENTS) {
    const document = properties.get(name);
    if (document !== undefined) attributes[name] = documentText(document);
  }
  return [{ logicalId, topicArn, protocol, endpoint, attributes }];
}

/** A document is a mapping, or its JSON as a text. */
function documentText(document: NonNullable<ReturnType<Properties['get']>>): string {
  return document.kind === 'scalar' ? String(document.value) : JSON.stringify(plainJson(document));
}

function texts(properties: Properties, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
