import { AwsError } from '../../aws/error.ts';

export function invalidParameter(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

export function topicNotFound(): AwsError {
  return new AwsError('NotFound', 'Topic does not exist', { status: 404 });
}

export function subscriptionNotFound(): AwsError {
  return new AwsError('NotFound', 'Subscription does not exist', { status: 404 });
}

/** For a message attribute. Its errors have another code. */
export function invalidValue(message: string): AwsError {
  return new AwsError('ParameterValueInvalid', message);
}
