import { AwsError } from '../../../aws/error.ts';
import type { QueueMapping } from './contract.ts';
import { compileMessageFilter } from './message-filter.ts';

const MAX_WINDOW_SECONDS = 300;
const MAX_FIFO_BATCH = 10;
const MAX_BATCH = 10_000;

/** Refuses what CreateEventSourceMapping refuses. */
export function checkMapping(mapping: QueueMapping, functionTimeoutSeconds: number, visibilityTimeoutSeconds: number) {
  const { batchSize, batchingWindowSeconds, queueArn } = mapping;
  const isFifo = queueArn.endsWith('.fifo');
  const largest = isFifo ? MAX_FIFO_BATCH : MAX_BATCH;
  if (batchSize < 1 || batchSize > largest) throw invalid(`Batch size must be from 1 to ${largest}.`);
  if (batchingWindowSeconds < 0 || batchingWindowSeconds > MAX_WINDOW_SECONDS) {
    throw invalid(`Maximum batch window in seconds must be from 0 to ${MAX_WINDOW_SECONDS}.`);
  }
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

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
