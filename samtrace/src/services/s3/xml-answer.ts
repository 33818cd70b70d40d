import { AwsError } from '../../aws/error.ts';
import type { AwsResponse } from '../../aws/http.ts';
import { readXml, type XmlElement } from '../../aws/read-xml.ts';
import { element } from '../../aws/xml.ts';
import { malformedXml } from './tags.ts';

export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An answer with an XML document; `content` is XML. */
export function xmlAnswer(root: string, content: string, headers: Record<string, string> = {}): AwsResponse {
  const document = element(root, content, { xmlns: NAMESPACE });
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}

/** Elements with a text each; one whose value is undefined is left out. */
export function texts(members: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => element(name, { text: String(value) })).join('');
}

/** The requested encoding of keys in the answer. Throws InvalidArgument for an unknown encoding. */
export function keyEncoding(query: URLSearchParams): { encode: (key: string) => string; encodingType?: string } {
  const encodingType = query.get('encoding-type');
  if (encodingType === null) return { encode: (key) => key };
  if (encodingType === 'url') return { encode: urlEncoded, encodingType };
  throw new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request', {
    members: { ArgumentName: 'encoding-type', ArgumentValue: encodingType },
  });
}

/** Throws MalformedXML. */
export function requestXml(body: Buffer): XmlElement {
  try {
    return readXml(body.toString('utf8'));
  } catch {
    throw malformedXml();
  }
}

/** S3 has whole seconds, and writes milliseconds nevertheless. */
export function isoTime(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString();
}

/** As S3 does: a slash stays, and a space is a plus. */
function urlEncoded(key: string): string {
  const encoded = encodeURIComponent(key).replace(
    /[!'()]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replaceAll('%2F', '/').replaceAll('%20', '+');
}
