/**
 * CloudWatch Transaction Search, a setting of the account: while it is on, all segments go to CloudWatch Logs, and X-Ray
 * indexes only a share of the traces.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search.html
 */
export class TransactionSearch {
  readonly #now: () => number;
  #destination: SegmentDestination;
  #status: 'PENDING' | 'ACTIVE' = 'ACTIVE';
  #rule: IndexingRule;

  constructor(settings: TransactionSearchSettings | undefined, now: () => number) {
    this.#now = now;
    this.#destination = settings === undefined ? 'XRay' : 'CloudWatchLogs';
    // The rule was never changed. AWS returns the epoch for a sampling rule that was never changed.
    this.#rule = { percentage: settings?.indexingPercentage ?? DEFAULT_PERCENTAGE, modifiedAt: 0 };
  }

  get destination(): SegmentDestination {
    return this.#destination;
  }

  get isOn(): boolean {
    return this.#destination === 'CloudWatchLogs';
  }

  /** A change is pending when it is requested, and active in the next answer. On AWS, this takes up to some minutes. */
  readStatus(): 'PENDING' | 'ACTIVE' {
    const status = this.#status;
    this.#status = 'ACTIVE';
    return status;
  }

  setDestination(destination: SegmentDestination): void {
    this.#destination = destination;
    this.#status = 'PENDING';
  }

  get indexingRule(): IndexingRule {
    return this.#rule;
  }

  setIndexingPercentage(percentage: number): void {
    this.#rule = { percentage, modifiedAt: this.#now() / 1000 };
  }

  /** Where a trace goes whose first document arrives now. */
  storageOf(traceId: string): TraceStorage {
    return { isSearchable: this.isOn, isIndexed: !this.isOn || isInShare(traceId, this.#rule.percentage) };
  }
}

export interface TransactionSearchSettings {
  /** The share of the traces that X-Ray indexes, 0 to 100. Default: 1. */
  readonly indexingPercentage?: number;
}

export type SegmentDestination = 'XRay' | 'CloudWatchLogs';

export interface IndexingRule {
  readonly percentage: number;
  /** Epoch seconds. */
  readonly modifiedAt: number;
}

export interface TraceStorage {
  /** A retrieval finds the trace: it arrived while Transaction Search was on. */
  readonly isSearchable: boolean;
  /** BatchGetTraces, GetTraceSummaries and the graphs find the trace. */
  readonly isIndexed: boolean;
}

/** AWS indexes 1% at no charge. */
const DEFAULT_PERCENTAGE = 1;

/**
 * AWS decides by the trace ID and does not document how. Here, its last 52 bits decide: they are random in every trace
 * ID, and a number holds them exactly.
 */
function isInShare(traceId: string, percentage: number): boolean {
  return Number.parseInt(traceId.slice(-13), 16) / 2 ** 52 < percentage / 100;
}
