import { AwsError } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';

const OF_SIGNATURE =
  /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256|User-Agent)$/i;
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];
const CHECKSUM = /^x-amz-(checksum-(?!mode$)|sdk-checksum-algorithm$)/;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;

/**
 * Throws AccessDenied when a presigned URL has expired. A request that is signed in its header has no expiry.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function checkNotExpired(query: URLSearchParams, nowMs: number): void {
  if (!query.has('X-Amz-Credential')) return;
  const expiresText = query.get('X-Amz-Expires') ?? '';
  const expiresSeconds = Number(expiresText);
  if (!/^\d+$/.test(expiresText)) throw malformed('X-Amz-Expires should be a number');
  if (expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw malformed(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedMs)) {
    throw malformed(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  const expiresMs = signedMs + expiresSeconds * 1000;
  if (nowMs <= expiresMs) return;
  throw new AwsError('AccessDenied', 'Request has expired', {
    status: 403,
    members: {
      'X-Amz-Expires': expiresText,
      Expires: new Date(expiresMs).toISOString(),
      ServerTime: new Date(nowMs).toISOString(),
    },
  });
}

/**
 * The request with the headers that its presigned URL has in the query, as SDKs put them there: `x-amz-meta-order`, or
 * `If-None-Match`. S3 ignores checksums there: SDKs write that of an empty body, because they sign before there is one.
 * https://github.com/aws/aws-sdk-js-v3/issues/4448
 */
export function withHeadersOfQuery(request: AwsRequest): AwsRequest {
  if (!request.query.has('X-Amz-Signature')) return request;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const [name, value] of request.query) {
    const lowerCase = name.toLowerCase();
    const isHeader = lowerCase.startsWith('x-amz-') || CONDITIONS.includes(lowerCase);
    if (!isHeader || OF_SIGNATURE.test(name)) query.append(name, value);
    else if (!CHECKSUM.test(lowerCase)) headers[lowerCase] = value;
  }
  return { ...request, query, headers: { ...headers, ...request.headers } };
}

function malformed(message: string): AwsError {
  return new AwsError('AuthorizationQueryParametersError', message);
}
