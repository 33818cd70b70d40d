import type { ApiRequest } from '../exchange.ts';

/** They are about one connection, and never reach a function. */
const HOP_BY_HOP = new Set(
  'connection expect keep-alive proxy-connection te trailer transfer-encoding upgrade x-forwarded-port x-forwarded-proto'.split(
    ' ',
  ),
);

/** A request's headers as payload format 2.0 has them: names in lower case and sorted, values of one name joined. */
export function httpHeaders(request: ApiRequest, traceHeader: string): Record<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key)) continue;
    const before = found.get(key);
    found.set(key, before === undefined ? value : `${before}${key === 'cookie' ? '; ' : ','}${value}`);
  }
  const forwarded = found.get('x-forwarded-for');
  found.set('content-length', String(request.body.length));
  found.set('x-amzn-trace-id', traceHeader);
  found.set('x-forwarded-for', forwarded === undefined ? request.sourceIp : `${forwarded}, ${request.sourceIp}`);
  found.set('x-forwarded-port', String(request.port));
  found.set('x-forwarded-proto', 'http');
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Each cookie of every Cookie header, as `name=value`. */
export function cookiesOf(request: ApiRequest): string[] {
  return request.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}
