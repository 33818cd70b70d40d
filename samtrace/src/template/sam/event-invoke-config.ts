import { resolve } from '../resolve.ts';
import type { Scope } from '../scope.ts';
import { asMapping, type Resource } from '../sections.ts';
import { call, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { type AddedPolicy, allowing, generated } from './generated.ts';

/**
 * What SAM makes of a function's EventInvokeConfig: the configuration, a queue with AWS's defaults when the on-failure
 * destination names none, and the right to send to it.
 */
export function transformEventInvokeConfig(
  functionId: string,
  value: Value | undefined,
  scope: Scope,
): { resources: Resource[]; policies: AddedPolicy[] } {
  if (value === undefined) return { resources: [], policies: [] };
  const { line } = value;
  const config = asMapping(value, `${functionId} EventInvokeConfig`, scope.problems);
  const id = `${functionId}EventInvokeConfig`;
  const onFailure = nested(nested(config, 'DestinationConfig', scope), 'OnFailure', scope);
  const destination = onFailure && sqsDestination(functionId, id, onFailure, scope);
  const configResource = generated(
    id,
    'AWS::Lambda::EventInvokeConfig',
    {
      FunctionName: call('Ref', scalar(functionId, line), line),
      Qualifier: scalar('$LATEST', line),
      MaximumEventAgeInSeconds: config.entries.get('MaximumEventAgeInSeconds'),
      MaximumRetryAttempts: config.entries.get('MaximumRetryAttempts'),
      DestinationConfig:
        destination && mapping({ OnFailure: mapping({ Destination: destination.arn }, line) }, destination.arn.line),
    },
    line,
  );
  return {
    resources: [configResource, ...(destination?.queue ? [destination.queue] : [])],
    policies: destination ? [destination.policy] : [],
  };
}

function nested(parent: Mapping | undefined, name: string, scope: Scope): Mapping | undefined {
  const value = parent?.entries.get(name);
  return value && asMapping(value, `EventInvokeConfig ${name}`, scope.problems);
}

function sqsDestination(
  functionId: string,
  id: string,
  onFailure: Mapping,
  scope: Scope,
): { arn: Value; queue?: Resource; policy: AddedPolicy } | undefined {
  const { line } = onFailure;
  const given = onFailure.entries.get('Type');
  const type = given && scope.problems.attempt(() => resolve(given, scope));
  if (type?.kind !== 'scalar' || type.value !== 'SQS') {
    const found = type?.kind === 'scalar' ? `of type ${type.value}` : 'without a Type';
    scope.problems.add(line, `${functionId}: the local stack does not support an OnFailure destination ${found}.`);
    return undefined;
  }
  const name = `${id}OnFailureSQSPolicy`;
  const destination = onFailure.entries.get('Destination');
  if (destination !== undefined) {
    return { arn: destination, policy: { name, document: allowing(['sqs:SendMessage'], destination) } };
  }
  const queue = generated(`${id}OnFailureQueue`, 'AWS::SQS::Queue', {}, line);
  const arn = call('Fn::GetAtt', scalar(`${queue.logicalId}.Arn`, line), line);
  return { arn, queue, policy: { name, document: allowing(['sqs:SendMessage'], arn) } };
}
