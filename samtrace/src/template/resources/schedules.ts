import type { Account } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { ScheduleResource } from '../model.ts';
import type { Declared } from './declared.ts';
import { type ReadText, type ResourceKind, words } from './kind.ts';

/** Targets of other services, and Scheduler's universal targets, are ignored. */
const TARGET_SERVICES = words('lambda sns sqs');

export const SCHEDULE: ResourceKind = {
  type: 'AWS::Scheduler::Schedule',
  identity: {
    nameProperty: 'Name',
    maxNameLength: 64,
    attributes: (name, account, property) => ({ Arn: scheduleArn(account, name, property) }),
  },
  properties: {
    acted: words(`GroupName Name ScheduleExpression State Target.Arn Target.DeadLetterConfig.Arn Target.Input
      Target.SqsParameters.MessageGroupId`),
    withoutLocalEffect: words(`Description EndDate FlexibleTimeWindow KmsKeyArn ScheduleExpressionTimezone StartDate
      Target.RetryPolicy Target.RoleArn`),
  },
  uniqueName: false,
};

export function readSchedules(declared: Declared, ignored: IgnoredList): ScheduleResource[] {
  return declared.ofTypes(SCHEDULE.type).flatMap(({ logicalId, type, name, arn, properties, line }) => {
    const scheduleExpression = properties.requiredText('ScheduleExpression');
    const target = properties.nested('Target');
    const targetArn = target?.requiredText('Arn');
    if (scheduleExpression === undefined || targetArn === undefined) return [];
    if (!TARGET_SERVICES.includes(targetArn.split(':')[2] ?? '')) {
      ignored.add(logicalId, type, `samtrace does not deliver to ${targetArn}`, line);
      return [];
    }
    const input = target?.text('Input');
    const deadLetterArn = target?.nested('DeadLetterConfig')?.text('Arn');
    const messageGroupId = target?.nested('SqsParameters')?.text('MessageGroupId');
    return [
      {
        logicalId,
        name,
        arn,
        scheduleExpression,
        enabled: properties.text('State') !== 'DISABLED',
        targetArn,
        ...(input !== undefined && { input }),
        ...(deadLetterArn !== undefined && { deadLetterArn }),
        ...(messageGroupId !== undefined && { messageGroupId }),
      },
    ];
  });
}

function scheduleArn({ region, accountId }: Account, name: string, property: ReadText): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${property('GroupName') ?? 'default'}/${name}`;
}
