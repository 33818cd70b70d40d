import type { Action } from '../action.ts';
import { existingBucket } from '../existing.ts';
import { notificationsXml } from '../notifications/configuration-xml.ts';
import { onBucket } from '../permissions.ts';
import { notImplemented } from '../route.ts';
import { xmlAnswer } from '../xml-answer.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html */
export const getBucketNotificationConfiguration: Action = {
  permissions: onBucket('s3:GetBucketNotification'),
  run(context, _, { bucket }) {
    existingBucket(context, bucket);
    if (context.notifier === undefined) throw notImplemented('notifications without destinations');
    return xmlAnswer('NotificationConfiguration', notificationsXml(context.notifier.configurationOf(bucket)));
  },
};
