import type { Resource } from '../../sections.ts';
import { call, list, mapping, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { SamContext, SamEvent } from '../kind.ts';
import { attributeOf } from './invoke-permission.ts';

/**
 * The dead-letter queue of an event's DeadLetterConfig: the one that `Arn` names, or with `Type: SQS` a new one, and the
 * policy that allows the sender.
 */
export function deadLetterQueue(
  { functionId, name, properties, line }: SamEvent,
  sender: { principal: string; sourceArn: Value },
  { scope }: SamContext,
): { arn: Value; resources: Resource[] } | undefined {
  const config = properties.entries.get('DeadLetterConfig');
  if (config === undefined) return undefined;
  const entries = config.kind === 'mapping' ? config.entries : new Map<string, Value>();
  const arn = entries.get('Arn');
  if (arn !== undefined) return { arn, resources: [] };
  const type = entries.get('Type');
  if (type?.kind !== 'scalar' || type.value !== 'SQS') {
    scope.problems.add(config.line, `${functionId}: DeadLetterConfig of ${name} needs an Arn or the Type SQS.`);
    return undefined;
  }
  const given = entries.get('QueueLogicalId');
  const queueId = given?.kind === 'scalar' ? String(given.value) : `${functionId}${name}Queue`;
  const queueArn = attributeOf(queueId, 'Arn', line);
  const statement = mapping<Value>(
    {
      Effect: scalar('Allow', line),
      Principal: mapping<Value>({ Service: scalar(sender.principal, line) }, line),
      Action: scalar('sqs:SendMessage', line),
      Resource: queueArn,
      Condition: mapping<Value>({ ArnEquals: mapping<Value>({ 'aws:SourceArn': sender.sourceArn }, line) }, line),
    },
    line,
  );
  const document = mapping<Value>(
    { Version: scalar('2012-10-17', line), Statement: list<Value>([statement], line) },
    line,
  );
  const queues = list<Value>([call('Ref', scalar(queueId, line), line)], line);
  return {
    arn: queueArn,
    resources: [
      generated(queueId, 'AWS::SQS::Queue', {}, line),
      generated(
        `${functionId}${name}QueuePolicy`,
        'AWS::SQS::QueuePolicy',
        { PolicyDocument: document, Queues: queues },
        line,
      ),
    ],
  };
}
