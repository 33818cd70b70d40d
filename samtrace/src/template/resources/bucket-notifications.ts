import type { BucketNotifications, NotificationTarget } from '../../services/s3/notifications/contract.ts';
import type { Properties } from '../properties.ts';
import { words } from './kind.ts';

/** The lists of NotificationConfiguration, with the property that names the target. */
const LISTS: Readonly<Record<string, string>> = {
  LambdaConfigurations: 'Function',
  QueueConfigurations: 'Queue',
  TopicConfigurations: 'Topic',
};

export const NOTIFICATION_PROPERTIES = words(`NotificationConfiguration.EventBridgeConfiguration
  NotificationConfiguration.LambdaConfigurations NotificationConfiguration.QueueConfigurations
  NotificationConfiguration.TopicConfigurations`);

export function readBucketNotifications(bucket: Properties): BucketNotifications {
  const configuration = bucket.nested('NotificationConfiguration');
  const targets = Object.entries(LISTS).flatMap(([list, member]) => {
    const seen = new Set<string>();
    return (configuration?.nestedList(list) ?? []).flatMap((entry, index) => {
      const arn = entry.requiredText(member);
      if (arn === undefined) return [];
      const target = { arn, events: entry.texts('Event') ?? [], ...readFilter(entry) };
      const key = JSON.stringify(target);
      // SAM adds the notification of an event only if the bucket does not declare the same one.
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ id: `${list}-${index}`, ...target }];
    });
  });
  const eventBridge = configuration?.nested('EventBridgeConfiguration');
  return {
    targets,
    // The configuration alone turns it on.
    eventBridge: eventBridge !== undefined && eventBridge.text('EventBridgeEnabled') !== 'false',
  };
}

/** The names of the rules may be written in any case. */
function readFilter(entry: Properties): Pick<NotificationTarget, 'prefix' | 'suffix'> {
  const filter: { prefix?: string; suffix?: string } = {};
  for (const rule of entry.nested('Filter')?.nested('S3Key')?.nestedList('Rules') ?? []) {
    const name = rule.requiredText('Name')?.toLowerCase();
    const value = rule.text('Value') ?? '';
    if (name === 'prefix' || name === 'suffix') filter[name] = value;
    else if (name !== undefined) rule.refuse('Name', `must be prefix or suffix, not ${name}.`);
  }
  return filter;
}
