import { AwsError } from '../aws/error.ts';
import { type AwsRequest, type AwsResponse, type AwsService, json } from '../aws/http.ts';
import { isQueryRequest, queryError } from '../aws/query-protocol.ts';

/** REST services with XML errors. Their requests do not show the format. S3 has its own errors. */
const REST_XML = new Set(['cloudfront', 'route53']);

/** The answer to a call of a service that is not here, in that service's protocol, so that SDKs and the AWS CLI show it. */
export function unknownService(
  name: string,
  request: Pick<AwsRequest, 'headers' | 'query'>,
  services: readonly AwsService[],
): AwsResponse {
  const known = services.map((service) => service.signingName).join(', ');
  const code = 'NotImplementedException';
  const message = `samtrace does not support the service "${name}". It supports ${known}.`;
  if (isQueryRequest(request) || REST_XML.has(name)) {
    return queryError(new AwsError(code, message, { status: 501 }), name === 'ec2' ? 'ec2' : 'query');
  }
  return json(501, { __type: code, message }, { 'x-amzn-errortype': code });
}
