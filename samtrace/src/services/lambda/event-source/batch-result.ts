import type { InvokeResult } from '../contract.ts';

/**
 * The ids of the messages that a batch failed for; undefined for the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessages(
  { functionError, payload }: Pick<InvokeResult, 'functionError' | 'payload'>,
  messageIds: readonly string[],
  reportsItemFailures: boolean,
): readonly string[] | undefined {
  if (functionError !== undefined) return undefined;
  if (!reportsItemFailures) return [];
  const answer = parsed(payload);
  if (answer === undefined || answer === null) return [];
  if (typeof answer !== 'object') return undefined;
  if (Object.keys(answer).length === 0) return [];
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return undefined;
  const failed = batchItemFailures.map((item: unknown) =>
    typeof item === 'object' && item !== null ? (item as { itemIdentifier?: unknown }).itemIdentifier : undefined,
  );
  const areKnown = failed.every((id): id is string => typeof id === 'string' && messageIds.includes(id));
  return areKnown ? failed : undefined;
}

/** Undefined for an empty payload, and for a payload that is not JSON. */
function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
