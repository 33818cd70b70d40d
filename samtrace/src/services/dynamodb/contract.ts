import type { AwsService } from '../../aws/http.ts';

/** A value with its type, as in `{ S: 'tea' }` or `{ N: '2' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
/** An item, or a key of one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A table as CreateTable takes it. */
export interface TableDefinition {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly KeySchema: readonly KeyElement[];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: Throughput;
  readonly GlobalSecondaryIndexes?: readonly IndexDefinition[];
  readonly LocalSecondaryIndexes?: readonly IndexDefinition[];
}

export interface KeyElement {
  readonly AttributeName: string;
  /** `HASH` or `RANGE`. */
  readonly KeyType: string;
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface IndexDefinition {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
  readonly ProvisionedThroughput?: Throughput;
}

export interface TimeToLive {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

/** A table of the template. */
export interface TemplateTable {
  readonly definition: TableDefinition;
  readonly timeToLive?: TimeToLive;
}

/** An item before and after a write; absent where there is none. */
export interface Change {
  readonly tableName: string;
  readonly key: Item;
  readonly before?: Item;
  readonly after?: Item;
}

/** DynamoDB: its API for everyone outside, and direct ways in and out for the stack. */
export interface DynamoDb {
  readonly api: AwsService;
  /** Creates a table of the template, with the items that the data directory has of it. Throws an AwsError. */
  createTable(table: TemplateTable): Promise<void>;
  /** Creates the tables that only the data directory has. Call it once, after the tables of the template. */
  restoreTables(): Promise<void>;
  /** All items of a table. Throws ResourceNotFoundException. */
  items(tableName: string): Promise<Item[]>;
  stop(): void;
}
