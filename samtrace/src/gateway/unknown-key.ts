import { AwsError } from '../aws/error.ts';

const INVALID_TOKEN = 'The security token included in the request is invalid.';
/** Services with JSON and status 400. */
const JSON_RPC = new Set(['dynamodb', 'events', 'logs']);
const QUERY = new Set(['cloudformation', 'sns', 'sqs', 'sts']);

/** The error for an access key that does not exist, with the message of each service. */
export function unknownKey(service: string, accessKeyId: string | undefined): AwsError {
  if (service === 's3') {
    const message = 'The AWS Access Key Id you provided does not exist in our records.';
    return new AwsError('InvalidAccessKeyId', message, { status: 403, members: { AWSAccessKeyId: accessKeyId } });
  }
  if (QUERY.has(service)) return new AwsError('InvalidClientTokenId', INVALID_TOKEN, { status: 403 });
  return new AwsError('UnrecognizedClientException', INVALID_TOKEN, { status: JSON_RPC.has(service) ? 400 : 403 });
}
