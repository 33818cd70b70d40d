import type { AwsService } from '../../aws/http.ts';

/** A value with its type, as in `{ S: 'tea' }` or `{ N: '2' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
/** An item, or a key of one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The members of CreateTable. */
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

/** The parts of an item that the records of a stream contain. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE';

/** A table of the template. */
export interface TemplateTable {
  readonly definition: TableDefinition;
  readonly timeToLive?: TimeToLive;
  /** Absent for a table without a stream. */
  readonly streamViewType?: StreamViewType;
}

/** An item before and after a write; absent where there is none. */
export interface Change {
  readonly tableName: string;
  readonly key: Item;
  readonly before?: Item;
  readonly after?: Item;
}

/** One record of a stream, as in the event of a function, without the ARN of the stream. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
}

export type StreamListener = (streamArn: string, records: readonly StreamRecord[]) => void;

/** DynamoDB: its API for everyone outside, and direct ways in and out for the stack. */
export interface DynamoDb {
  readonly api: AwsService;
  /** Creates a table of the template, with the items that the data directory has of it. Throws an AwsError. */
  createTable(table: TemplateTable): Promise<void>;
  /** Creates the tables that only the data directory has. Call it once, after the tables of the template. */
  restoreTables(): Promise<void>;
  /** All items of a table. Throws ResourceNotFoundException. */
  items(tableName: string): Promise<Item[]>;
  /** Whether a table of the template has this stream. */
  hasStream(streamArn: string): boolean;
  /** Called for the records of each write. Returns the unsubscribe. */
  onStreamRecords(listener: StreamListener): () => void;
  stop(): void;
}
