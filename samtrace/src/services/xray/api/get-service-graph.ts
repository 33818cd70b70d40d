import { unsupported } from '../../../aws/error.ts';
import type { TraceReader } from '../contract.ts';
import { type Input, invalidRequest, optionalString, timeRange } from './input.ts';
import { pageOf } from './paging.ts';

const RANGE_LIMIT_MS = 6 * 60 * 60 * 1000;
const PAGE_SIZE = 500;

/** https://docs.aws.amazon.com/xray/latest/api/API_GetServiceGraph.html */
export async function getServiceGraph(input: Input, { indexed }: { readonly indexed: TraceReader }) {
  const range = timeRange(input);
  for (const member of ['GroupName', 'GroupARN']) {
    // The default group contains all traces.
    const group = optionalString(input, member) ?? 'Default';
    if (group !== 'Default') throw unsupported('X-Ray', `${member} (groups)`);
  }
  if (range.endTimeMs - range.startTimeMs > RANGE_LIMIT_MS) {
    throw invalidRequest('Time range cannot be longer than 6 hours');
  }
  const { page, ...token } = pageOf(
    await indexed.serviceGraphInSlices(range),
    optionalString(input, 'NextToken'),
    PAGE_SIZE,
  );
  return {
    StartTime: range.startTimeMs / 1000,
    EndTime: range.endTimeMs / 1000,
    Services: page,
    ContainsOldGroupVersions: false,
    ...token,
  };
}
