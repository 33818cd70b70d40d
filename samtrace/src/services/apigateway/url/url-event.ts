import type { Account } from '../../../aws/arn.ts';
import type { CallerIdentity } from '../authorizer/outcome.ts';
import type { FunctionUrlDefinition } from '../contract.ts';
import type { ApiRequest } from '../exchange.ts';
import { bodyFields, httpEventStart, httpRequestContext } from '../http/http-event.ts';
import { httpHeaders } from '../http/http-headers.ts';
import type { HttpRequest } from '../http/http-request.ts';

interface UrlRequest {
  readonly url: FunctionUrlDefinition;
  readonly account: Account;
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly traceHeader: string;
  readonly caller?: CallerIdentity;
}

/**
 * The event of a function URL: payload format 2.0, but that `rawPath` stays encoded and the header `cookie` stays there.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function urlEvent({
  url,
  account,
  request,
  requestId,
  traceHeader,
  caller,
}: UrlRequest): Record<string, unknown> {
  const call: HttpRequest = {
    api: url,
    stage: { name: '$default', variables: {}, tracingEnabled: false },
    route: { method: 'ANY', path: '$default' },
    account: { ...account, accountId: caller?.accountId ?? 'anonymous' },
    request,
    path: request.path,
    pathParameters: {},
    requestId,
    traceHeader,
    ...(caller && { authorizer: { iam: iamFields(caller) } }),
  };
  const context = httpRequestContext({ ...call, path: decodedOnce(request.path) });
  return { ...httpEventStart(call, httpHeaders(request, traceHeader)), requestContext: context, ...bodyFields(call) };
}

function iamFields({ accessKey, accountId, userArn, userId }: CallerIdentity): Record<string, unknown> {
  return { accessKey, accountId, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn, userId };
}

/** A path with a wrong escape, such as `/pa2%Fth`, is not changed. */
function decodedOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
