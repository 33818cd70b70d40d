import { isJsonObject } from '../../../aws/json.ts';
import type { ApiResponse } from '../exchange.ts';
import { NOT_JSON, parsedAnswer, scalarText, statusOf } from '../lambda-answer.ts';

interface ResponseRules {
  /** 1.0 needs an answer with a status. 2.0 creates an answer from any JSON. */
  readonly payloadFormat: '1.0' | '2.0';
  /** The content type of an answer that has none. */
  readonly defaultContentType: string;
}

/**
 * The client's answer from what a function has returned, or the reason why it is malformed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 */
export function httpResponse(payload: Buffer, rules: ResponseRules): ApiResponse | string {
  const text = payload.toString('utf8');
  const parsed = parsedAnswer(payload);
  if (parsed === undefined) return NOT_JSON;
  const answer = parsed.value;
  if (isJsonObject(answer) && answer.statusCode !== undefined) return explicitAnswer(answer, rules);
  if (rules.payloadFormat === '1.0')
    return 'With payload format 1.0, the function must return an object with statusCode.';
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    // A string is the body itself, without its quotes.
    body: Buffer.from(typeof answer === 'string' ? answer : text),
  };
}

function explicitAnswer(answer: Record<string, unknown>, rules: ResponseRules): ApiResponse | string {
  const status = statusOf(answer.statusCode);
  if (status === undefined) return `statusCode must be an HTTP status, not ${JSON.stringify(answer.statusCode)}.`;
  const text = answer.body === undefined || answer.body === null ? '' : scalarText(answer.body);
  if (text === undefined) return 'body must be a string: JSON.stringify() makes one of an object.';
  const headers = headersOf(answer, rules);
  if (typeof headers === 'string') return headers;
  return { status, headers, body: Buffer.from(text, answer.isBase64Encoded === true ? 'base64' : 'utf8') };
}

function headersOf(answer: Record<string, unknown>, rules: ResponseRules): [string, string][] | string {
  const headers: [string, string][] = [];
  if (rules.payloadFormat === '1.0') {
    for (const [name, values] of fieldsOf(answer.multiValueHeaders)) {
      const texts = Array.isArray(values) ? values.map(scalarText) : [undefined];
      if (!texts.every((text) => text !== undefined)) return `multiValueHeaders.${name} must be a list of strings.`;
      headers.push(...texts.map((text): [string, string] => [name, text]));
    }
  }
  for (const [name, value] of fieldsOf(answer.headers)) {
    const text = scalarText(value);
    if (text === undefined) return `headers.${name} must be a string.`;
    if (!CONNECTION.has(name.toLowerCase())) headers.push([name, text]);
  }
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.push(['Content-Type', rules.defaultContentType]);
  }
  if (rules.payloadFormat === '1.0') return headers;
  const cookies = Array.isArray(answer.cookies) ? answer.cookies.map(scalarText) : [];
  if (!cookies.every((cookie) => cookie !== undefined)) return 'cookies must be a list of strings.';
  return [...headers, ...cookies.map((cookie): [string, string] => ['Set-Cookie', cookie])];
}

/** The gateway's own connection to the client decides these. */
const CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

function fieldsOf(value: unknown): [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
