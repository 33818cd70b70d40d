import { type Account, tableArn } from '../../aws/arn.ts';
import type { Permission } from '../../aws/http.ts';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';

/** The action that each part of a transaction needs. Transactions themselves have no actions. */
const PARTS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** The IAM actions that calls need. */
export function actionsOf(operations: readonly string[]): string[] {
  const names = operations.filter((name) => !name.startsWith('Transact'));
  return [...new Set([...names, ...Object.values(PARTS)])].map((name) => `dynamodb:${name}`);
}

/**
 * The permissions that a call needs. A call that names no table needs none: DynamoDB refuses it for that reason.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function permissionsOf(operation: string, input: JsonObject, account: Account): Permission[] {
  if (operation === 'ListTables') return [{ action: 'dynamodb:ListTables', resources: ['*'] }];
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  if (operation.startsWith('Transact')) return partsOf(input, account);
  return [{ action: `dynamodb:${operation}`, resources: resourcesOf(input, account) }];
}

function resourcesOf(input: JsonObject, account: Account): string[] {
  const { TableName, IndexName, RequestItems, ResourceArn } = input;
  if (isJsonObject(RequestItems)) return Object.keys(RequestItems).map((name) => tableArn(account, name));
  if (typeof ResourceArn === 'string') return [ResourceArn];
  if (typeof TableName !== 'string') return [];
  const table = tableArn(account, TableName);
  return [typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table];
}

function partsOf({ TransactItems }: JsonObject, account: Account): Permission[] {
  const items: unknown[] = Array.isArray(TransactItems) ? TransactItems : [];
  return items.flatMap((item) =>
    Object.entries(Object(item) as JsonObject).flatMap(([part, members]) => {
      const action = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
      if (action === undefined || !isJsonObject(members)) return [];
      return [{ action: `dynamodb:${action}`, resources: resourcesOf(members, account) }];
    }),
  );
}
