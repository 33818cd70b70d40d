import type { InvokeResult } from '../../src/services/lambda/contract.ts';

/** How a template fared: `failed` answers need a look, `not judged` ones need something that is not here. */
export interface Outcome {
  readonly verdict: 'answered' | 'failed' | 'not judged';
  readonly reason: string;
}

const CALLS_MISSING_SERVICE = /samtrace does not support the service|NotImplementedException/;

/** Reasons that say nothing about samtrace: each is looked for in the answer and in the log of the invocation. */
const NOT_JUDGED: readonly (readonly [reason: string, pattern: RegExp])[] = [
  ['calls a service that samtrace does not have', CALLS_MISSING_SERVICE],
  [
    'needs the network',
    /UnknownEndpoint|Protocol error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|fetch failed|getaddrinfo/,
  ],
  ['uses version 2 of the AWS SDK', /Version 2 of the AWS SDK|Could not resolve "aws-sdk|'aws-sdk/],
  ['is a callback handler', /CallbackHandlerDeprecated/],
  ['needs a client of the AWS SDK that is not installed', /Lambda's runtime has it, but/],
  ['needs a layer that is not in its template', /Cannot find module '\/opt\//],
  ['names a handler that its code does not have', /Runtime\.HandlerNotFound/],
  ['is a durable function', /start the durable execution/],
  ['needs a package that its project does not name', /It is not installed: run npm install|Run npm install in/],
  [
    'needs AWS credentials or resources of its author',
    /AccessDenied|is not authorized|NoSuchBucket|NoSuchKey|QueueDoesNotExist|ResourceNotFound/,
  ],
];

/** An answer with a status of 400 or more counts only if it is the expected one. */
export function outcomeOf(result: InvokeResult, expectedStatus?: number): Outcome {
  const payload = result.payload.toString('utf8');
  const text = `${payload}\n${result.logTail}`;
  const status = statusOf(payload);
  // Some functions catch the error and answer all the same.
  if (CALLS_MISSING_SERVICE.test(text)) return outcomeOfText(text, '');
  if (result.functionError === undefined && (status === undefined || status < 400 || status === expectedStatus))
    return { verdict: 'answered', reason: '' };
  return outcomeOfText(text, `${status ?? result.errorType ?? 'error'}: ${payload.slice(0, 160)}`);
}

export function outcomeOfText(text: string, otherwise: string): Outcome {
  const found = NOT_JUDGED.find(([, pattern]) => pattern.test(text));
  return found === undefined ? { verdict: 'failed', reason: otherwise } : { verdict: 'not judged', reason: found[0] };
}

/** The status of an answer to API Gateway. */
function statusOf(payload: string): number | undefined {
  try {
    const { statusCode } = Object(JSON.parse(payload)) as { statusCode?: unknown };
    return statusCode === undefined ? undefined : Number(statusCode);
  } catch {
    return undefined;
  }
}
