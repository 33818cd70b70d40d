import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';

/** The members of an output that describe a table. */
const DESCRIPTIONS = ['Table', 'TableDescription'];

/**
 * The output of a call with its table described as AWS does it. dynalite adds a member of an old API version, and its table IDs
 * have 4 of 12 digits too few at the end.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export function withAwsDescription(output: JsonObject): JsonObject {
  const described = DESCRIPTIONS.flatMap((name) => {
    const table = output[name];
    return isJsonObject(table) ? [[name, awsDescription(table)]] : [];
  });
  return { ...output, ...Object.fromEntries(described) };
}

function awsDescription({ TableThroughputModeSummary: _, TableId, ...table }: JsonObject): JsonObject {
  return { ...table, ...(typeof TableId === 'string' && { TableId: completeId(TableId) }) };
}

/** The same for every call, so that the ID of a table does not change. */
function completeId(tableId: string): string {
  const missing = '00000000-0000-0000-0000-000000000000'.length - tableId.length;
  return tableId + createHash('sha256').update(tableId).digest('hex').slice(0, Math.max(0, missing));
}
