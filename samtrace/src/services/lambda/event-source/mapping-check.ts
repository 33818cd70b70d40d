import { AwsError } from '../../../aws/error.ts';
import type { QueueMapping, StreamMapping } from './contract.ts';
import { compileMessageFilter, compileRecordFilter } from './message-filter.ts';

const MAX_WINDOW_SECONDS = 300;
const MAX_FIFO_BATCH = 10;
const MAX_BATCH = 10_000;

/** Refuses what CreateEventSourceMapping refuses for a queue. */
export function checkMapping(mapping: QueueMapping, functionTimeoutSeconds: number, visibilityTimeoutSeconds: number) {
  const { batchSize, batchingWindowSeconds, queueArn } = mapping;
  const isFifo = queueArn.endsWith('.fifo');
  checkSizes(mapping, isFifo ? MAX_FIFO_BATCH : MAX_BATCH);
  if (batchingWindowSeconds > 0 && isFifo) {
    throw invalid('Batching window is not supported for FIFO queues.');
  }
  if (batchSize > 10 && batchingWindowSeconds === 0) {
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  }
  if (functionTimeoutSeconds > visibilityTimeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${visibilityTimeoutSeconds} seconds is less than Function timeout: ${functionTimeoutSeconds} seconds`,
    );
  }
  compileMessageFilter(mapping.filterPatterns);
}

/** The same for the stream of a table. */
export function checkStreamMapping(mapping: StreamMapping, isThere: boolean) {
  if (!isThere) throw invalid(`Stream not found: ${mapping.streamArn}`);
  checkSizes(mapping, MAX_BATCH);
  compileRecordFilter(mapping.filterPatterns);
}

function checkSizes(
  { batchSize, batchingWindowSeconds }: Pick<QueueMapping, 'batchSize' | 'batchingWindowSeconds'>,
  largest: number,
): void {
  if (batchSize < 1 || batchSize > largest) throw invalid(`Batch size must be from 1 to ${largest}.`);
  if (batchingWindowSeconds < 0 || batchingWindowSeconds > MAX_WINDOW_SECONDS) {
    throw invalid(`Maximum batch window in seconds must be from 0 to ${MAX_WINDOW_SECONDS}.`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
