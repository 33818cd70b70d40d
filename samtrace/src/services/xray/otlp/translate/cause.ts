import type { Cause, ExceptionData } from '../../../../aws/segment-document.ts';
import { SPAN_KIND, type Span, type SpanEvent, STATUS_CODE } from '../span.ts';
import { AttributeReader } from './attribute-reader.ts';
import { stackFrames } from './stack.ts';
import { derivedId } from './trace-ids.ts';

/** The event of AWS's distribution for an answer of an AWS service that failed. */
const FAILED_REQUEST = 'HTTP request failure';

/** The exceptions of a span: its events, else the message of its status. They may exist on a span that did not fail. */
export function causeOf(span: Span, attributes: AttributeReader, language: string | undefined): Cause | undefined {
  const exceptions = span.events.flatMap((event, index) => {
    const id = derivedId(span.spanId, 'exception', index);
    if (event.name === 'exception') return [{ id, ...thrown(event, span.kind, language) }];
    if (event.name === FAILED_REQUEST && attributes.text('rpc.system') === 'aws-api')
      return [{ id, ...refused(event) }];
    return [];
  });
  if (exceptions.length > 0) return { exceptions };
  const message = span.status.message || (attributes.text('http.status_text') ?? '');
  if (span.status.code !== STATUS_CODE.error || message === '') return undefined;
  return { exceptions: [{ id: derivedId(span.spanId, 'status'), message, remote: isRemote(span.kind) }] };
}

function thrown(event: SpanEvent, kind: number, language: string | undefined): ExceptionData {
  const attributes = new AttributeReader(event.attributes);
  const type = attributes.text('exception.type');
  const message = attributes.text('exception.message');
  const stack = stackFrames(attributes.text('exception.stacktrace') ?? '', language);
  return {
    ...(type !== undefined && { type }),
    ...(message !== undefined && { message }),
    remote: isRemote(kind),
    ...(stack.length > 0 && { stack }),
  };
}

/** The message is `<status>@<epoch seconds>@<text>`. */
function refused(event: SpanEvent): ExceptionData {
  const attributes = new AttributeReader(event.attributes);
  const status = attributes.number('http.response.status_code', 'http.status_code') ?? 0;
  const time = `${event.timeNs / 1_000_000_000n}.${String((event.timeNs / 1000n) % 1_000_000n).padStart(6, '0')}`;
  const text = attributes.text('aws.http.error_message') ?? '';
  return { type: 'aws.http.error.event', message: `${status}@${time}@${text}`, remote: true };
}

function isRemote(kind: number): boolean {
  return kind === SPAN_KIND.client || kind === SPAN_KIND.producer;
}
