/** X-Ray keeps traces for 30 days: https://docs.aws.amazon.com/general/latest/gr/xray.html#limits_xray */
const OLDEST_SECONDS = 30 * 24 * 60 * 60;
/** How far the clock of a sender may be ahead. */
const AHEAD_SECONDS = 5 * 60;

/**
 * The time of a trace in epoch seconds: the one in its ID. Since 2023, X-Ray also accepts IDs of the W3C format, whose digits
 * are random. If an ID has no time that fits the segments, the start of the earliest segment counts.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export function timeOf({ id, startTime }: { readonly id: string; readonly startTime: number }): number {
  const idTime = Number.parseInt(id.slice(2, 10), 16);
  const fits = idTime >= startTime - OLDEST_SECONDS && idTime <= startTime + AHEAD_SECONDS;
  return fits ? idTime : startTime;
}
