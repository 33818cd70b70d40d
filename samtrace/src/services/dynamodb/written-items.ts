import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { Item } from './contract.ts';

/** An item that a call may write: all of it, or its key. */
export interface WrittenItem {
  readonly tableName: string;
  readonly item: Item;
}

/** The items that a call of the library may write. Its input has not been checked yet. */
export function writtenItems(operation: string, input: JsonObject): WrittenItem[] {
  if (operation === 'BatchWriteItem') return batchItems(input);
  if (operation === 'PutItem') return writtenItem(input.TableName, input.Item);
  if (operation === 'UpdateItem' || operation === 'DeleteItem') return writtenItem(input.TableName, input.Key);
  return [];
}

function batchItems({ RequestItems }: JsonObject): WrittenItem[] {
  if (!isJsonObject(RequestItems)) return [];
  return Object.entries(RequestItems).flatMap(([tableName, requests]) => {
    const list: unknown[] = Array.isArray(requests) ? requests : [];
    return list.flatMap((request) => {
      const { PutRequest, DeleteRequest } = Object(request) as JsonObject;
      if (isJsonObject(PutRequest)) return writtenItem(tableName, PutRequest.Item);
      return isJsonObject(DeleteRequest) ? writtenItem(tableName, DeleteRequest.Key) : [];
    });
  });
}

function writtenItem(tableName: unknown, item: unknown): WrittenItem[] {
  return typeof tableName === 'string' && isJsonObject(item) ? [{ tableName, item: item as Item }] : [];
}
