import type { InvokeResult } from '../contract.ts';
import { failedMessages } from './batch-result.ts';
import type { StreamMapping } from './stream-mapping.ts';
import type { TableRecord } from './table-streams.ts';

/**
 * The records that have to be processed again: with reported failures, from the first failed record on; else all of a failed
 * batch. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function unprocessed(
  result: Pick<InvokeResult, 'functionError' | 'payload'>,
  batch: readonly TableRecord[],
  { reportsItemFailures }: Pick<StreamMapping, 'reportsItemFailures'>,
): readonly TableRecord[] {
  const ids = batch.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failed = failedMessages(result, ids, reportsItemFailures);
  if (failed === undefined) return batch;
  const first = ids.findIndex((id) => failed.includes(id));
  return first === -1 ? [] : batch.slice(first);
}

/** The two halves of a batch; one part if it has one record. */
export function halves(batch: readonly TableRecord[]): (readonly TableRecord[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)].filter((half) => half.length > 0);
}
