import { randomUUID } from 'node:crypto';
import type { Account } from '../aws/arn.ts';
import type { Send, Undelivered } from '../aws/delivery.ts';
import { messageOf } from '../aws/error.ts';
import type { Pending } from '../aws/pending.ts';
import type { Events } from '../services/events/service.ts';
import type { TemplateModel } from '../template/template.ts';

/** Something that happens on a schedule on AWS, and by hand here. */
export interface Schedule {
  /** The logical ID of the rule or schedule. For an event of a SAM function, `<function><event>`. */
  readonly logicalId: string;
  readonly name: string;
  /** `rate(5 minutes)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArns: readonly string[];
  /** Lets it happen now, whether it is enabled or not. The deliveries follow; they are pending until they are done. */
  fire(): void;
}

interface SchedulesOptions {
  readonly account: Account;
  readonly now: () => number;
  readonly pending: Pending;
  readonly events: Pick<Events, 'fire'>;
  readonly send: Send;
  readonly giveUp: (failure: Undelivered) => void;
}

/** The template's scheduled rules of EventBridge, and its schedules of EventBridge Scheduler. */
export function createSchedules(template: TemplateModel, options: SchedulesOptions): Schedule[] {
  const rules = template.eventRules.flatMap(({ logicalId, name, scheduleExpression, enabled, targets }) => {
    if (scheduleExpression === undefined) return [];
    const targetArns = targets.map(({ Arn }) => Arn);
    const fire = () => options.events.fire(name);
    return [{ logicalId, name, expression: scheduleExpression, enabled, targetArns, fire }];
  });
  const schedules = template.schedules.map((schedule) => ({
    logicalId: schedule.logicalId,
    name: schedule.name,
    expression: schedule.scheduleExpression,
    enabled: schedule.enabled,
    targetArns: [schedule.targetArn],
    fire: () => fireSchedule(schedule, options),
  }));
  return [...rules, ...schedules];
}

type ScheduleResource = TemplateModel['schedules'][number];

function fireSchedule(schedule: ScheduleResource, options: SchedulesOptions): void {
  const { arn, name, targetArn, deadLetterArn, messageGroupId } = schedule;
  const sender = { principal: 'scheduler.amazonaws.com', sourceArn: arn, usesRole: true };
  const group = messageGroupId === undefined ? {} : { messageGroupId };
  const body = eventOf(schedule, options);
  const done = options.pending.begin(`schedule ${name} to ${targetArn}`);
  options
    .send({ sender, targetArn, body, ...group })
    .catch(async (error: unknown) => {
      if (deadLetterArn === undefined) throw error;
      await options.send({ sender, targetArn: deadLetterArn, body });
    })
    .catch((error: unknown) => options.giveUp({ sender, targetArn, reason: messageOf(error) }))
    .finally(done);
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function eventOf({ arn, input }: ScheduleResource, { account, now }: SchedulesOptions): string {
  const time = `${new Date(now()).toISOString().slice(0, 19)}Z`;
  const id = randomUUID();
  if (input !== undefined) {
    return input
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  }
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: account.accountId,
    time,
    region: account.region,
    resources: [arn],
    // A text, where a rule's event has an object.
    detail: '{}',
  });
}
