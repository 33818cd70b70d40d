import { list, mapping, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { EventKind, EventResult, SamContext, SamEvent } from '../kind.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { ignoreOthers } from './ignore-others.ts';
import { attributeOf, invokePermission } from './invoke-permission.ts';

const RULE_PROPERTIES = ['DeadLetterConfig', 'Input', 'RetryPolicy', 'RuleName', 'State'];
const PATTERN_PROPERTIES = [...RULE_PROPERTIES, 'EventBusName', 'InputPath', 'InputTransformer', 'Pattern', 'Target'];
const SCHEDULE_PROPERTIES = [...RULE_PROPERTIES, 'Description', 'Enabled', 'Name', 'Schedule'];

/** A rule with a pattern. */
export const EVENT_BRIDGE_RULE_EVENT: EventKind = {
  type: 'EventBridgeRule',
  transform(event, context) {
    const { entries } = event.properties;
    ignoreOthers(event, PATTERN_PROPERTIES, context);
    return rule(event, context, {
      Name: entries.get('RuleName'),
      EventBusName: entries.get('EventBusName'),
      EventPattern: entries.get('Pattern'),
      State: entries.get('State'),
    });
  },
};

/** The older name of the same event. */
export const CLOUD_WATCH_EVENT: EventKind = { ...EVENT_BRIDGE_RULE_EVENT, type: 'CloudWatchEvent' };

/** A rule with a schedule, on the default bus. */
export const SCHEDULE_EVENT: EventKind = {
  type: 'Schedule',
  transform(event, context) {
    const { entries } = event.properties;
    ignoreOthers(event, SCHEDULE_PROPERTIES, context);
    return rule(event, context, {
      Name: entries.get('Name'),
      Description: entries.get('Description'),
      ScheduleExpression: entries.get('Schedule'),
      State: entries.get('State') ?? stateOf(entries.get('Enabled')),
    });
  },
};

function rule(event: SamEvent, context: SamContext, properties: Record<string, Value | undefined>): EventResult {
  const { functionId, name, line } = event;
  const { entries } = event.properties;
  const id = `${functionId}${name}`;
  const ruleArn = attributeOf(id, 'Arn', line);
  const deadLetters = deadLetterQueue(event, { principal: 'events.amazonaws.com', sourceArn: ruleArn }, context);
  const given = entries.get('Target');
  const targetId = given?.kind === 'mapping' ? given.entries.get('Id') : undefined;
  const target = mapping<Value>(
    {
      Id: targetId ?? scalar(`${id}LambdaTarget`, line),
      Arn: event.invoked.arn,
      Input: entries.get('Input'),
      InputPath: entries.get('InputPath'),
      InputTransformer: entries.get('InputTransformer'),
      RetryPolicy: entries.get('RetryPolicy'),
      DeadLetterConfig: deadLetters && mapping<Value>({ Arn: deadLetters.arn }, line),
    },
    line,
  );
  return {
    resources: [
      generated(id, 'AWS::Events::Rule', { ...properties, Targets: list<Value>([target], line) }, line),
      invokePermission(event, 'events.amazonaws.com', { arn: ruleArn }),
      ...(deadLetters?.resources ?? []),
    ],
  };
}

/** `Enabled: false` is `State: DISABLED`. */
function stateOf(enabled: Value | undefined): Value | undefined {
  if (enabled?.kind !== 'scalar') return undefined;
  return scalar(String(enabled.value) === 'false' ? 'DISABLED' : 'ENABLED', enabled.line);
}
