import type { CorsRules } from '../contract.ts';
import { type ApiRequest, type ApiResponse, headerOf } from '../exchange.ts';

/**
 * The CORS of HTTP APIs and of function URLs: the gateway answers preflights itself, and its headers replace those of
 * the function. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflightResponse(request: ApiRequest, rules: CorsRules): ApiResponse | undefined {
  const isPreflight = ['origin', 'access-control-request-method'].every(
    (name) => headerOf(request, name) !== undefined,
  );
  if (request.method !== 'OPTIONS' || !isPreflight) return undefined;
  return { status: 204, headers: allowed(request, rules, preflightHeaders(rules)), body: Buffer.alloc(0) };
}

/** A function's answer with the CORS headers of the API instead of its own. */
export function withCors(response: ApiResponse, request: ApiRequest, rules: CorsRules | undefined): ApiResponse {
  if (rules === undefined) return response;
  const own = response.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  const exposed: [string, string][] =
    rules.exposeHeaders.length > 0 ? [['access-control-expose-headers', rules.exposeHeaders.join(',')]] : [];
  return { ...response, headers: [...own, ...allowed(request, rules, exposed)] };
}

function preflightHeaders(rules: CorsRules): [string, string][] {
  return [
    ...list('access-control-allow-methods', rules.allowMethods),
    ...list('access-control-allow-headers', rules.allowHeaders),
    ...(rules.maxAgeSeconds === undefined
      ? []
      : ([['access-control-max-age', String(rules.maxAgeSeconds)]] as [string, string][])),
  ];
}

/** Nothing for a request without an Origin, or with one that is not allowed. */
function allowed(request: ApiRequest, rules: CorsRules, more: readonly [string, string][]): [string, string][] {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return [];
  const rule = rules.allowOrigins.find((each) => matches(each, origin));
  if (rule === undefined) return [];
  return [
    ['access-control-allow-origin', rule === '*' ? '*' : origin],
    ...(rules.allowCredentials ? ([['access-control-allow-credentials', 'true']] as [string, string][]) : []),
    ...more,
  ];
}

/** `*`, `https://*`, `http://*`, or one origin. */
function matches(rule: string, origin: string): boolean {
  if (rule === '*') return true;
  return rule.endsWith('://*') ? origin.startsWith(rule.slice(0, -1)) : rule.toLowerCase() === origin.toLowerCase();
}

function list(name: string, values: readonly string[]): [string, string][] {
  return values.length === 0 ? [] : [[name, values.join(',')]];
}
