import type { SegmentDocument } from '../../../aws/segment-document.ts';
import type { Steps } from '../../../base/slices.ts';
import type { UnprocessedSegment } from '../shapes.ts';
import { refusalOf } from './check-span.ts';
import type { ResourceSpan } from './span.ts';
import { documentsOf } from './translate/documents.ts';

/** Stores a document. Returns the reason for a rejection, or undefined. */
export type PutDocument = (document: SegmentDocument) => UnprocessedSegment | undefined;

/** Stores spans as segment documents, one in a step. Returns one text for each span that was refused. */
export function* storeSpans(spans: readonly ResourceSpan[], put: PutDocument): Steps<string[]> {
  const refusals: string[] = [];
  for (const received of spans) {
    const refusal = refusalOf(received.span) ?? putAll(documentsOf(received), put);
    if (refusal !== undefined) refusals.push(refusal);
    yield;
  }
  return refusals;
}

function putAll(documents: readonly SegmentDocument[], put: PutDocument): string | undefined {
  for (const document of documents) {
    const refused = put(document);
    if (refused !== undefined) return refused.Message;
  }
  return undefined;
}

/** The first reason, and how many spans were refused. */
export function refusalText(refusals: readonly string[], spanCount: number): string {
  const [first = ''] = refusals;
  return spanCount === 1 ? first : `${refusals.length} of ${spanCount} spans were refused. The first one: ${first}`;
}
