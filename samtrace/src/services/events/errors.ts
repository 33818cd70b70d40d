import { AwsError } from '../../aws/error.ts';

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function busNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function ruleNotFound(name: string, busName: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
}
