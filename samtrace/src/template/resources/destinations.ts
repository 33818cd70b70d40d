import { nameInArn, withoutQualifier } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { Properties } from '../properties.ts';
import type { Declared, DeclaredResource } from './declared.ts';

/** Types of this template to which samtrace can send the record of an asynchronous invocation. */
const DESTINATION_TYPES = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::Events::EventBus'];
/** Types of this template that can be the dead-letter queue of a function. */
const DEAD_LETTER_TYPES = ['AWS::SQS::Queue', 'AWS::SNS::Topic'];

/** The ARN of a destination; undefined if there is none, or if it is ignored because it is not supported. */
export function readDestination(
  { logicalId, properties }: DeclaredResource,
  outcome: 'OnSuccess' | 'OnFailure',
  declared: Declared,
  ignored: IgnoredList,
): string | undefined {
  const section = properties.nested('DestinationConfig')?.nested(outcome);
  const given = section?.requiredText('Destination');
  if (section === undefined || given === undefined) return undefined;
  const arn = withoutQualifier(given);
  if (isDeclared(arn, DESTINATION_TYPES, declared)) return checked(given, section, 'Destination');
  ignored.add(logicalId, `the ${outcome} destination`, whyNot(arn, declared), properties.line);
  return undefined;
}

/** The queue or topic of a function's DeadLetterConfig. Nothing if there is none, or if it is ignored because it is not supported. */
export function readDeadLetterTarget(
  { logicalId, properties }: DeclaredResource,
  declared: Declared,
  ignored: IgnoredList,
): { deadLetterArn?: string } {
  const section = properties.nested('DeadLetterConfig');
  const arn = section?.text('TargetArn');
  if (section === undefined || arn === undefined) return {};
  if (!isDeclared(arn, DEAD_LETTER_TYPES, declared)) {
    ignored.add(logicalId, 'the dead-letter queue', whyNot(arn, declared), properties.line);
    return {};
  }
  return { deadLetterArn: checked(arn, section, 'TargetArn') };
}

function isDeclared(arn: string, types: readonly string[], declared: Declared): boolean {
  return declared.ofTypes(...types).some((resource) => resource.arn === arn || resource.ref === arn);
}

function whyNot(arn: string, declared: Declared): string {
  const target = declared.ignoredAt(arn);
  if (target !== undefined) return `${target.logicalId} is ignored`;
  if (arn.startsWith('arn:aws:s3:')) return 'samtrace does not deliver to buckets';
  return `${nameInArn(arn)} is not in this template`;
}

function checked(arn: string, section: Properties, property: string): string {
  if (arn.endsWith('.fifo')) section.refuse(property, 'must not be a FIFO queue or topic.');
  return arn;
}
