import type { QueueMapping } from './queue-mapping.ts';
import type { StreamMapping } from './stream-mapping.ts';

/** A mapping, and when it began. */
export type StartedMapping = (QueueMapping | StreamMapping) & { readonly startedMs: number };

export function sourceArnOf(mapping: QueueMapping | StreamMapping): string {
  return 'queueArn' in mapping ? mapping.queueArn : mapping.streamArn;
}
