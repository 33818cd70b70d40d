import type { Problems } from '../problems.ts';
import { asMapping, type Resource } from '../sections.ts';
import { call, describe, list, literal, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';

/** What SAM makes of a function's Events. Only CloudWatchLogs can happen locally; other types are refused by name. */
export function transformEvents(functionId: string, events: Value | undefined, problems: Problems): Resource[] {
  if (events === undefined) return [];
  return [...asMapping(events, `${functionId} Events`, problems).entries].flatMap(([name, value]) => {
    const event = asMapping(value, `${functionId} Events.${name}`, problems);
    const type = event.entries.get('Type');
    if (literal(type) !== 'CloudWatchLogs') {
      const found =
        type === undefined ? 'an event without a Type' : `events of type ${literal(type) ?? describe(type)}`;
      problems.add(event.line, `${functionId}: the local stack does not support ${found} (${name}).`);
      return [];
    }
    const properties = asMapping(event.entries.get('Properties'), `${functionId} Events.${name}.Properties`, problems);
    return cloudWatchLogs(functionId, name, properties, problems);
  });
}

/** The permission has no SourceAccount, and the filter waits for it. */
function cloudWatchLogs(functionId: string, event: string, properties: Mapping, problems: Problems): Resource[] {
  const { line } = properties;
  for (const [name, value] of properties.entries) {
    if (name === 'LogGroupName' || name === 'FilterPattern') continue;
    problems.add(value.line, `${functionId}: CloudWatchLogs events have no property ${name} (${event}).`);
  }
  const logGroupName = properties.entries.get('LogGroupName');
  const filterPattern = properties.entries.get('FilterPattern');
  if (logGroupName === undefined || filterPattern === undefined) {
    const missing = logGroupName === undefined ? 'LogGroupName' : 'FilterPattern';
    problems.add(line, `${functionId}: the event ${event} has no ${missing}.`);
    return [];
  }
  const sourceArn = list(
    [
      scalar(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`, line),
      mapping({ __LogGroupName__: logGroupName }, line),
    ],
    line,
  );
  const permission = generated(
    `${functionId}${event}Permission`,
    'AWS::Lambda::Permission',
    {
      Action: scalar('lambda:InvokeFunction', line),
      FunctionName: call('Ref', scalar(functionId, line), line),
      Principal: scalar('logs.amazonaws.com', line),
      SourceArn: call('Fn::Sub', sourceArn, line),
    },
    line,
  );
  const filter = generated(
    `${functionId}${event}`,
    'AWS::Logs::SubscriptionFilter',
    {
      LogGroupName: logGroupName,
      FilterPattern: filterPattern,
      DestinationArn: call('Fn::GetAtt', scalar(`${functionId}.Arn`, line), line),
    },
    line,
  );
  return [permission, { ...filter, dependsOn: [permission.logicalId] }];
}
