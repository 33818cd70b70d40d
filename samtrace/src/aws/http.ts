import { AwsError } from './error.ts';
import { isJsonObject } from './json.ts';

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

/** A question to IAM: may the caller do this to all of these? */
export interface Permission {
  /** The IAM action, for example `xray:BatchGetTraces`. */
  readonly action: string;
  /** The ARNs it touches; `*` for an action without resource types. All must be allowed. None: no permission is needed. */
  readonly resources: readonly string[];
}

/** One call of an AWS API: the permissions it needs, and the work itself. */
export interface Operation extends Permission {
  /** Further permissions, where one action is not enough: CopyObject also reads its source. */
  readonly alsoNeeds?: readonly Permission[];
  /** The values of the service's own condition keys, such as `s3:prefix`. A key that is not here is absent. */
  readonly conditionKeys?: Readonly<Record<string, string>>;
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
  if (!isJsonObject(value)) throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return value;
}
