import { call, list, mapping, scalar } from '../../value.ts';
import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';

/** A subscription filter, and the permission that it waits for. The permission has no SourceAccount. */
export const CLOUD_WATCH_LOGS_EVENT: EventKind = {
  type: 'CloudWatchLogs',
  transform({ functionId, invoked, name, properties, line }, { scope, ignored }) {
    for (const [property, value] of properties.entries) {
      if (property === 'LogGroupName' || property === 'FilterPattern') continue;
      const type = `${property} of a CloudWatchLogs event`;
      ignored.add(functionId, type, 'samtrace does not support this property', value.line);
    }
    const logGroupName = properties.entries.get('LogGroupName');
    const filterPattern = properties.entries.get('FilterPattern');
    if (logGroupName === undefined || filterPattern === undefined) {
      const missing = logGroupName === undefined ? 'LogGroupName' : 'FilterPattern';
      scope.problems.add(line, `${functionId}: the event ${name} has no ${missing}.`);
      return { resources: [] };
    }
    const sourceArn = list(
      [
        scalar(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`, line),
        mapping({ __LogGroupName__: logGroupName }, line),
      ],
      line,
    );
    const permission = generated(
      `${functionId}${name}Permission`,
      'AWS::Lambda::Permission',
      {
        Action: scalar('lambda:InvokeFunction', line),
        FunctionName: invoked.name,
        Principal: scalar('logs.amazonaws.com', line),
        SourceArn: call('Fn::Sub', sourceArn, line),
      },
      line,
    );
    const filter = generated(
      `${functionId}${name}`,
      'AWS::Logs::SubscriptionFilter',
      {
        LogGroupName: logGroupName,
        FilterPattern: filterPattern,
        DestinationArn: invoked.arn,
      },
      line,
    );
    return { resources: [permission, { ...filter, dependsOn: [permission.logicalId] }] };
  },
};
