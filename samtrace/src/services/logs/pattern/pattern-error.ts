import { AwsError } from '../../../aws/error.ts';

/** The error of CloudWatch Logs for a filter pattern that it does not accept. */
export function patternError(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function invalidCharacter(character: string): AwsError {
  return patternError(`Invalid character(s) in term '${character}'`);
}
