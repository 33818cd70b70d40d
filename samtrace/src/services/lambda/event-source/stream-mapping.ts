import type { QualifiedFunction } from '../../../aws/arn.ts';

/** An event source mapping whose source is the stream of a table. */
export interface StreamMapping extends QualifiedFunction {
  readonly uuid: string;
  readonly streamArn: string;
  readonly startingPosition: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** JSON texts; a record that matches none of them is left out. Without any, all pass. */
  readonly filterPatterns: readonly string[];
  /** The function answers which record it could not process. */
  readonly reportsItemFailures: boolean;
  /** Halves a batch that failed. */
  readonly bisectsBatches: boolean;
  /** -1: until a record expires. */
  readonly maximumRetryAttempts: number;
  /** -1: a record never becomes too old. */
  readonly maximumRecordAgeSeconds: number;
  /** The queue or topic that gets a record of each batch that is given up. */
  readonly onFailureArn?: string;
}
