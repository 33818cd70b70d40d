import { randomBytes } from 'node:crypto';
import type { AwsError } from '../../aws/error.ts';
import type { AwsRequest, AwsResponse } from '../../aws/http.ts';
import { element } from '../../aws/xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses */
export function renderS3Error(error: AwsError, request: Pick<AwsRequest, 'method' | 'path'>): AwsResponse {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  if (request.method === 'HEAD') return { status: error.status, headers, body: '' };
  const fields = { Code: error.code, Message: error.message, Resource: request.path, RequestId: requestId };
  const inner = Object.entries(fields).map(([name, text]) => element(name, { text }));
  const root = element('Error', inner.join(''));
  return { status: error.status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}` };
}
