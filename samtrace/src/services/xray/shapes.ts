/**
 * The responses of X-Ray's API as JSON: timestamps are epoch seconds with a fraction, durations are seconds.
 * https://docs.aws.amazon.com/xray/latest/api/API_Types.html
 */
export interface UnprocessedSegment {
  /** Absent where the document's id could not be read. */
  Id?: string;
  ErrorCode: string;
  Message: string;
}

export interface Trace {
  Id: string;
  Duration: number;
  LimitExceeded: boolean;
  Segments: { Id: string; Document: string }[];
}

export interface ServiceId {
  Name: string;
  Names: string[];
  AccountId?: string;
  Type?: string;
}

export interface AnnotationValue {
  StringValue?: string;
  NumberValue?: number;
  BooleanValue?: boolean;
}

export interface TraceSummary {
  Id: string;
  StartTime: number;
  Duration: number;
  /** Absent as long as the root segment is open or missing. */
  ResponseTime?: number;
  HasFault: boolean;
  HasError: boolean;
  HasThrottle: boolean;
  IsPartial: boolean;
  Http: { HttpURL?: string; HttpStatus?: number; HttpMethod?: string; UserAgent?: string; ClientIp?: string };
  Annotations: Record<string, { AnnotationValue: AnnotationValue; ServiceIds: ServiceId[] }[]>;
  Users: { UserName: string; ServiceIds: ServiceId[] }[];
  ServiceIds: ServiceId[];
  ResourceARNs: { ARN: string }[];
  InstanceIds: { Id: string }[];
  AvailabilityZones: { Name: string }[];
  EntryPoint?: ServiceId;
  FaultRootCauses: RootCause[];
  ErrorRootCauses: RootCause[];
  ResponseTimeRootCauses: RootCause[];
  /** Grows with every document that changes the trace. */
  Revision: number;
  /** Only where the query's TimeRangeType is `Event`. */
  MatchedEventTime?: number;
}

export interface RootCause {
  Services: RootCauseService[];
  ClientImpacting: boolean;
}

export interface RootCauseService extends ServiceId {
  EntityPath: RootCauseEntity[];
  Inferred: boolean;
}

export interface RootCauseEntity {
  Name: string;
  /** Of fault and error root causes. */
  Exceptions?: { Name?: string; Message?: string }[];
  /** Of response time root causes: the share of the parent's time, 0 to 1. */
  Coverage?: number;
  Remote: boolean;
}

export interface Service {
  ReferenceId: number;
  Name: string;
  Names: string[];
  Root?: boolean;
  AccountId?: string;
  /** `AWS::…`, `client`, `remote`, or a type of database; absent for a segment that names no origin. */
  Type?: string;
  State: 'active' | 'unknown';
  StartTime: number;
  EndTime: number;
  Edges: Edge[];
  SummaryStatistics: Partial<Statistics>;
  DurationHistogram: HistogramEntry[];
  ResponseTimeHistogram: HistogramEntry[];
}

export interface Edge {
  /** The service that is called. */
  ReferenceId: number;
  StartTime: number;
  EndTime: number;
  SummaryStatistics: Partial<Statistics>;
  ResponseTimeHistogram: HistogramEntry[];
  Aliases: never[];
  /** `link`: to the consumer of a queue, whose trace is another one. */
  EdgeType?: 'link';
  ReceivedEventAgeHistogram?: HistogramEntry[];
}

export interface Statistics {
  OkCount: number;
  ErrorStatistics: { ThrottleCount: number; OtherCount: number; TotalCount: number };
  FaultStatistics: { OtherCount: number; TotalCount: number };
  TotalCount: number;
  TotalResponseTime: number;
}

export interface HistogramEntry {
  Value: number;
  Count: number;
}
