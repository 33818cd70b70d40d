import { bucketArn } from '../../../aws/arn.ts';
import { messageOf } from '../../../aws/error.ts';
import { bucketEvent } from './bucket-event.ts';
import type { BucketNotifications, NotificationTarget, NotifierOptions, ObjectChange } from './contract.ts';
import { eventRecords } from './event-record.ts';

export type * from './contract.ts';

/** Tells functions, queues, topics and the event bus of the changes in a bucket. */
export interface Notifier {
  configure(bucket: string, notifications: BucketNotifications): void;
  /** The deliveries follow; they are pending until they are done. */
  notify(change: ObjectChange): void;
}

const PRINCIPAL = 's3.amazonaws.com';
/** Topics get it with each notification. */
const SUBJECT = 'Amazon S3 Notification';

export function createNotifier(options: NotifierOptions): Notifier {
  const configurations = new Map<string, BucketNotifications>();

  async function deliver(target: NotificationTarget, change: ObjectChange): Promise<void> {
    const sender = { principal: PRINCIPAL, sourceArn: bucketArn(change.bucket) };
    const { traceHeader } = change;
    try {
      await options.send({
        sender,
        targetArn: target.arn,
        body: eventRecords(change, target.id, options.account),
        subject: SUBJECT,
        ...(traceHeader !== undefined && { traceHeader }),
      });
    } catch (error) {
      options.undelivered({ sender, targetArn: target.arn, reason: messageOf(error) });
    }
  }

  return {
    configure: (bucket, notifications) => void configurations.set(bucket, notifications),
    notify(change) {
      const configuration = configurations.get(change.bucket);
      for (const target of configuration?.targets ?? []) {
        if (!wants(target, change)) continue;
        const done = options.pending.begin(`S3 notification about ${change.bucket}/${change.key} to ${target.arn}`);
        deliver(target, change).finally(done);
      }
      // EventBridge gets no trace header: X-Ray does not trace the events of AWS's services.
      if (configuration?.eventBridge) options.emit(bucketEvent(change, options.account));
    },
  };
}

function wants({ events, prefix, suffix }: NotificationTarget, { eventName, key }: ObjectChange): boolean {
  const name = `s3:${eventName}`;
  const isNamed = events.some(
    (event) => event === name || (event.endsWith('*') && name.startsWith(event.slice(0, -1))),
  );
  return isNamed && key.startsWith(prefix) && key.endsWith(suffix);
}
