import type { QueryInput } from '../../../aws/query-input.ts';
import { invalidParameter } from '../errors.ts';

/** A parameter that the operation cannot do without. */
export function required(input: QueryInput, name: string): string {
  const value = input.text(name);
  if (value === undefined) throw invalidParameter(`${name} Reason: no value for required parameter`);
  return value;
}

/** The ARN of a topic. Throws InvalidParameter for a text that is none. */
export function requiredTopicArn(input: QueryInput): string {
  const arn = required(input, 'TopicArn');
  checkArn(arn, 'TopicArn');
  return arn;
}

/** The ARN of a subscription: a topic's with an id behind it. */
export function requiredSubscriptionArn(input: QueryInput): string {
  const arn = required(input, 'SubscriptionArn');
  checkArn(arn, 'SubscriptionArn');
  if (arn.split(':').length < 7) throw invalidParameter('SubscriptionId');
  return arn;
}

function checkArn(arn: string, name: string): void {
  const elements = arn.split(':').length;
  if (arn === '') throw invalidParameter(`${name} Reason: no value for required parameter`);
  if (elements < 6) throw invalidParameter(`${name} Reason: An ARN must have at least 6 elements, not ${elements}`);
}
