import type { XRay } from '../service.ts';
import { type Input, invalidRequest, optionalString, traceIds } from './input.ts';

/**
 * All traces come on one page: five of at most 500 kB each.
 * https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html
 */
export function batchGetTraces(input: Input, xray: XRay) {
  const ids = traceIds(input);
  if (optionalString(input, 'NextToken') !== undefined) throw invalidRequest('Invalid NextToken.');
  const Traces = xray.batchGetTraces(ids);
  const found = new Set(Traces.map(({ Id }) => Id));
  return { Traces, UnprocessedTraceIds: ids.filter((id) => !found.has(id)) };
}
