import type { QualifiedFunction } from '../../../aws/arn.ts';

/** An event source mapping whose source is a queue. */
export interface QueueMapping extends QualifiedFunction {
  readonly uuid: string;
  readonly queueArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** JSON texts; a message that matches none of them is deleted. Without any, all pass. */
  readonly filterPatterns: readonly string[];
  /** The function answers which messages it could not process. */
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency?: number;
}
