import type { Entity } from '../../../../aws/segment-document.ts';
import { type Span, STATUS_CODE } from '../span.ts';
import type { AttributeReader } from './attribute-reader.ts';

/**
 * The HTTP status decides if there is one from 400 to 599: 4xx is an error, 429 a throttle too, 5xx a fault. Otherwise a span with the status
 * ERROR is a fault, also one of a handler that threw, which Lambda's own segments call an error.
 */
export function outcomeOf(span: Span, attributes: AttributeReader): Pick<Entity, 'error' | 'fault' | 'throttle'> {
  const httpStatus = attributes.number('http.status_code', 'http.response.status_code') ?? 0;
  if (httpStatus === 429) return { error: true, throttle: true };
  if (httpStatus >= 400 && httpStatus <= 499) return { error: true };
  if (httpStatus >= 500 && httpStatus <= 599) return { fault: true };
  return span.status.code === STATUS_CODE.error ? { fault: true } : {};
}
