import { isIP } from 'node:net';
import type { HttpData } from '../../../../aws/segment-document.ts';
import { SPAN_KIND } from '../span.ts';
import type { AttributeReader } from './attribute-reader.ts';

/** A span with one of these attributes is about HTTP. */
const HTTP_KEYS = [
  'http.method',
  'http.request.method',
  'http.url',
  'url.full',
  'url.scheme',
  'url.path',
  'url.query',
  'http.scheme',
  'http.target',
  'http.host',
  'http.status_code',
  'http.response.status_code',
  'http.user_agent',
  'user_agent.original',
  'http.client_ip',
  'client.address',
];
/** Used for the URL and the address of the client, if the span is about HTTP. */
const ADDRESS_KEYS = [
  'net.peer.name',
  'net.peer.port',
  'net.peer.ip',
  'http.server_name',
  'net.host.name',
  'net.host.port',
  'host.name',
  'server.address',
  'server.port',
  'network.peer.address',
];

/** The `http` block, from the attributes of today's conventions and of those before 2023. */
export function httpOf(kind: number, attributes: AttributeReader): HttpData | undefined {
  if (!attributes.hasAny(HTTP_KEYS)) return undefined;
  const isRequest = attributes.hasAny(['http.client_ip', 'client.address']);
  const method = attributes.text('http.request.method', 'http.method');
  const url = urlOf(kind, attributes);
  const userAgent = attributes.text('user_agent.original', 'http.user_agent');
  const clientIp = clientAddress(attributes);
  const status = attributes.number('http.response.status_code', 'http.status_code');
  const isForwarded = isRequest && attributes.text('network.peer.address') === undefined;
  attributes.take([...HTTP_KEYS, ...ADDRESS_KEYS]);
  const request = {
    ...(url !== undefined && { url }),
    ...(method !== undefined && { method }),
    ...(userAgent !== undefined && { user_agent: userAgent }),
    ...(clientIp !== undefined && { client_ip: clientIp }),
    ...(clientIp !== undefined && isForwarded && { x_forwarded_for: true }),
  };
  return {
    ...(Object.keys(request).length > 0 && { request }),
    ...(status !== undefined && { response: { status } }),
  };
}

/** The complete URL, or one of its parts. */
function urlOf(kind: number, attributes: AttributeReader): string | undefined {
  const complete = attributes.text('url.full', 'http.url');
  if (complete !== undefined) return complete;
  const path = pathOf(attributes);
  const host = hostOf(kind, attributes);
  if (host === undefined || path === undefined) return path;
  const scheme = attributes.text('url.scheme', 'http.scheme') ?? 'http';
  const port = attributes.number('server.port', 'net.peer.port', 'net.host.port');
  const isDefault = port === undefined || port === (scheme === 'https' ? 443 : 80) || host.includes(':');
  return `${scheme}://${host}${isDefault ? '' : `:${port}`}${path}`;
}

function hostOf(kind: number, attributes: AttributeReader): string | undefined {
  const ofServer = ['server.address', 'http.host', 'http.server_name', 'net.host.name', 'host.name'];
  const ofClient = ['server.address', 'http.host', 'net.peer.name', 'net.peer.ip'];
  return attributes.text(...(kind === SPAN_KIND.server ? ofServer : ofClient));
}

function pathOf(attributes: AttributeReader): string | undefined {
  const target = attributes.text('http.target');
  if (target !== undefined) return target;
  const path = attributes.text('url.path');
  const query = attributes.text('url.query');
  if (path === undefined && query === undefined) return undefined;
  return `${path ?? '/'}${query === undefined ? '' : `?${query}`}`;
}

function clientAddress(attributes: AttributeReader): string | undefined {
  const old = attributes.text('http.client_ip', 'net.peer.ip');
  if (old !== undefined) return old;
  return [attributes.text('client.address'), attributes.text('network.peer.address')].find(
    (address) => address !== undefined && isIP(address) !== 0,
  );
}
