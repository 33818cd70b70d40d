import { type Account, tableArn, tableStreamArn } from '../../../aws/arn.ts';
import { isJsonObject, type JsonObject } from '../../../aws/json.ts';
import type { Change, StreamListener, StreamRecord, StreamViewType } from '../contract.ts';
import { streamRecord } from './stream-record.ts';

/** DynamoDB's sequence numbers have 21 digits or more. */
const FIRST_SEQUENCE_NUMBER = 100_000_000_000_000_000_000n;

interface Stream {
  readonly arn: string;
  readonly viewType: StreamViewType;
  nextSequenceNumber: bigint;
}

/** The streams of tables. Listeners get each record once, in the order of the writes. Nothing is kept. */
export class TableStreams {
  readonly #account: Account;
  readonly #now: () => number;
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Set<StreamListener>();

  constructor(account: Account, now: () => number) {
    this.#account = account;
    this.#now = now;
  }

  enable(tableName: string, viewType: StreamViewType): void {
    const arn = tableStreamArn(tableArn(this.#account, tableName));
    this.#streams.set(tableName, { arn, viewType, nextSequenceNumber: FIRST_SEQUENCE_NUMBER });
  }

  disable(tableName: string): void {
    this.#streams.delete(tableName);
  }

  has(streamArn: string): boolean {
    return [...this.#streams.values()].some(({ arn }) => arn === streamArn);
  }

  onRecords(listener: StreamListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  write(changes: readonly Change[]): void {
    const records = new Map<string, StreamRecord[]>();
    for (const change of changes) {
      const stream = this.#streams.get(change.tableName);
      if (stream === undefined) continue;
      const sequenceNumber = String(stream.nextSequenceNumber++);
      const facts = { viewType: stream.viewType, sequenceNumber, region: this.#account.region, nowMs: this.#now() };
      records.set(stream.arn, [...(records.get(stream.arn) ?? []), streamRecord(change, facts)]);
    }
    for (const [streamArn, list] of records) for (const listener of this.#listeners) listener(streamArn, list);
  }

  /** Adds the stream to the description of a table. */
  describe(output: JsonObject): JsonObject {
    const member = ['Table', 'TableDescription'].find((name) => isJsonObject(output[name]));
    const table = member === undefined ? undefined : (output[member] as JsonObject);
    const stream = this.#streams.get(String(table?.TableName));
    if (member === undefined || stream === undefined) return output;
    return {
      ...output,
      [member]: {
        ...table,
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamLabel: stream.arn.slice(stream.arn.lastIndexOf('/') + 1),
        LatestStreamArn: stream.arn,
      },
    };
  }
}
