import type { XRay } from '../service.ts';
import { type Input, optionalString, traceIds } from './input.ts';
import { pageOf } from './paging.ts';

const PAGE_SIZE = 500;

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceGraph.html */
export function getTraceGraph(input: Input, xray: XRay) {
  const services = xray.traceGraph(traceIds(input));
  const { page, ...token } = pageOf(services, optionalString(input, 'NextToken'), PAGE_SIZE);
  return { Services: page, ...token };
}
