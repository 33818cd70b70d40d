import { AwsError, messageOf } from '../aws/error.ts';
import type { DynamoDb } from '../services/dynamodb/service.ts';
import { TemplateError, type TemplateModel } from '../template/template.ts';

/** Creates the template's tables, and then those that only the data directory has. */
export async function provisionTables(tables: TemplateModel['tables'], dynamodb: DynamoDb): Promise<void> {
  for (const { logicalId, ...table } of tables) {
    await dynamodb.createTable(table).catch((cause: unknown) => {
      if (!(cause instanceof AwsError)) throw cause;
      throw new TemplateError(`${logicalId}: ${messageOf(cause)}`, { cause });
    });
  }
  await dynamodb.restoreTables();
}
