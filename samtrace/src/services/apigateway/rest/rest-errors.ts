import type { GatewayResponseOverride } from '../contract.ts';
import type { ApiResponse } from '../exchange.ts';

/**
 * API Gateway's own answers by response type, with the words that clients see.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const RESPONSES = {
  ACCESS_DENIED: { status: 403, errorType: 'AccessDeniedException', message: 'Forbidden' },
  API_CONFIGURATION_ERROR: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
  },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: 'AuthorizerConfigurationException', message: null },
  INTEGRATION_FAILURE: { status: 502, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: 'InternalServerErrorException',
    message: 'Endpoint request timed out',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  REQUEST_TOO_LARGE: { status: 413, errorType: 'RequestTooLargeException', message: 'Request Too Long' },
  UNAUTHORIZED: { status: 401, errorType: 'UnauthorizedException', message: 'Unauthorized' },
} as const;

export type RestErrorType = keyof typeof RESPONSES;

/** An error of API Gateway, changed by the gateway responses of the API. */
export function restError(
  type: RestErrorType,
  overrides: Readonly<Record<string, GatewayResponseOverride>>,
  given: { readonly message?: string; readonly status?: number } = {},
): ApiResponse {
  const { status, errorType, message } = { ...RESPONSES[type], ...given };
  const override = overrides[type] ?? overrides[status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  const context: Readonly<Record<string, string>> = {
    '$context.error.messageString': JSON.stringify(message),
    '$context.error.message': message ?? 'null',
    '$context.error.responseType': type,
  };
  // The longest name first: one begins with another.
  const text = override?.template?.replace(
    /\$context\.error\.(?:messageString|message|responseType)/g,
    (name) => context[name] ?? name,
  );
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', errorType],
  ];
  // An IAM-style denial has its member in upper case.
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message';
  return {
    status: override?.status ?? status,
    headers: [...headers, ...Object.entries(override?.headers ?? {})],
    body: Buffer.from(text ?? JSON.stringify({ [member]: message })),
  };
}
