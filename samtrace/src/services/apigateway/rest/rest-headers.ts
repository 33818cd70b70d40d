import type { ApiRequest } from '../exchange.ts';

/** REST APIs write these names in this case, for any case of the client. */
const FIXED_CASE = ['Host', 'User-Agent', 'Authorization', 'X-Amzn-Trace-Id', 'X-Forwarded-For'];

/**
 * Headers of a request that never reach a function.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const REMOVED = new Set(
  (
    'connection content-length content-md5 expect keep-alive max-forwards proxy-authenticate proxy-connection server te ' +
    'trailer transfer-encoding upgrade www-authenticate x-forwarded-port x-forwarded-proto'
  ).split(' '),
);

interface HeaderRules {
  readonly traceHeader: string;
  /** Authorizers get the length of the body, functions do not. */
  readonly withLength?: boolean;
  /** IAM authorization removes the signature. */
  readonly withoutSignature?: boolean;
}

/** A request's headers in the event of a REST API: all values of each name, sorted by name. */
export function restHeaders(request: ApiRequest, rules: HeaderRules): Record<string, string[]> {
  const found = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    const isKept = key === 'content-length' && rules.withLength === true;
    if ((REMOVED.has(key) && !isKept) || key === 'x-amzn-trace-id') continue;
    if (key === 'authorization' && rules.withoutSignature === true) continue;
    const entry = found.get(key) ?? { name: FIXED_CASE.find((each) => each.toLowerCase() === key) ?? name, values: [] };
    entry.values.push(value);
    found.set(key, entry);
  }
  const set = (name: string, value: string) => found.set(name.toLowerCase(), { name, values: [value] });
  const forwarded = found.get('x-forwarded-for')?.values ?? [];
  set('X-Amzn-Trace-Id', rules.traceHeader);
  set('X-Forwarded-For', [...forwarded, request.sourceIp].join(', '));
  set('X-Forwarded-Port', String(request.port));
  set('X-Forwarded-Proto', 'http');
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([, { name, values }]) => [name, values]));
}

/** The last value of each name, which is what the single-value maps of an event hold. */
export function lastValues(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

/** Every value of every query parameter; undefined when there is none. */
export function queryValues(pairs: readonly (readonly [string, string])[]): Record<string, string[]> | undefined {
  if (pairs.length === 0) return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}
