import { createHash } from 'node:crypto';
import type { InvokeResult } from '../contract.ts';
import type { TableRecord } from './table-streams.ts';

/** A batch of a stream that Lambda no longer tries. */
export interface FailedBatch {
  readonly streamArn: string;
  readonly functionArn: string;
  readonly records: readonly TableRecord[];
  readonly condition: 'RecordAgeExceeded' | 'RetryAttemptsExhausted';
  readonly invokeCount: number;
  /** Absent if the function was not invoked. */
  readonly lastResult?: Pick<InvokeResult, 'requestId' | 'executedVersion' | 'functionError'>;
  readonly nowMs: number;
}

/**
 * The record for the on-failure destination. It names the records of the stream and does not contain them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failedBatchRecord({ records, lastResult, ...batch }: FailedBatch): string {
  const first = records.at(0)?.dynamodb;
  const last = records.at(-1)?.dynamodb;
  return JSON.stringify({
    requestContext: {
      requestId: lastResult?.requestId,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invokeCount,
    },
    ...(lastResult && {
      responseContext: {
        statusCode: 200,
        executedVersion: lastResult.executedVersion,
        functionError: lastResult.functionError ?? null,
      },
    }),
    version: '1.0',
    timestamp: new Date(batch.nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shardId(batch.streamArn),
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: isoSeconds(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: isoSeconds(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: batch.streamArn,
    },
  });
}

/** A stream has one shard here. */
function shardId(streamArn: string): string {
  return `shardId-00000001420070400000-${createHash('sha256').update(streamArn).digest('hex').slice(0, 8)}`;
}

function isoSeconds(epochSeconds: number | undefined): string | undefined {
  return epochSeconds === undefined ? undefined : `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`;
}
