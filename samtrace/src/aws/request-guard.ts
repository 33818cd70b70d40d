import type { IncomingHttpHeaders } from 'node:http';

/** The part of a request that the guards look at. */
interface GuardedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * Returns why a request is refused, or undefined if it may pass. It is called before the body is read.
 *
 * All ports listen on loopback only, but every website that is open in a browser can reach loopback: through a name that
 * it points to 127.0.0.1 (DNS rebinding: a foreign Host), or through requests from its pages (a foreign Origin or
 * Sec-Fetch-Site). A signature protects nothing, because every key is known.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 *
 * A click that opens an address below `secretPath` is accepted from any page.
 */
export function refusalOf(request: GuardedRequest, secretPath?: string): string | undefined {
  const { headers } = request;
  const { host, origin } = headers;
  if (host === undefined || !isLoopback(host)) {
    return `Host ${host ?? '(none)'} is refused: this is a stack on one machine, at 127.0.0.1 or localhost.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Origin ${origin} is refused: only the stack's own page may call it from a browser.`;
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opens(request, secretPath)) {
    return `A request from another site (Sec-Fetch-Site: ${site}) is refused. To open the page, type or paste its address.`;
  }
  return undefined;
}

/**
 * Returns why a request is refused by a port that only programs use (the Runtime API, the X-Ray daemon). No web page may
 * call such a port, so a header that only browsers send is rejected with any value. Sec-Fetch-Mode is not one of them:
 * Node's fetch sends it, too.
 */
export function browserRefusalOf(request: GuardedRequest): string | undefined {
  const header = ['origin', 'sec-fetch-site'].find((name) => request.headers[name] !== undefined);
  if (header !== undefined) return `A request with the header ${header} is refused: web pages may not call this port.`;
  return refusalOf(request);
}

/**
 * Whether a request opens an address below the path in a tab. A query is not allowed, because it could make the request a
 * signed call of an AWS API.
 */
function opens({ headers, method, url = '' }: GuardedRequest, path: string | undefined): boolean {
  const isClick =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isClick && path !== undefined && url.startsWith(path) && !url.includes('?');
}

/** Names below `localhost` are loopback by RFC 6761 in every browser. S3 clients put the bucket's name there. */
function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost');
}
