import { createHash } from 'node:crypto';
import { AwsError, unsupported } from '../../aws/error.ts';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { Change } from './contract.ts';
import { callWithChanges, type Outcome, undo } from './engine.ts';
import { type Library, StateError } from './library.ts';

/** The equivalent call of each part. A check is a deletion that is rolled back. */
const CALLS: Readonly<Record<string, string>> = {
  ConditionCheck: 'DeleteItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

const MAX_ITEMS = 100;
const TOKEN_MS = 10 * 60 * 1000;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const NONE: Reason = { Code: 'None' };

/**
 * Transactions with the calls of the library. Only one call runs at a time, so no caller sees a partial transaction.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export class Transactions {
  readonly #library: Library;
  readonly #now: () => number;
  /** The inputs of successful writes, by their `ClientRequestToken`. */
  readonly #done = new Map<string, { readonly hash: string; readonly atMs: number }>();

  constructor(library: Library, now: () => number) {
    this.#library = library;
    this.#now = now;
  }

  /** Throws a TransactionCanceledException with a reason for each item; then nothing has changed. */
  async write(input: JsonObject): Promise<Outcome> {
    const { ClientRequestToken: token, ...rest } = input;
    const parts = partsOf(rest, CALLS);
    if (typeof token === 'string' && this.#isDone(token, rest)) return { output: {}, changes: [] };
    await this.#refuseRepeatedItems(parts);
    const changes: Change[] = [];
    const reasons: Reason[] = [];
    try {
      for (const { name, call, members } of parts) {
        const outcome = await this.#attempt(call, members);
        if ('Code' in outcome) reasons.push(outcome);
        else {
          reasons.push(NONE);
          if (name === 'ConditionCheck') await undo(this.#library, outcome.changes);
          else changes.push(...outcome.changes);
        }
      }
      if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    } catch (error) {
      await undo(this.#library, changes);
      throw error;
    }
    if (typeof token === 'string') this.#done.set(token, { hash: hashOf(rest), atMs: this.#now() });
    return { output: {}, changes };
  }

  async get(input: JsonObject): Promise<Outcome> {
    const Responses: JsonObject[] = [];
    for (const { call, members } of partsOf(input, { Get: 'GetItem' })) {
      Responses.push(await this.#library.call(call, members));
    }
    return { output: { Responses }, changes: [] };
  }

  /** The reason why a part cannot be done. Mistakes in the input, and missing tables, fail the whole call. */
  async #attempt(call: string, members: JsonObject): Promise<Outcome | Reason> {
    try {
      return await callWithChanges(this.#library, call, members);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, members: details } = error;
      if (code === 'ConditionalCheckFailedException') {
        return { Code: 'ConditionalCheckFailed', Message: message, ...details };
      }
      if (error instanceof StateError && code === 'ValidationException') {
        return { Code: 'ValidationError', Message: message };
      }
      throw error;
    }
  }

  async #refuseRepeatedItems(parts: readonly Part[]): Promise<void> {
    const seen = new Set<string>();
    for (const { members } of parts) {
      const { TableName, Key, Item } = members;
      const item = Key ?? Item;
      if (typeof TableName !== 'string' || !isJsonObject(item)) continue;
      const id = JSON.stringify([TableName, await this.#library.keyOf(TableName, item as never)]);
      if (seen.has(id)) throw invalid('Transaction request cannot include multiple operations on one item');
      seen.add(id);
    }
  }

  /** Throws IdempotentParameterMismatchException for a token that was used with another input. */
  #isDone(token: string, input: JsonObject): boolean {
    for (const [old, { atMs }] of this.#done) {
      // The oldest are first.
      if (atMs >= this.#now() - TOKEN_MS) break;
      this.#done.delete(old);
    }
    const done = this.#done.get(token);
    if (done !== undefined && done.hash !== hashOf(input)) {
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    return done !== undefined;
  }
}

interface Part {
  readonly name: string;
  readonly call: string;
  readonly members: JsonObject;
}

function partsOf(input: JsonObject, calls: Readonly<Record<string, string>>): Part[] {
  const { TransactItems, ...others } = input;
  const unknown = Object.keys(others).filter((name) => others[name] !== undefined && others[name] !== 'NONE');
  if (unknown.length > 0) throw unsupported('DynamoDB', `${unknown.join(', ')} in a transaction`);
  if (!Array.isArray(TransactItems) || TransactItems.length < 1 || TransactItems.length > MAX_ITEMS) {
    throw invalid(`A transaction has 1 to ${MAX_ITEMS} items in TransactItems.`);
  }
  return TransactItems.map((item: unknown): Part => {
    const [entry, ...further] = Object.entries(Object(item) as JsonObject).filter(([, value]) => value != null);
    const [name = '', members] = entry ?? [];
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (call === undefined || !isJsonObject(members) || further.length > 0) {
      throw invalid(`TransactItems can only contain one of ${Object.keys(calls).join(', ')}`);
    }
    if (name === 'ConditionCheck' && typeof members.ConditionExpression !== 'string') {
      throw invalid('A ConditionCheck needs a ConditionExpression.');
    }
    return { name, call, members };
  });
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, { members: { CancellationReasons: reasons } });
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function hashOf(input: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64');
}
