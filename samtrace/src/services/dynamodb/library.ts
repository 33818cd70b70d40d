import { createRequire } from 'node:module';
import type { Account } from '../../aws/arn.ts';
import { AwsError, messageOf, unsupported } from '../../aws/error.ts';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { Item } from './contract.ts';
import { MemoryStore, type StoredTable } from './memory-store.ts';

/** The members of dynalite's modules that this file uses. */
interface Dynalite {
  readonly actions: Readonly<
    Record<string, (store: MemoryStore, input: unknown, done: (error: unknown, output?: unknown) => void) => void>
  >;
  readonly rules: Readonly<Record<string, { readonly types: JsonObject; readonly custom: unknown }>>;
  readonly db: {
    validateKey(key: Item, table: StoredTable): Error | null | undefined;
    createKey(key: Item, table: StoredTable): string;
  };
  readonly validations: {
    checkTypes(input: unknown, types: unknown): unknown;
    checkValidations(input: unknown, types: unknown, custom: unknown, store: MemoryStore): void;
  };
}

/** Members that DynamoDB accepts, and that change nothing here. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  CreateTable: ['OnDemandThroughput', 'SSESpecification', 'TableClass', 'WarmThroughput'],
  UpdateTable: ['AttributeDefinitions', 'OnDemandThroughput', 'SSESpecification', 'TableClass', 'WarmThroughput'],
};

/** A refusal that depends on the table or the item, and not on the input alone. */
export class StateError extends AwsError {}

/**
 * dynalite, in memory. It has no transactions, streams, or time to live, and it ignores members of the input that it does
 * not support. samtrace rejects them with an error that names them. Its modules are loaded by the first call.
 */
export class Library {
  readonly #account: Account;
  #loaded: { readonly dynalite: Dynalite; readonly store: MemoryStore } | undefined;

  constructor(account: Account) {
    this.#account = account;
  }

  /** About the memory of all items. */
  get bytes(): number {
    return this.#loaded?.store.bytes ?? 0;
  }

  /** Throws an {@link AwsError} with DynamoDB's code; a {@link StateError} if the input alone is correct. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const { dynalite, store } = this.#load();
    const action = dynalite.actions[operation];
    const rules = dynalite.rules[operation];
    if (action === undefined || rules === undefined) throw unsupported('DynamoDB', operation);
    refuseUnknownMembers(operation, input, rules.types);
    let checked: unknown;
    try {
      // dynalite changes its input.
      checked = dynalite.validations.checkTypes(structuredClone(input), rules.types);
      dynalite.validations.checkValidations(checked, rules.types, rules.custom, store);
    } catch (error) {
      const refusal = toAwsError(error, AwsError);
      if (refusal instanceof AwsError) throw refusal;
      // The rules read only the input. They fail if it has null instead of a value.
      throw new AwsError('SerializationException', `The input is not readable: ${messageOf(error)}`);
    }
    const output = await new Promise((resolve, reject) => {
      action(store, checked, (error, result) => (error ? reject(error) : resolve(result)));
    }).catch((error: unknown) => {
      const refusal = toAwsError(error, StateError);
      if (refusal instanceof AwsError) throw refusal;
      // A mistake in dynalite, as with `a IN (b)` where an item has no b.
      const message = `The local DynamoDB could not make this call of ${operation}: ${messageOf(error)}.`;
      throw new AwsError('InternalServerError', message, { status: 500 });
    });
    // Some calls answer an empty string. The copy has no objects without a prototype.
    return isJsonObject(output) ? withCorrectTable(structuredClone(output)) : {};
  }

  /** The key of an item; undefined if the table does not exist, or the item has no correct key. */
  async keyOf(tableName: string, item: Item): Promise<Item | undefined> {
    return (await this.#locate(tableName, item))?.key;
  }

  /** The item with the key attributes of the given one. */
  async find(tableName: string, item: Item): Promise<Item | undefined> {
    const place = await this.#locate(tableName, item);
    if (place === undefined) return undefined;
    const found = await new Promise<Item | undefined>((resolve) => {
      this.#load()
        .store.getItemDb(tableName)
        .get(place.storeKey, (_error, stored) => resolve(stored as Item | undefined));
    });
    return found;
  }

  async #locate(tableName: string, item: Item): Promise<{ key: Item; storeKey: string } | undefined> {
    const { dynalite, store } = this.#load();
    const table = await new Promise<StoredTable | undefined>((resolve) => {
      store.getTable(tableName, (_error, found) => resolve(found));
    });
    const names = table?.KeySchema.map((element) => element.AttributeName) ?? [];
    if (table === undefined || !names.every((name) => Object.hasOwn(item, name))) return undefined;
    const key = Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
    try {
      if (dynalite.db.validateKey(key, table)) return undefined;
      return { key, storeKey: dynalite.db.createKey(key, table) };
    } catch {
      // The item can have any value, because it has not been checked yet. The call itself reports what is wrong.
      return undefined;
    }
  }

  #load() {
    if (this.#loaded === undefined) {
      const dynalite = createRequire(import.meta.url)('./dynalite.cjs') as Dynalite;
      this.#loaded = { dynalite, store: new MemoryStore(this.#account) };
    }
    return this.#loaded;
  }
}

/** dynalite's description of a table has an ID that is too short, and a member that no model of AWS has. */
function withCorrectTable(output: JsonObject): JsonObject {
  const member = ['Table', 'TableDescription'].find((name) => isJsonObject(output[name]));
  if (member === undefined) return output;
  const { TableThroughputModeSummary: _, ...table } = output[member] as JsonObject;
  const id = String(table.TableId);
  return { ...output, [member]: { ...table, TableId: `${id}${id.slice(0, 4)}` } };
}

function refuseUnknownMembers(operation: string, input: JsonObject, known: JsonObject): void {
  const accepted = [...Object.keys(known), ...(WITHOUT_EFFECT[operation] ?? [])];
  const unknown = Object.keys(input).filter((name) => input[name] != null && !accepted.includes(name));
  if (unknown.length > 0) throw unsupported('DynamoDB', `${unknown.join(', ')} in ${operation}`);
}

/** dynalite's errors have DynamoDB's answer in `body`: `{ __type: "com.amazon…#ValidationException", message }`. */
function toAwsError(error: unknown, Kind: typeof AwsError): unknown {
  const { body } = Object(error) as { body?: { __type?: string; message?: string; Message?: string } };
  if (body?.__type === undefined) return error;
  const code = body.__type.slice(body.__type.indexOf('#') + 1);
  return new Kind(code, body.message ?? body.Message ?? '');
}
