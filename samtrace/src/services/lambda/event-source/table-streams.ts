/** A record of the stream of a table, as DynamoDB writes it. */
export interface TableRecord {
  readonly eventID: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly SequenceNumber: string;
  };
}

/** The streams of tables. The composition root passes them. */
export interface TableStreams {
  has(streamArn: string): boolean;
  /** Called for the records of each write, until the returned function is called. */
  onRecords(listener: (streamArn: string, records: readonly TableRecord[]) => void): () => void;
}
