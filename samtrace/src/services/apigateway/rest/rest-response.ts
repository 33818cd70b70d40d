import { isJsonObject } from '../../../aws/json.ts';
import { type ApiRequest, type ApiResponse, headerOf } from '../exchange.ts';
import { NOT_JSON, parsedAnswer, scalarText, statusOf } from '../lambda-answer.ts';
import { isBinary } from './binary-media-types.ts';

const KNOWN = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const RENAMED = new Set(
  'authorization connection content-md5 date max-forwards server user-agent www-authenticate'.split(' '),
);
const DROPPED = new Set(
  'content-length expect host proxy-authenticate te trailer transfer-encoding upgrade'.split(' '),
);

/**
 * The client's answer from what a function has returned, or the reason why it is malformed, for which API Gateway
 * answers 502. The rules are those that LocalStack's snapshot tests recorded on AWS.
 */
export function restResponse(
  payload: Buffer,
  request: Pick<ApiRequest, 'headers'>,
  binaryMediaTypes: readonly string[],
): ApiResponse | string {
  const parsed = parsedAnswer(payload);
  if (parsed === undefined) return NOT_JSON;
  const answer = parsed.value;
  if (!isJsonObject(answer)) return 'The function must return an object with statusCode, headers and body.';
  const unknown = Object.keys(answer).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) return `The function's answer has the key ${unknown}, which API Gateway does not support.`;
  const status = answer.statusCode === undefined ? 200 : statusOf(answer.statusCode);
  if (status === undefined) return `statusCode must be an HTTP status, not ${JSON.stringify(answer.statusCode)}.`;
  const headers = mergedHeaders(answer.headers, answer.multiValueHeaders);
  if (typeof headers === 'string') return headers;
  const text = answer.body === undefined || answer.body === null ? '' : scalarText(answer.body);
  if (text === undefined) return 'body must be a string: JSON.stringify() makes one of an object.';
  const decodes = isTrue(answer.isBase64Encoded) && isBinary(headerOf(request, 'accept'), binaryMediaTypes);
  return { status, headers, body: Buffer.from(text, decodes ? 'base64' : 'utf8') };
}

/** `multiValueHeaders` first, then `headers`; the name is written as `multiValueHeaders` writes it. */
function mergedHeaders(single: unknown, multiple: unknown): [string, string][] | string {
  const found = new Map<string, [string, string][]>();
  const add = (name: string, values: readonly string[]) => {
    const key = name.toLowerCase();
    if (DROPPED.has(key)) return;
    const [[written] = [RENAMED.has(key) ? `x-amzn-Remapped-${name}` : name]] = found.get(key) ?? [];
    found.set(key, [...(found.get(key) ?? []), ...values.map((value): [string, string] => [written, value])]);
  };
  if (!isAbsentOrFields(multiple)) return 'multiValueHeaders must be an object of lists.';
  for (const [name, values] of Object.entries(multiple ?? {})) {
    const texts = Array.isArray(values) ? values.map(scalarText) : [undefined];
    if (!texts.every((text) => text !== undefined)) return `multiValueHeaders.${name} must be a list of strings.`;
    add(name, texts);
  }
  if (!isAbsentOrFields(single)) return 'headers must be an object of strings.';
  for (const [name, value] of Object.entries(single ?? {})) {
    const text = scalarText(value);
    if (text === undefined) return `headers.${name} must be a string.`;
    add(name, [text]);
  }
  if (!found.has('content-type')) add('Content-Type', ['application/json']);
  return [...found.values()].flat();
}

function isAbsentOrFields(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isJsonObject(value);
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
