import { AwsError } from '../../../aws/error.ts';

/** What CloudWatch Logs answers to a filter pattern that it does not take. */
export function patternError(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function invalidCharacter(character: string): AwsError {
  return patternError(`Invalid character(s) in term '${character}'`);
}
