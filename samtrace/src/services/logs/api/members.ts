import { type Account, logGroupArn, nameInArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import type { Input } from './input.ts';

/** Rules and readers of the members that several operations share, from AWS's service model. */

const NAME_TOO_LONG = 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.';

export const GROUP_NAME = { min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+', tooLong: NAME_TOO_LONG };
export const GROUP_IDENTIFIER = { min: 1, max: 2048, pattern: '[\\w#+=/:,.@-]*' };
export const STREAM_NAME = { min: 1, max: 512, pattern: '[^:*]*', tooLong: NAME_TOO_LONG };
export const FILTER_NAME = { min: 1, max: 512, pattern: '[^:*]*' };
export const FILTER_PATTERN = { max: 1024 };
export const TIMESTAMP = { min: 0 };

/** The name of the group that an operation is about: `logGroupName` or `logGroupIdentifier`, a name or an ARN. */
export function groupNameOf(input: Input): string {
  const name = input.text('logGroupName', GROUP_NAME);
  const identifier = input.text('logGroupIdentifier', GROUP_IDENTIFIER);
  if (name !== undefined && identifier !== undefined) {
    throw new AwsError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  if (name === undefined && identifier === undefined) return input.requiredText('logGroupName', GROUP_NAME);
  return name ?? nameInArn(identifier ?? '');
}

/**
 * The ARN for IAM for a call about a group, as in AWS's AccessDenied messages: with an empty stream name.
 * `log-group:NAME:*`, the value of `GetAtt LogGroup.Arn`, matches it. `log-group:NAME` does not.
 */
export function groupResource(account: Account, groupName: string): string {
  return streamResource(account, groupName, '');
}

/** The ARN for IAM for a call about one stream, and the ARN of the stream. */
export function streamResource(account: Account, groupName: string, streamName: string): string {
  return `${logGroupArn(account, groupName)}:log-stream:${streamName}`;
}
