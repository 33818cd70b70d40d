import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request is refused before anything is read of it; undefined lets it pass. The stack listens on loopback only,
 * but every site that a browser has open can reach loopback: by a name that it makes point here (DNS rebinding: a
 * foreign Host), or by a request from its own pages (a foreign Origin or Sec-Fetch-Site). The signature is no shield,
 * since every key here is known.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusalOf(request: { readonly headers: IncomingHttpHeaders }): string | undefined {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(host)) {
    return `Host ${host ?? '(none)'} is refused: this is a stack on one machine, at 127.0.0.1 or localhost.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Origin ${origin} is refused: only the stack's own page may call it from a browser.`;
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `A request from another site (Sec-Fetch-Site: ${site}) is refused. To open the page, type or paste its address.`;
  }
  return undefined;
}

/** Names below `localhost` are loopback by RFC 6761 in every browser; S3 clients put the bucket there. */
function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost');
}
