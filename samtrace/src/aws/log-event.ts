/** A record of a log stream, in the form of PutLogEvents. */
export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}
