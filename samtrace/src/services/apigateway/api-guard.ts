import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request to an API is refused before anything is read of it; undefined lets it pass.
 *
 * Web applications of other origins may call an API, and its CORS rules define which of them may read the
 * answers. But CORS does not keep a request away: every site that a browser has open could make a function run here, with
 * the rights and secrets of its process. So a browser may call from an origin on this machine, from the address bar, or
 * by following a link, as after a sign-in at an identity provider. Other programs send none of these headers and pass.
 * A foreign Host is a name that was made to point here (DNS rebinding): to the browser, it is the API's own origin.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function apiRefusalOf({
  method,
  headers,
}: {
  method: string;
  headers: IncomingHttpHeaders;
}): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || !isLocal(host)) {
    return `Host ${host ?? '(none)'} is refused: this API runs on one machine, at 127.0.0.1 or localhost.`;
  }
  if (origin !== undefined) {
    if (isLocalOrigin(origin)) return undefined;
    return `Origin ${origin} is refused: in a browser, only applications on this machine may call this API.`;
  }
  // Without an Origin: an image, a script or a link. The page that holds it may be one of this machine.
  if (headers['sec-fetch-site'] !== 'cross-site' || isLocalOrigin(originOf(headers.referer))) return undefined;
  const isLink =
    ['GET', 'HEAD'].includes(method) &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document';
  if (isLink) return undefined;
  return 'A request that another site has put into its page (Sec-Fetch-Site: cross-site) is refused.';
}

function originOf(referer: string | undefined): string {
  return /^https?:\/\/[^/]+/.exec(referer ?? '')?.[0] ?? '';
}

function isLocalOrigin(origin: string): boolean {
  const [, host] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
  return host !== undefined && isLocal(host);
}

/** Names below `localhost` are loopback by RFC 6761 in every browser. */
function isLocal(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost');
}
