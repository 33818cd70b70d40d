import { createHash } from 'node:crypto';
import type { NewMessage, QueueRecord } from './message.ts';

/** Content-based deduplication uses the hash of the body, which ReceiveMessage returns. */
export function deduplicationIdOf({ body, deduplicationId }: NewMessage): string {
  return deduplicationId ?? createHash('sha256').update(body).digest('hex');
}

/** Messages with equal keys are duplicates: in the whole queue, or in one message group if the queue says so. */
export function deduplicationKey({ attributes }: QueueRecord, { groupId }: NewMessage, id: string): string {
  return attributes.DeduplicationScope === 'messageGroup' ? `${groupId}\n${id}` : id;
}
