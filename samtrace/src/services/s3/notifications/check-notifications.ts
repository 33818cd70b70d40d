import { AwsError } from '../../../aws/error.ts';
import { invalidArgument } from '../invalid-argument.ts';
import type { BucketNotifications, NotificationTarget } from './contract.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  IntelligentTiering: [],
  LifecycleExpiration: ['Delete', 'DeleteMarkerCreated'],
  LifecycleTransition: [],
  ObjectAcl: ['Put'],
  ObjectAnnotation: ['Delete', 'Put'],
  ObjectCreated: ['CompleteMultipartUpload', 'Copy', 'Post', 'Put'],
  ObjectRemoved: ['Delete', 'DeleteMarkerCreated'],
  ObjectRestore: ['Completed', 'Delete', 'Post'],
  ObjectTagging: ['Delete', 'Put'],
  ReducedRedundancyLostObject: [],
  Replication: [
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationNotTracked',
    'OperationReplicatedAfterThreshold',
  ],
};

const EVENT_NAMES = new Set(
  Object.entries(EVENTS).flatMap(([type, actions]) =>
    actions.length === 0 ? [`s3:${type}`] : [`s3:${type}:*`, ...actions.map((action) => `s3:${type}:${action}`)],
  ),
);

/** Throws InvalidArgument for an unknown event, and for two configurations that would both send one event of one key. */
export function checkNotifications({ targets }: BucketNotifications): void {
  for (const event of targets.flatMap(({ events }) => events)) {
    if (EVENT_NAMES.has(event)) continue;
    throw invalidArgument('A specified event is not supported for notifications.', 'Event', event);
  }
  for (const [index, target] of targets.entries()) {
    if (!targets.slice(0, index).some((each) => overlap(each, target))) continue;
    const message =
      'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.';
    throw new AwsError('InvalidArgument', message);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html */
function overlap(one: NotificationTarget, other: NotificationTarget): boolean {
  const [prefix = '', otherPrefix = ''] = [one.prefix, other.prefix];
  const [suffix = '', otherSuffix = ''] = [one.suffix, other.suffix];
  return (
    one.events.some((event) => other.events.some((each) => isSameType(event, each))) &&
    (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix)) &&
    (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
  );
}

/** `s3:ObjectCreated:*` is every event of its type. */
function isSameType(one: string, other: string): boolean {
  const covers = (wide: string, narrow: string): boolean => wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1));
  return one === other || covers(one, other) || covers(other, one);
}
