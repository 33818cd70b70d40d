import { call, list, mapping, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';
import { ignoreOthers } from './ignore-others.ts';
import { invokePermission } from './invoke-permission.ts';

/** Notifications of a bucket of the same template: an entry for each event name. */
export const S3_EVENT: EventKind = {
  type: 'S3',
  transform(event, context) {
    ignoreOthers(event, ['Bucket', 'Events', 'Filter'], context);
    const { functionId, name, line, properties } = event;
    const bucketId = referenced(properties.entries.get('Bucket'));
    const events = properties.entries.get('Events');
    if (bucketId === undefined || events === undefined) {
      const reason =
        bucketId === undefined
          ? 'S3 events must reference an S3 bucket in the same template.'
          : `the event ${name} has no Events.`;
      context.scope.problems.add(line, `${functionId}: ${reason}`);
      return { resources: [] };
    }
    const permission = invokePermission(event, 's3.amazonaws.com', {
      account: call('Ref', scalar('AWS::AccountId', line), line),
    });
    const configurations = (events.kind === 'list' ? events.items : [events]).map((eventName) =>
      mapping<Value>(
        {
          Event: eventName,
          Function: event.invoked.arn,
          Filter: properties.entries.get('Filter'),
        },
        line,
      ),
    );
    const notifications = mapping<Value>({ LambdaConfigurations: list<Value>(configurations, line) }, line);
    const bucket = generated(bucketId, 'AWS::S3::Bucket', { NotificationConfiguration: notifications }, line);
    return { resources: [permission, { ...bucket, dependsOn: [permission.logicalId] }] };
  },
};

function referenced(value: Value | undefined): string | undefined {
  if (value?.kind !== 'call' || value.name !== 'Ref' || value.argument.kind !== 'scalar') return undefined;
  return String(value.argument.value);
}
