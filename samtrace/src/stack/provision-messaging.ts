import { AwsError, messageOf } from '../aws/error.ts';
import type { Events } from '../services/events/service.ts';
import type { Iam } from '../services/iam/service.ts';
import { checkNotifications } from '../services/s3/notifications/check-notifications.ts';
import type { Notifier } from '../services/s3/notifications/notifier.ts';
import type { Sns } from '../services/sns/service.ts';
import { TemplateError, type TemplateModel } from '../template/template.ts';

/** Creates the template's topics, event buses, and rules, and the notifications of buckets. */
export function provisionMessaging(
  template: TemplateModel,
  { events, iam, notifier, sns }: { events: Events; iam: Iam; notifier: Notifier; sns: Sns },
): void {
  for (const policy of template.resourcePolicies) iam.addResourcePolicy(policy);
  for (const { logicalId, name, attributes } of template.topics) {
    attempt(logicalId, () => sns.createTopic(name, attributes));
  }
  for (const { logicalId, ...subscription } of template.topicSubscriptions) {
    attempt(logicalId, () => sns.subscribe(subscription));
  }
  for (const { logicalId, name, description } of template.eventBuses) {
    attempt(logicalId, () => events.createBus(name, description));
  }
  for (const { logicalId, targets, ...rule } of template.eventRules) {
    attempt(logicalId, () => {
      events.putRule(rule);
      events.putTargets(rule.name, rule.busName, targets);
    });
  }
  for (const { logicalId, name, notifications } of template.buckets) {
    attempt(logicalId, () => {
      checkNotifications(notifications);
      notifier.configure(name, notifications);
    });
  }
}

/** If a service rejects a resource, this is a problem of the template. */
function attempt(logicalId: string, work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new TemplateError(`${logicalId}: ${messageOf(cause)}`, { cause });
  }
}
