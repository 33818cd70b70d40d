import { AwsError } from '../../aws/error.ts';
import { type Input, objectsIn, textIn } from './input.ts';

const MAX_ENTRIES = 10;

/** A list that would be empty is absent. */
export interface BatchAnswer {
  readonly Successful?: object[];
  readonly Failed?: { Id: string; SenderFault: boolean; Code: string; Message: string }[];
}

/** The entries of a batch. Throws for a batch that SQS refuses as a whole. */
export function batchEntries(input: Input, kind: string): { id: string; entry: Input }[] {
  const entries = objectsIn(input, 'Entries');
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${kind} in the request.`);
  }
  if (entries.length > MAX_ENTRIES) {
    const message = `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`;
    throw new AwsError('TooManyEntriesInBatchRequest', message);
  }
  const ids = new Set<string>();
  return entries.map((entry) => {
    const id = textIn(entry, 'Id') ?? '';
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
      const message =
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw new AwsError('InvalidBatchEntryId', message);
    }
    if (ids.has(id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    ids.add(id);
    return { id, entry };
  });
}

/** Does each entry by itself: one that fails does not stop the others. */
export function runBatch(
  entries: readonly { id: string; entry: Input }[],
  work: (entry: Input) => object | undefined,
): BatchAnswer {
  const successful: object[] = [];
  const failed: NonNullable<BatchAnswer['Failed']> = [];
  for (const { id, entry } of entries) {
    try {
      successful.push({ Id: id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const isSenders = error.status < 500;
      failed.push({ Id: id, SenderFault: isSenders, Code: error.code, Message: error.message });
    }
  }
  return { ...(successful.length > 0 && { Successful: successful }), ...(failed.length > 0 && { Failed: failed }) };
}
