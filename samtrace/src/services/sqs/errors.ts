import { AwsError } from '../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json } from '../../aws/http.ts';
import { isQueryRequest, queryError } from '../../aws/query-protocol.ts';

/** Errors whose code has another name in the Query protocol, which SDKs of some languages show. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** Errors that are not in SQS's model have another type in the JSON protocol. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'InvalidParameterValueException',
  MissingParameter: 'MissingRequiredParameterException',
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html */
export function renderSqsError(error: AwsError, request: Pick<AwsRequest, 'headers' | 'query'>): AwsResponse {
  const queryCode = QUERY_CODES[error.code] ?? error.code;
  // A client of the Query protocol reads only this.
  if (isQueryRequest(request)) return queryError(error);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-query-error': `${queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}`,
  };
  const type = JSON_TYPES[error.code] ?? error.code;
  return json(error.status, { __type: `com.amazonaws.sqs#${type}`, message: error.message }, headers);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function invalidValue(value: unknown, parameter: string, reason: string): AwsError {
  return invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}
