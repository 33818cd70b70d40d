import type { AwsError } from '../../aws/error.ts';
import { type AwsResponse, json } from '../../aws/http.ts';

/** Errors of AWS's common framework. All others are DynamoDB's own. */
const NAMESPACES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'com.amazon.coral.service',
  NotImplementedException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export function renderDynamoDbError(error: AwsError): AwsResponse {
  const namespace = NAMESPACES[error.code] ?? 'com.amazonaws.dynamodb.v20120810';
  const body = { __type: `${namespace}#${error.code}`, message: error.message, ...error.members };
  return json(error.status, body, { 'content-type': 'application/x-amz-json-1.0' });
}
