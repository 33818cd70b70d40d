import { AwsError } from '../../aws/error.ts';
import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { TimeToLive } from './contract.ts';

/**
 * The attribute with the expiry time of items, by table. It is only stored: DynamoDB deletes expired items within a few
 * days, and samtrace never.
 */
export class TimesToLive {
  readonly #specifications = new Map<string, TimeToLive>();

  set(tableName: string, specification: TimeToLive): void {
    this.#specifications.set(tableName, specification);
  }

  forget(tableName: string): void {
    this.#specifications.delete(tableName);
  }

  /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
  update(tableName: string, given: unknown): JsonObject {
    const { AttributeName, Enabled } = (isJsonObject(given) ? given : {}) as JsonObject;
    if (typeof AttributeName !== 'string' || AttributeName === '' || typeof Enabled !== 'boolean') {
      throw new AwsError('ValidationException', 'TimeToLiveSpecification needs an AttributeName and Enabled.');
    }
    const current = this.#specifications.get(tableName);
    if ((current?.Enabled ?? false) === Enabled) {
      throw new AwsError('ValidationException', `TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    }
    this.set(tableName, { AttributeName, Enabled });
    return { TimeToLiveSpecification: { AttributeName, Enabled } };
  }

  describe(tableName: string): JsonObject {
    const current = this.#specifications.get(tableName);
    if (current?.Enabled !== true) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
    return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: current.AttributeName } };
  }
}
