/**
 * Orders spans of time by their start. Of two spans with the same start, a span without a duration comes first, because it ended
 * before the other one began: for example, a Dwell Time before its Attempt #1. Otherwise the longer span comes first, because
 * it may contain the other. A span without an end is in progress and counts as the longest.
 */
export function compareSpans(
  aStart: number,
  aEnd: number | undefined,
  bStart: number,
  bEnd: number | undefined,
): number {
  return (
    aStart - bStart ||
    Number(tookNoTime(bStart, bEnd)) - Number(tookNoTime(aStart, aEnd)) ||
    (bEnd ?? Number.MAX_VALUE) - (aEnd ?? Number.MAX_VALUE)
  );
}

export function tookNoTime(start: number, end: number | undefined): boolean {
  return end !== undefined && end <= start;
}
