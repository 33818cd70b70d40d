import { parseTraceHeader } from '../../../aws/trace-header.ts';
import type { TraceLink } from '../../../aws/trace-link.ts';
import type { QueueMessage } from './contract.ts';

/** The traces of the senders of a batch's messages. */
export interface UpstreamTraces {
  /** Samples the consumer's own trace where a message was sent in a sampled one. It names no trace: that is a new one. */
  readonly traceHeader?: string;
  readonly links: readonly TraceLink[];
}

/**
 * A consumer has a separate trace, with a link to the trace of each sender.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-tracelinking.html
 */
export function upstreamTraces(messages: readonly QueueMessage[], receivedMs: number): UpstreamTraces {
  const links = new Map<string, TraceLink>();
  let isSampled = false;
  for (const { Attributes } of messages) {
    const { root, parent, sampled } = parseTraceHeader(Attributes?.AWSTraceHeader);
    if (root === undefined || parent === undefined || sampled === false) continue;
    isSampled ||= sampled === true;
    const seconds = Math.floor(receivedMs) / 1000;
    links.set(`${root} ${parent}`, {
      trace_id: root,
      id: parent,
      attributes: {
        'aws.xray.reserved.reference_type': 'parent',
        'aws.xray.reserved.received_event_end_time': seconds,
        'aws.xray.reserved.dwell_end_time': seconds,
      },
    });
  }
  return { ...(isSampled && { traceHeader: 'Sampled=1' }), links: [...links.values()] };
}
