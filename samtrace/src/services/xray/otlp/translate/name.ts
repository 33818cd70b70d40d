import { SPAN_KIND } from '../span.ts';
import type { AttributeReader } from './attribute-reader.ts';

/** The data for the name of a document. */
export interface NameSource {
  readonly kind: number;
  readonly spanName: string;
  readonly attributes: AttributeReader;
  readonly resource: AttributeReader;
}

const LOCAL_ROOT = 'LOCAL_ROOT';
const MAX_LENGTH = 200;
const REFUSED_CHARACTERS = /[^\p{L}\p{N}\p{Z}_.:/%&#=+\-@]/gu;

/** The candidates of the name in AWS's order. The first one that exists is the name. */
const CANDIDATES: readonly ((source: NameSource) => string | undefined)[] = [
  ({ kind, attributes }) => (isServed(kind, attributes) ? attributes.text('aws.local.service') : undefined),
  ({ kind, attributes }) => (isOutgoing(kind) ? remoteService(attributes) : undefined),
  ({ attributes }) => attributes.text('peer.service'),
  ({ attributes }) => attributes.text('aws.service'),
  ({ attributes }) => databaseName(attributes),
  ({ kind, resource }) => (kind === SPAN_KIND.server ? resource.text('service.name') : undefined),
  ({ attributes }) => attributes.text('rpc.service'),
  ({ attributes }) => attributes.text('http.host'),
  ({ attributes }) => attributes.text('net.peer.name'),
  // Today's names of the conventions, which AWS's exporter does not read for this.
  ({ attributes }) => attributes.text('server.address'),
  ({ spanName }) => spanName,
];

/**
 * The name of the document, cleaned of the characters that X-Ray refuses. AWS's exporter cleans only the name of the span;
 * X-Ray would then lose a span whose service has another character.
 */
export function nameOf(source: NameSource): string {
  for (const candidate of CANDIDATES) {
    const name = candidate(source)?.replace(REFUSED_CHARACTERS, '').slice(0, MAX_LENGTH);
    if (name !== undefined && name !== '') return name;
  }
  return 'span';
}

/** Whether the span is the first of its service in the trace, as AWS's distribution marks it. */
export function isLocalRoot(attributes: AttributeReader): boolean {
  return attributes.text('aws.span.kind') === LOCAL_ROOT;
}

/** Whether the span calls another service, or receives a message from it. */
export function isOutgoing(kind: number): boolean {
  return kind === SPAN_KIND.client || kind === SPAN_KIND.producer || kind === SPAN_KIND.consumer;
}

export function isAwsCall(attributes: AttributeReader): boolean {
  return attributes.text('rpc.system') === 'aws-api' || attributes.text('aws.service') !== undefined;
}

/** `AWS::S3` and `AWS.SDK.S3` become `S3` for a call of an AWS client. */
function remoteService(attributes: AttributeReader): string | undefined {
  const name = attributes.text('aws.remote.service');
  return isAwsCall(attributes) ? name?.replace(/^(AWS\.SDK\.|AWS::)/, '') : name;
}

function isServed(kind: number, attributes: AttributeReader): boolean {
  return kind === SPAN_KIND.server || (kind === SPAN_KIND.internal && isLocalRoot(attributes));
}

/** `db`, or `db@host` where the connection string is a URL. */
function databaseName(attributes: AttributeReader): string | undefined {
  const name = attributes.text('db.name', 'db.namespace');
  if (name === undefined) return undefined;
  const connection = attributes.text('db.connection_string')?.replace(/^jdbc:/, '') ?? '';
  const host = URL.canParse(connection) ? new URL(connection).hostname : '';
  return host === '' ? name : `${name}@${host}`;
}
