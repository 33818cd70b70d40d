import { list, mapping, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { ignoreOthers } from './ignore-others.ts';
import { attributeOf } from './invoke-permission.ts';

const PROPERTIES = [
  'DeadLetterConfig',
  'Description',
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'Input',
  'KmsKeyArn',
  'Name',
  'OmitName',
  'PermissionsBoundary',
  'RetryPolicy',
  'RoleArn',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
];

/**
 * A schedule of EventBridge Scheduler. It invokes the function with a separate role that SAM creates, so that the function
 * needs no permission. The role is not evaluated.
 */
export const SCHEDULE_V2_EVENT: EventKind = {
  type: 'ScheduleV2',
  transform(event, context) {
    ignoreOthers(event, PROPERTIES, context);
    const { functionId, name, line } = event;
    const { entries } = event.properties;
    const id = `${functionId}${name}`;
    const sender = { principal: 'scheduler.amazonaws.com', sourceArn: attributeOf(id, 'Arn', line) };
    const deadLetters = deadLetterQueue(event, sender, context);
    const omitsName = entries.get('OmitName');
    const hasOwnName = omitsName?.kind === 'scalar' && String(omitsName.value) === 'true';
    const target = mapping<Value>(
      {
        Arn: event.invoked.arn,
        Input: entries.get('Input'),
        RetryPolicy: entries.get('RetryPolicy'),
        RoleArn: entries.get('RoleArn') ?? attributeOf(`${id}Role`, 'Arn', line),
        DeadLetterConfig: deadLetters && mapping<Value>({ Arn: deadLetters.arn }, line),
      },
      line,
    );
    const schedule = generated(
      id,
      'AWS::Scheduler::Schedule',
      {
        Name: entries.get('Name') ?? (hasOwnName ? undefined : scalar(id, line)),
        GroupName: entries.get('GroupName'),
        ScheduleExpression: entries.get('ScheduleExpression'),
        State: entries.get('State'),
        Target: target,
      },
      line,
    );
    const role = entries.has('RoleArn') ? [] : [schedulerRole(id, event.invoked.arn, line)];
    return { resources: [schedule, ...role, ...(deadLetters?.resources ?? [])] };
  },
};

function schedulerRole(id: string, functionArn: Value, line: number) {
  const statement = (entries: Record<string, Value>): Value =>
    mapping<Value>(
      {
        Version: scalar('2012-10-17', line),
        Statement: list<Value>([mapping<Value>({ Effect: scalar('Allow', line), ...entries }, line)], line),
      },
      line,
    );
  const policy = mapping<Value>(
    {
      PolicyName: scalar(`${id}LambdaPolicy`, line),
      PolicyDocument: statement({ Action: scalar('lambda:InvokeFunction', line), Resource: functionArn }),
    },
    line,
  );
  return generated(
    `${id}Role`,
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: statement({
        Principal: mapping<Value>({ Service: scalar('scheduler.amazonaws.com', line) }, line),
        Action: scalar('sts:AssumeRole', line),
      }),
      Policies: list<Value>([policy], line),
    },
    line,
  );
}
