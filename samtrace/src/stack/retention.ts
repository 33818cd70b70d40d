/** The default limit, in megabytes, of the memory for traces, logs, and finished invocations. */
const DEFAULT_KEEP_MB = 128;

export interface RetentionLimits {
  readonly traceBytes: number;
  readonly logBytes: number;
  /** Finished asynchronous invocations and failed destinations. */
  readonly resultBytes: number;
}

/**
 * Divides the memory for what is only remembered: traces, logs and results. The oldest goes first, and is counted. Objects,
 * messages and items are data of the application, and are not part of this.
 */
export function retentionLimits(keepMb = DEFAULT_KEEP_MB): RetentionLimits {
  const sixteenth = (keepMb * 1024 * 1024) / 16;
  return { traceBytes: 10 * sixteenth, logBytes: 5 * sixteenth, resultBytes: sixteenth };
}
