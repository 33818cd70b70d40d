import { randomBytes } from 'node:crypto';
import type { AwsError } from '../../aws/error.ts';
import type { AwsRequest, AwsResponse } from '../../aws/http.ts';
import { element } from '../../aws/xml.ts';

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses, without the element `Resource`:
 * the recorded errors of all operations here have none.
 */
export function renderS3Error(error: AwsError, request: Pick<AwsRequest, 'method' | 'path'>): AwsResponse {
  const requestId = newRequestId();
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  // The status is enough, as for HEAD.
  if (request.method === 'HEAD' || error.status === 304) return { status: error.status, headers, body: '' };
  const fields = {
    Code: error.code === 'InternalFailure' ? 'InternalError' : error.code,
    Message: error.message,
    ...error.members,
    RequestId: requestId,
    HostId: 'local',
  };
  const inner = Object.entries(fields).map(([name, value]) => element(name, { text: String(value) }));
  const root = element('Error', inner.join(''));
  return { status: error.status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}` };
}

export function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
