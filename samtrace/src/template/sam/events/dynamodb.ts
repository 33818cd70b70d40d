import { resolve } from '../../resolve.ts';
import type { Scope } from '../../scope.ts';
import { mapping, type Value } from '../../value.ts';
import { type AddedPolicy, allowingEach, generated } from '../generated.ts';
import type { EventKind, SamEvent } from '../kind.ts';
import { ignoreOthers } from './ignore-others.ts';

/** Properties that the mapping has under the same names. */
const PASSED_ON = [
  'BatchSize',
  'BisectBatchOnFunctionError',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'KmsKeyArn',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'MetricsConfig',
  'ParallelizationFactor',
  'StartingPosition',
  'StartingPositionTimestamp',
  'TumblingWindowInSeconds',
];
const ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:publish' };

/** An event source mapping of the stream of a table, and the rights of the function's role to read streams. */
export const DYNAMODB_EVENT: EventKind = {
  type: 'DynamoDB',
  transform(event, context) {
    ignoreOthers(event, ['DestinationConfig', 'Stream', ...PASSED_ON], context);
    const { functionId, name, line, properties } = event;
    const stream = properties.entries.get('Stream');
    if (stream === undefined) {
      context.scope.problems.add(line, `${functionId}: the event ${name} has no Stream.`);
      return { resources: [] };
    }
    const passedOn = PASSED_ON.map((property) => [property, properties.entries.get(property)] as const);
    const onFailure = onFailureOf(event);
    const eventSourceMapping = generated(
      `${functionId}${name}`,
      'AWS::Lambda::EventSourceMapping',
      {
        ...Object.fromEntries(passedOn),
        EventSourceArn: stream,
        FunctionName: event.invoked.name,
        DestinationConfig:
          onFailure && mapping({ OnFailure: mapping({ Destination: onFailure.arn }, line) }, onFailure.arn.line),
      },
      line,
    );
    return {
      resources: [eventSourceMapping],
      managedPolicies: ['AWSLambdaDynamoDBExecutionRole'],
      policies: onFailure === undefined ? [] : policyOf(event, onFailure, context.scope),
    };
  },
};

interface OnFailure {
  readonly arn: Value;
  readonly type: Value | undefined;
}

function onFailureOf({ properties }: SamEvent): OnFailure | undefined {
  const config = properties.entries.get('DestinationConfig');
  const onFailure = config?.kind === 'mapping' ? config.entries.get('OnFailure') : undefined;
  const arn = onFailure?.kind === 'mapping' ? onFailure.entries.get('Destination') : undefined;
  if (onFailure?.kind !== 'mapping' || arn === undefined) return undefined;
  return { arn, type: onFailure.entries.get('Type') };
}

/** SAM adds the permission to send to a destination of a known type. */
function policyOf({ functionId, name }: SamEvent, { arn, type }: OnFailure, scope: Scope): AddedPolicy[] {
  const resolved = type && scope.problems.attempt(() => resolve(type, scope));
  const typeName = resolved?.kind === 'scalar' ? String(resolved.value) : '';
  const action = Object.hasOwn(ACTIONS, typeName) ? ACTIONS[typeName] : undefined;
  if (action === undefined) return [];
  return [{ name: `${functionId}${name}${typeName}Policy`, document: allowingEach([[action, arn]]) }];
}
