/**
 * The parts of X-Ray's API shapes that the console reads. Times are epoch seconds, as in the API.
 * https://docs.aws.amazon.com/xray/latest/api/API_Service.html
 * https://docs.aws.amazon.com/xray/latest/api/API_TraceSummary.html
 */
export interface Statistics {
  readonly OkCount?: number;
  readonly ErrorStatistics?: { readonly ThrottleCount?: number; readonly OtherCount?: number };
  readonly FaultStatistics?: { readonly TotalCount?: number };
  readonly TotalCount?: number;
  /** Seconds, the sum for all calls in TotalCount. */
  readonly TotalResponseTime?: number;
}

/** `Value` is a latency in seconds. Entries are not sorted, and a value can occur twice. */
export interface HistogramEntry {
  readonly Value?: number;
  readonly Count?: number;
}

export interface GraphEdge {
  /** `link`: the services are in linked traces, with a queue between them. */
  readonly EdgeType?: 'link';
  /** The called service. */
  readonly ReferenceId?: number;
  readonly SummaryStatistics?: Statistics;
  readonly ResponseTimeHistogram?: readonly HistogramEntry[];
}

export interface GraphService {
  readonly ReferenceId?: number;
  readonly Name?: string;
  readonly Type?: string;
  readonly Root?: boolean;
  readonly Edges?: readonly GraphEdge[];
  readonly SummaryStatistics?: Statistics;
  readonly ResponseTimeHistogram?: readonly HistogramEntry[];
  readonly StartTime?: number;
  readonly EndTime?: number;
}

export interface TraceSummaryShape {
  readonly Id?: string;
  readonly StartTime?: number;
  /** Seconds, from the earliest start to the latest end. */
  readonly Duration?: number;
  /** The time in seconds that the root took to answer. */
  readonly ResponseTime?: number;
  readonly HasFault?: boolean;
  readonly HasError?: boolean;
  readonly HasThrottle?: boolean;
  readonly IsPartial?: boolean;
  readonly Http?: { readonly HttpURL?: string; readonly HttpMethod?: string; readonly HttpStatus?: number };
  readonly EntryPoint?: { readonly Name?: string; readonly Type?: string };
  readonly Revision?: number;
}

/** A trace, as BatchGetTraces returns it. */
export interface TraceShape {
  readonly Id?: string;
  readonly Duration?: number;
  readonly LimitExceeded?: boolean;
  readonly Segments?: readonly { readonly Id?: string; readonly Document?: string }[];
}
