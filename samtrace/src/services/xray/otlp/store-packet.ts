import { runAtOnce } from '../../../base/slices.ts';
import type { UnprocessedSegment } from '../shapes.ts';
import { OtlpError } from './decode/otlp-error.ts';
import { decodePacket } from './decode/packet.ts';
import { type PutDocument, refusalText, storeSpans } from './store-spans.ts';

/**
 * Stores the spans of a packet. Spans of a request that was not chosen for tracing (`T1U`) are for Transaction Search alone:
 * X-Ray stores none of them.
 */
export function storePacket(
  document: string,
  put: PutDocument,
  takesUnsampled: () => boolean,
): UnprocessedSegment | undefined {
  try {
    const { spans, sampled } = decodePacket(document);
    if (!sampled && !takesUnsampled()) return undefined;
    const refusals = runAtOnce(storeSpans(spans, put));
    return refusals.length === 0
      ? undefined
      : { ErrorCode: 'InvalidSegment', Message: refusalText(refusals, spans.length) };
  } catch (error) {
    if (!(error instanceof OtlpError)) throw error;
    return { ErrorCode: 'ParseError', Message: `Invalid spans. ErrorCode: ParseError, Cause: ${error.message}` };
  }
}
