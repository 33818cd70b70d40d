import type { Readable } from 'node:stream';
import { AwsError } from './error.ts';
import { isJsonObject } from './json.ts';

/** The caller: a function with the permissions of its role, or a developer, who may do everything. */
export type Caller = { kind: 'developer' } | { kind: 'function'; functionName: string };

/** An HTTP request to an AWS API, with its complete body. */
export interface AwsRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly caller: Caller;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** More of the body, sent as it arrives. The length of the body is unknown then. */
  readonly rest?: Readable;
}

/** A permission that a call needs. */
export interface Permission {
  /** The IAM action, for example `xray:BatchGetTraces`. */
  readonly action: string;
  /** The ARNs of the resources; `*` for an action without resource types. IAM has to allow all of them. If empty, no permission is needed. */
  readonly resources: readonly string[];
}

/** A call of an AWS API: the permissions that it needs, and what it does. */
export interface Operation extends Permission {
  /** Further permissions. For example, CopyObject also reads its source. */
  readonly alsoNeeds?: readonly Permission[];
  /** The values of the service's own condition keys, such as `s3:prefix`. Any other key is absent. */
  readonly conditionKeys?: Readonly<Record<string, string>>;
  run(): AwsResponse | Promise<AwsResponse>;
}

/** The API of an AWS service, for the gateway. */
export interface AwsService {
  /** The name of the service in the SigV4 credential scope, for example `xray`. */
  readonly signingName: string;
  /** The IAM names of all actions that {@link operation} can return. */
  readonly actions: readonly string[];
  /** The operation that the request asks for. Throws an {@link AwsError} with the name of the call if it is not supported. */
  operation(request: AwsRequest): Operation;
  /** The error in the protocol of the service. */
  renderError(error: AwsError, request: AwsRequest): AwsResponse;
}

/** An answer with a JSON body. `headers` can replace the content type. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): AwsResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The body as a JSON object. An empty body counts as `{}`, because AWS's REST-JSON clients send it so. */
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
