import type { XRay } from '../service.ts';
import { type Input, invalidRequest, list } from './input.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html */
const DOCUMENT_LIMIT = 50;

/** Answers 200 even when every document is refused; what was refused is listed. */
export function putTraceSegments(input: Input, xray: XRay) {
  const documents = list(input, 'TraceSegmentDocuments', Number.POSITIVE_INFINITY);
  if (documents.length > DOCUMENT_LIMIT) throw invalidRequest(`Exceeding maximum segment count: ${DOCUMENT_LIMIT}`);
  const texts = documents.map((document) => {
    if (typeof document !== 'string') throw invalidRequest('TraceSegmentDocuments must be a list of strings.');
    return document;
  });
  return { UnprocessedTraceSegments: texts.map((text) => xray.put(text)).filter((refused) => refused !== undefined) };
}
