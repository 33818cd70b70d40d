import { AwsError } from './error.ts';

/** Who makes a call: a function with its role's permissions, or a person on this machine, who may do everything. */
export type Caller = { kind: 'developer' } | { kind: 'function'; functionName: string };

/** One HTTP request to an AWS API, read whole. */
export interface AwsRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly caller: Caller;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One call of an AWS API: what IAM has to allow, and the work itself. */
export interface Operation {
  /** The IAM action, for example `xray:BatchGetTraces`. */
  readonly action: string;
  /** The ARNs it touches; `*` for an action without resource types; none where no permission is needed. All must be allowed. */
  readonly resources: readonly string[];
  run(): AwsResponse | Promise<AwsResponse>;
}

/** An AWS service as the gateway sees it. */
export interface AwsService {
  /** The service's name in the SigV4 credential scope: `xray`, `logs`, `lambda`, `s3`, `sqs`, `sts`. */
  readonly signingName: string;
  /** Every action, as IAM names it, that {@link operation} may answer with. */
  readonly actions: readonly string[];
  /** What the request asks for. Throws an {@link AwsError} that names any call the local stack does not make. */
  operation(request: AwsRequest): Operation;
  /** The error in the service's own wire format. */
  renderError(error: AwsError, request: AwsRequest): AwsResponse;
}

/** A JSON answer. `headers` may override the content type. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): AwsResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The body as a JSON object. An empty body is `{}`, as AWS's own REST-JSON clients send it. */
export function jsonObject(request: AwsRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', `The request body is not JSON: ${(cause as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
  return value as Record<string, unknown>;
}
