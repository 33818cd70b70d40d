import type { JsonObject } from '../../aws/json.ts';
import type { IndexDefinition, TableDefinition } from './contract.ts';

/** The definition with which CreateTable makes the same table, from the description of a table. */
export function definitionOf(description: JsonObject): TableDefinition {
  const table = description as unknown as TableDefinition & { BillingModeSummary?: { BillingMode?: string } };
  const onDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const indexes = (list: readonly IndexDefinition[] | undefined) =>
    list?.map(({ IndexName, KeySchema, Projection, ProvisionedThroughput }) => ({
      IndexName,
      KeySchema,
      Projection,
      ...(!onDemand && ProvisionedThroughput && { ProvisionedThroughput: unitsOf(ProvisionedThroughput) }),
    }));
  return {
    TableName: table.TableName,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    BillingMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(!onDemand && table.ProvisionedThroughput && { ProvisionedThroughput: unitsOf(table.ProvisionedThroughput) }),
    ...(table.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: indexes(table.GlobalSecondaryIndexes) ?? [] }),
    ...(table.LocalSecondaryIndexes && { LocalSecondaryIndexes: indexes(table.LocalSecondaryIndexes) ?? [] }),
  };
}

/** Whether items of one table can be items of the other: they have the same key. */
export function hasSameKey(one: TableDefinition, other: TableDefinition): boolean {
  return JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other));
}

function keyOf({ KeySchema, AttributeDefinitions }: TableDefinition) {
  return KeySchema.map(({ AttributeName, KeyType }) => [
    AttributeName,
    KeyType,
    AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType,
  ]);
}

function unitsOf({ ReadCapacityUnits, WriteCapacityUnits }: { ReadCapacityUnits: number; WriteCapacityUnits: number }) {
  return { ReadCapacityUnits, WriteCapacityUnits };
}
