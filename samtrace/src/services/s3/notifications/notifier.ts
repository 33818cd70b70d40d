import { bucketArn } from '../../../aws/arn.ts';
import type { Delivery, Sender } from '../../../aws/delivery.ts';
import { messageOf } from '../../../aws/error.ts';
import { bucketEvent } from './bucket-event.ts';
import type {
  BucketNotifications,
  DestinationProblem,
  NotificationTarget,
  NotifierOptions,
  ObjectChange,
} from './contract.ts';
import { eventRecords, testEvent } from './event-record.ts';

export type * from './contract.ts';

/** Sends notifications about the changes in a bucket to functions, queues, topics and the event bus. */
export interface Notifier {
  configure(bucket: string, notifications: BucketNotifications): void;
  configurationOf(bucket: string): BucketNotifications;
  destinationProblem(bucket: string, targetArn: string): Promise<DestinationProblem | undefined>;
  /** Sends the message that a queue or a topic gets when it becomes a destination. */
  sendTestEvent(bucket: string, targetArn: string): void;
  /** The deliveries follow; they are pending until they are done. */
  notify(change: ObjectChange): void;
}

const PRINCIPAL = 's3.amazonaws.com';
/** Topics get it with each notification. */
const SUBJECT = 'Amazon S3 Notification';

export const NO_NOTIFICATIONS: BucketNotifications = { targets: [], eventBridge: false };

export function createNotifier(options: NotifierOptions): Notifier {
  const configurations = new Map<string, BucketNotifications>();

  async function deliver(bucket: string, delivery: Omit<Delivery, 'sender' | 'subject'>): Promise<void> {
    const sender = senderFor(bucket);
    try {
      await options.send({ sender, subject: SUBJECT, ...delivery });
    } catch (error) {
      options.undelivered({ sender, targetArn: delivery.targetArn, reason: messageOf(error) });
    }
  }

  return {
    configure: (bucket, notifications) => void configurations.set(bucket, notifications),
    configurationOf: (bucket) => configurations.get(bucket) ?? NO_NOTIFICATIONS,
    destinationProblem: (bucket, targetArn) => options.destinationProblem(senderFor(bucket), targetArn),
    sendTestEvent(bucket, targetArn) {
      const done = options.pending.begin(`test event of ${bucket} to ${targetArn}`);
      deliver(bucket, { targetArn, body: testEvent(bucket) }).finally(done);
    },
    notify(change) {
      const configuration = configurations.get(change.bucket);
      const { traceHeader } = change;
      for (const target of configuration?.targets ?? []) {
        if (!wants(target, change)) continue;
        const done = options.pending.begin(`S3 notification about ${change.bucket}/${change.key} to ${target.arn}`);
        deliver(change.bucket, {
          targetArn: target.arn,
          body: eventRecords(change, target.id, options.account),
          ...(traceHeader !== undefined && { traceHeader }),
        }).finally(done);
      }
      // EventBridge gets no trace header: X-Ray does not trace the events of AWS's services.
      if (configuration?.eventBridge) options.emit(bucketEvent(change, options.account));
    },
  };
}

function senderFor(bucket: string): Sender {
  return { principal: PRINCIPAL, sourceArn: bucketArn(bucket) };
}

function wants({ events, prefix = '', suffix = '' }: NotificationTarget, { eventName, key }: ObjectChange): boolean {
  const name = `s3:${eventName}`;
  const isNamed = events.some(
    (event) => event === name || (event.endsWith('*') && name.startsWith(event.slice(0, -1))),
  );
  return isNamed && key.startsWith(prefix) && key.endsWith(suffix);
}
