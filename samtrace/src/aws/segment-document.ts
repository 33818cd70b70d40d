/**
 * X-Ray's segment document, the format in which Lambda, the SDKs and X-Ray's API exchange segments and subsegments.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * Times are epoch seconds with a fraction. Documents from outside are checked before they get this type.
 */
export interface Entity {
  id: string;
  name: string;
  start_time: number;
  end_time?: number;
  in_progress?: boolean;
  error?: boolean;
  fault?: boolean;
  throttle?: boolean;
  namespace?: string;
  http?: HttpData;
  aws?: Record<string, unknown>;
  sql?: Record<string, unknown>;
  annotations?: Record<string, string | number | boolean>;
  metadata?: Record<string, Record<string, unknown>>;
  cause?: string | Cause;
  precursor_ids?: string[];
  links?: unknown[];
  subsegments?: Entity[];
}

/** A document that is sent: a segment, or a separate subsegment (`type: "subsegment"` with a `parent_id`). */
export interface SegmentDocument extends Entity {
  trace_id: string;
  parent_id?: string;
  type?: 'subsegment';
  origin?: string;
  resource_arn?: string;
  user?: string;
  service?: Record<string, unknown>;
  /** Set on segments that X-Ray adds for a called service that sends no segment itself. */
  inferred?: boolean;
}

export interface HttpData {
  request?: {
    url?: string;
    method?: string;
    user_agent?: string;
    client_ip?: string;
    x_forwarded_for?: boolean;
    traced?: boolean;
  };
  response?: { status?: number; content_length?: number };
}

export interface Cause {
  working_directory?: string;
  paths?: string[];
  exceptions?: ExceptionData[];
  /** The ID of an exception in another entity. SDKs write it if one error passes through several subsegments. */
  id?: string;
}

export interface ExceptionData {
  id?: string;
  type?: string;
  message?: string;
  remote?: boolean;
  truncated?: number;
  skipped?: number;
  cause?: string;
  stack?: { path?: string; line?: number | null; label?: string }[];
}
