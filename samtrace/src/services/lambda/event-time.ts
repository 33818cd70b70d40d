const MAX_AGE_MS = 14 * 24 * 3_600_000;
const MAX_AHEAD_MS = 2 * 3_600_000;

/**
 * Whether CloudWatch Logs accepts an event with this timestamp, in epoch milliseconds: it is not older than 14 days and not
 * more than 2 hours in the future.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function isAccepted(timestamp: number, nowMs: number): boolean {
  return timestamp >= nowMs - MAX_AGE_MS && timestamp <= nowMs + MAX_AHEAD_MS;
}
