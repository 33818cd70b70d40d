import { createHash } from 'node:crypto';
import type { Publication, Topic } from './contract.ts';
import { invalidParameter } from './errors.ts';

/** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
const DEDUPLICATION_MS = 5 * 60_000;

export function isFifo({ attributes }: Topic): boolean {
  return attributes.get('FifoTopic') === 'true';
}

/** Checks a message for a FIFO topic, and returns its deduplication ID. */
export function deduplicationId(topic: Topic, publication: Publication): string {
  if (publication.messageGroupId === undefined) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  }
  if (publication.messageDeduplicationId !== undefined) return publication.messageDeduplicationId;
  if (topic.attributes.get('ContentBasedDeduplication') === 'true') {
    return createHash('sha256').update(publication.message).digest('hex');
  }
  throw invalidParameter(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

/** The message with the ID, if it was published within the last five minutes. */
export function recentMessage({ recent }: Topic, id: string, nowMs: number) {
  for (const [each, { atMs }] of recent) {
    // The oldest are first.
    if (nowMs - atMs <= DEDUPLICATION_MS) break;
    recent.delete(each);
  }
  return recent.get(id);
}
