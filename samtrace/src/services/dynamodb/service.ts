import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Account } from '../../aws/arn.ts';
import { AwsError, unsupported } from '../../aws/error.ts';
import { type AwsRequest, type AwsResponse, jsonObject } from '../../aws/http.ts';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { DynamoDb, Item, TableDefinition } from './contract.ts';
import { TableDatabase } from './database.ts';
import { callWithChanges, type Outcome, undo } from './engine.ts';
import { renderDynamoDbError } from './errors.ts';
import { Library } from './library.ts';
import { actionsOf, permissionsOf } from './permissions.ts';
import { Serial } from './serial.ts';
import { TableStreams } from './streams/table-streams.ts';
import { definitionOf, hasSameKey } from './table-definition.ts';
import { TimesToLive } from './time-to-live.ts';
import { Transactions } from './transactions.ts';

export type * from './contract.ts';

export interface DynamoDbOptions {
  readonly account: Account;
  readonly now?: () => number;
  /** The directory that keeps tables and items after a restart. Without it, they are only in memory. */
  readonly dataDirectory?: string;
  /** The memory limit for items. Default: 256 MB. Above it, items can only be deleted. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** The calls that dynalite answers. */
const LIBRARY_CALLS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
];

export const OPERATIONS: readonly string[] = [
  ...LIBRARY_CALLS,
  'DescribeTimeToLive',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateTimeToLive',
];

const TARGET_PREFIX = 'DynamoDB_20120810.';

/**
 * DynamoDB on one machine, in AWS JSON 1.0. dynalite has the tables; this adds what it lacks. Throws a StoredDataError.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const { account, now = Date.now, dataDirectory, maxBytes = MAX_BYTES } = options;
  const library = new Library(account);
  const transactions = new Transactions(library, now);
  const timesToLive = new TimesToLive();
  const streams = new TableStreams(account, now);
  const database = dataDirectory === undefined ? undefined : new TableDatabase(dataDirectory);
  const serial = new Serial();
  const created = new Set<string>();

  /** Makes a call, and keeps its changes. The caller gets the answer only then. */
  async function run(operation: string, input: JsonObject): Promise<JsonObject> {
    if (addsItems(operation, input) && library.bytes > maxBytes) throw tooManyItems(maxBytes);
    const { output, changes } = await outcomeOf(operation, input);
    try {
      if (changes.length > 0) database?.apply(changes);
    } catch (error) {
      await undo(library, changes);
      throw error;
    }
    streams.write(changes);
    if (operation === 'CreateTable') {
      database?.putTable(definitionOf(output.TableDescription as JsonObject));
      await untilActive(String(input.TableName));
    }
    if (operation === 'UpdateTable') database?.putTable(definitionOf(output.TableDescription as JsonObject));
    if (operation === 'DeleteTable') {
      database?.deleteTable(String(input.TableName));
      timesToLive.forget(String(input.TableName));
      streams.disable(String(input.TableName));
    }
    return streams.describe(output);
  }

  async function outcomeOf(operation: string, input: JsonObject): Promise<Outcome> {
    switch (operation) {
      case 'TransactWriteItems':
        return transactions.write(input);
      case 'TransactGetItems':
        return transactions.get(input);
      case 'DescribeTimeToLive':
      case 'UpdateTimeToLive': {
        const { TableName, TimeToLiveSpecification } = input;
        await library.call('DescribeTable', { TableName });
        const name = String(TableName);
        const isUpdate = operation === 'UpdateTimeToLive';
        const output = isUpdate ? timesToLive.update(name, TimeToLiveSpecification) : timesToLive.describe(name);
        return { output, changes: [] };
      }
      default:
        refuseIndexChanges(operation, input);
        return callWithChanges(library, operation, input);
    }
  }

  /** dynalite makes a table active in a later turn of the event loop. */
  async function untilActive(tableName: string): Promise<void> {
    for (;;) {
      const { Table } = await library.call('DescribeTable', { TableName: tableName });
      if ((Table as JsonObject).TableStatus === 'ACTIVE') return;
      await nextTurn();
    }
  }

  async function restore(definition: TableDefinition, items: readonly Item[]): Promise<void> {
    await library.call('CreateTable', { ...definition });
    await untilActive(definition.TableName);
    for (const item of items) await library.call('PutItem', { TableName: definition.TableName, Item: item });
    database?.putTable(definition);
    created.add(definition.TableName);
  }

  return {
    api: {
      signingName: 'dynamodb',
      actions: actionsOf(OPERATIONS),
      operation(request) {
        const operation = operationName(request);
        if (!OPERATIONS.includes(operation)) throw unsupported('DynamoDB', operation);
        const input = withTableName(jsonObject(request), account);
        const [first, ...alsoNeeds] = permissionsOf(operation, input, account);
        return {
          ...(first ?? { action: `dynamodb:${operation}`, resources: [] }),
          alsoNeeds,
          run: async () => answer(await serial.run(() => run(operation, input))),
        };
      },
      renderError: renderDynamoDbError,
    },
    async createTable({ definition, timeToLive, streamViewType }) {
      const stored = database?.definitions().find(({ TableName }) => TableName === definition.TableName);
      // A table with another key replaces the old one, as a deployment does on AWS.
      const isSame = stored !== undefined && hasSameKey(stored, definition);
      const items = isSame ? (database?.items(definition.TableName) ?? []) : [];
      if (stored !== undefined && !isSame) database?.deleteTable(definition.TableName);
      await serial.run(() => restore(definition, items));
      if (timeToLive !== undefined) timesToLive.set(definition.TableName, timeToLive);
      if (streamViewType !== undefined) streams.enable(definition.TableName, streamViewType);
    },
    async restoreTables() {
      const stored = database?.definitions() ?? [];
      for (const definition of stored) {
        if (created.has(definition.TableName)) continue;
        const items = database?.items(definition.TableName) ?? [];
        await serial.run(() => restore(definition, items));
      }
    },
    async items(tableName) {
      const items: Item[] = [];
      let from: unknown;
      do {
        const page = await serial.run(() =>
          library.call('Scan', { TableName: tableName, ...(from !== undefined && { ExclusiveStartKey: from }) }),
        );
        items.push(...(page.Items as Item[]));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return items;
    },
    hasStream: (streamArn) => streams.has(streamArn),
    onStreamRecords: (listener) => streams.onRecords(listener),
    stop: () => database?.close(),
  };
}

function answer(output: JsonObject): AwsResponse {
  const body = JSON.stringify(output);
  // Some SDKs compare the checksum.
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32(body)) };
  return { status: 200, headers, body };
}

function operationName(request: AwsRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith(TARGET_PREFIX)) return target.slice(TARGET_PREFIX.length);
  throw new AwsError('UnknownOperationException', `"${target}" does not have the format ${TARGET_PREFIX}<Operation>.`);
}

/** Calls name a table by its name or its ARN. */
function withTableName(input: JsonObject, account: Account): JsonObject {
  const { TableName } = input;
  const prefix = `arn:aws:dynamodb:${account.region}:${account.accountId}:table/`;
  if (typeof TableName !== 'string' || !TableName.startsWith(prefix)) return input;
  return { ...input, TableName: TableName.slice(prefix.length) };
}

function addsItems(operation: string, input: JsonObject): boolean {
  if (operation === 'BatchWriteItem') return JSON.stringify(input).includes('"PutRequest"');
  return ['PutItem', 'TransactWriteItems', 'UpdateItem'].includes(operation);
}

function tooManyItems(maxBytes: number): AwsError {
  const message = `The local DynamoDB holds at most ${maxBytes} bytes of items. Delete some, or delete a table.`;
  return new AwsError('LimitExceededException', message);
}

/** dynalite ignores them. */
function refuseIndexChanges(operation: string, { GlobalSecondaryIndexUpdates }: JsonObject): void {
  if (operation !== 'UpdateTable' || !Array.isArray(GlobalSecondaryIndexUpdates)) return;
  const isChange = (update: unknown) => isJsonObject(update) && (update.Create != null || update.Delete != null);
  if (GlobalSecondaryIndexUpdates.some(isChange)) {
    throw unsupported('DynamoDB', 'the creation or deletion of an index in UpdateTable');
  }
}
