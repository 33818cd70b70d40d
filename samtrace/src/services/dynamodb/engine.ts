import { AwsError } from '../../aws/error.ts';
import type { JsonObject } from '../../aws/json.ts';
import type { Change, Item } from './contract.ts';
import type { Library } from './library.ts';
import { writtenItems } from './written-items.ts';

/** The answer of a call, and the items that it changed. */
export interface Outcome {
  readonly output: JsonObject;
  readonly changes: readonly Change[];
}

const CONDITION_FAILED = 'ConditionalCheckFailedException';

/** Makes one call, and compares the items that it may write before and after it. */
export async function callWithChanges(library: Library, operation: string, input: JsonObject): Promise<Outcome> {
  const { ReturnValuesOnConditionCheckFailure: onFailure, ...supported } = input;
  const written = await Promise.all(
    writtenItems(operation, input).map(async ({ tableName, item }) => {
      const key = await library.keyOf(tableName, item);
      const before = await library.find(tableName, item);
      return { tableName, key, before };
    }),
  );
  const output = await library.call(operation, supported).catch((error: unknown) => {
    const before = written[0]?.before;
    throw onFailure === 'ALL_OLD' && before !== undefined ? withItem(error, before) : error;
  });
  const changes: Change[] = [];
  for (const { tableName, key, before } of written) {
    if (key === undefined) continue;
    const after = await library.find(tableName, key);
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    changes.push({ tableName, key, ...(before && { before }), ...(after && { after }) });
  }
  return { output, changes };
}

/** The current item, in the error about a false condition. */
function withItem(error: unknown, item: Item): unknown {
  if (!(error instanceof AwsError) || error.code !== CONDITION_FAILED) return error;
  return new AwsError(error.code, error.message, { members: { Item: item } });
}

/** Takes changes back. */
export async function undo(library: Library, changes: readonly Change[]): Promise<void> {
  for (const { tableName, key, before } of changes) {
    if (before === undefined) await library.call('DeleteItem', { TableName: tableName, Key: key });
    else await library.call('PutItem', { TableName: tableName, Item: before });
  }
}
