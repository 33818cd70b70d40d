import { nameInArn, withoutQualifier } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { Properties } from '../properties.ts';
import type { Declared, DeclaredResource } from './declared.ts';

/** Types of this template to which samtrace can send the record of an asynchronous invocation. */
const DESTINATION_TYPES = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::Events::EventBus'];

/** The ARN of a destination; undefined for none, and for one that is not played, which is ignored by name. */
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
  if (declared.ofTypes(...DESTINATION_TYPES).some((resource) => resource.arn === arn || resource.ref === arn)) {
    return checked(arn, section);
  }
  ignored.add(logicalId, `the ${outcome} destination`, whyNot(arn, declared), properties.line);
  return undefined;
}

function whyNot(arn: string, declared: Declared): string {
  const target = declared.ignoredAt(arn);
  if (target !== undefined) return `${target.logicalId} is ignored`;
  if (arn.startsWith('arn:aws:s3:')) return 'samtrace does not deliver to buckets';
  return `${nameInArn(arn)} is not in this template`;
}

function checked(arn: string, section: Properties): string {
  if (arn.endsWith('.fifo')) section.refuse('Destination', 'must not be a FIFO queue or topic.');
  return arn;
}
