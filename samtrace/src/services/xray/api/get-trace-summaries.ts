import type { PagePosition, TraceReader } from '../contract.ts';
import { type Input, invalidRequest, optionalString, timeRange } from './input.ts';
import { nextToken, readToken } from './paging.ts';

const PAGE_SIZE = 100;
/** A page that finds little is returned soon. Clients follow NextToken over empty pages, as with AWS. */
const SCAN_LIMIT = 2_000;
const TIME_RANGE_TYPES = ['TraceId', 'Event', 'Service'] as const;

/**
 * Sampling is accepted, but every match is returned, as AWS may do, too.
 * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html
 */
export async function getTraceSummaries(input: Input, { indexed }: { readonly indexed: TraceReader }) {
  const range = timeRange(input);
  const timeRangeType = timeRangeTypeOf(optionalString(input, 'TimeRangeType'));
  const filterExpression = optionalString(input, 'FilterExpression');
  const after = readToken(optionalString(input, 'NextToken'), isPosition);
  const page = await indexed.traceSummaryPage({
    ...range,
    timeRangeType,
    ...(filterExpression !== undefined && { filterExpression }),
    ...(after && { after }),
    limit: PAGE_SIZE,
    scanLimit: SCAN_LIMIT,
  });
  return {
    TraceSummaries: page.summaries,
    ApproximateTime: page.summaries[0]?.StartTime ?? range.endTimeMs / 1000,
    TracesProcessedCount: page.processedCount,
    ...(page.next && { NextToken: nextToken(page.next) }),
  };
}

function timeRangeTypeOf(value = 'TraceId'): (typeof TIME_RANGE_TYPES)[number] {
  const type = TIME_RANGE_TYPES.find((known) => known === value);
  if (!type) throw invalidRequest(`TimeRangeType must be one of ${TIME_RANGE_TYPES.join(', ')}; got ${value}.`);
  return type;
}

function isPosition(value: unknown): value is PagePosition {
  if (typeof value !== 'object' || value === null || !('startTime' in value && 'id' in value)) return false;
  return typeof value.startTime === 'number' && typeof value.id === 'string';
}
