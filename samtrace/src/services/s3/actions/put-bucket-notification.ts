import { AwsError } from '../../../aws/error.ts';
import type { Action } from '../action.ts';
import { verifyBody } from '../checksum.ts';
import { existingBucket } from '../existing.ts';
import { checkNotifications } from '../notifications/check-notifications.ts';
import { DESTINATION_KINDS, kindOf, notificationsInXml } from '../notifications/configuration-xml.ts';
import type { BucketNotifications } from '../notifications/contract.ts';
import type { Notifier } from '../notifications/notifier.ts';
import { readPayload } from '../payload.ts';
import { onBucket } from '../permissions.ts';
import { notImplemented } from '../route.ts';
import { requestXml } from '../xml-answer.ts';

const SKIP_VALIDATION = 'x-amz-skip-destination-validation';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const putBucketNotificationConfiguration: Action = {
  headers: ['x-amz-checksum-', SKIP_VALIDATION],
  permissions: onBucket('s3:PutBucketNotification'),
  async run(context, request, { bucket }) {
    const { notifier } = context;
    existingBucket(context, bucket);
    if (notifier === undefined) throw notImplemented('notifications without destinations');
    const { body, headers } = await readPayload(request);
    await verifyBody(body, headers);
    const notifications = notificationsInXml(requestXml(body));
    checkNotifications(notifications);
    const skips = headers[SKIP_VALIDATION]?.toLowerCase() === 'true';
    if (!skips) await checkDestinations(notifier, bucket, notifications);
    notifier.configure(bucket, notifications);
    // A function gets no test event.
    const tested = notifications.targets.filter(({ arn }) => !skips && kindOf(arn)?.service !== 'lambda');
    for (const arn of new Set(tested.map((target) => target.arn))) notifier.sendTestEvent(bucket, arn);
    return { status: 200, headers: {}, body: '' };
  },
};

/** All destinations that S3 cannot send to are in one error. */
async function checkDestinations(notifier: Notifier, bucket: string, { targets }: BucketNotifications): Promise<void> {
  const problems: { argument: string; reason: string }[] = [];
  for (const { arn } of targets) {
    const problem = await notifier.destinationProblem(bucket, arn);
    const kind = kindOf(arn) ?? DESTINATION_KINDS[0];
    if (problem !== undefined) problems.push({ argument: kind.argument(arn), reason: kind.reason(problem, arn) });
  }
  if (problems.length === 0) return;
  const members = problems.flatMap(({ argument, reason }, index) => [
    [`ArgumentName${index + 1}`, argument],
    [`ArgumentValue${index + 1}`, reason],
  ]);
  throw new AwsError('InvalidArgument', 'Unable to validate the following destination configurations', {
    members: Object.fromEntries(members),
  });
}
