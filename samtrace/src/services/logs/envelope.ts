import { gzipSync } from 'node:zlib';
import { eventId, type StoredEvent } from './event-order.ts';
import { sizeOf } from './log-store.ts';

/** The content of one delivery. All events are of one stream. */
export interface Batch {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** The name of a filter, or of an account policy. */
  readonly filterName: string;
  readonly isAccountLevel: boolean;
  readonly events: readonly StoredEvent[];
}

/** How much unpacked text goes into one envelope. AWS documents no number; a record of Lambda has 1 MB at most. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** The limit of an asynchronous invocation. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

export interface Envelope {
  readonly events: readonly StoredEvent[];
  readonly payload: Buffer;
}

/**
 * The batch in the format of Lambda's event, `{"awslogs": {"data": base64(gzip(JSON))}}`, in as many payloads as its size
 * requires. An event that is too large for any payload has its own payload, which the destination rejects.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
export function envelopes(batch: Batch): Envelope[] {
  return chunksOf(batch.events).flatMap((events) => encode({ ...batch, events }));
}

function encode(batch: Batch): Envelope[] {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: batch.owner,
    logGroup: batch.logGroup,
    logStream: batch.logStream,
    subscriptionFilters: [batch.filterName],
    logEvents: batch.events.map((event) => ({
      id: eventId(event),
      timestamp: event.timestamp,
      message: event.message,
    })),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters-AccountLevel.html
    ...(batch.isAccountLevel && { policyLevel: 'ACCOUNT_LEVEL_POLICY' }),
  };
  const data = gzipSync(JSON.stringify(message)).toString('base64');
  const payload = Buffer.from(JSON.stringify({ awslogs: { data } }));
  // Text that hardly compresses grows by a third in base64: then each half travels alone.
  if (payload.length <= MAX_PAYLOAD_BYTES || batch.events.length === 1) return [{ events: batch.events, payload }];
  const half = Math.ceil(batch.events.length / 2);
  return [batch.events.slice(0, half), batch.events.slice(half)].flatMap((events) => encode({ ...batch, events }));
}

function chunksOf(events: readonly StoredEvent[]): StoredEvent[][] {
  const chunks: StoredEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = sizeOf(event);
    if (size > room || chunks.length === 0) {
      chunks.push([]);
      room = MAX_BATCH_BYTES;
    }
    chunks.at(-1)?.push(event);
    room -= size;
  }
  return chunks;
}
