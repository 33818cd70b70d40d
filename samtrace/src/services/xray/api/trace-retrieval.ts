import { AwsError, unsupported } from '../../../aws/error.ts';
import type { TraceReader } from '../contract.ts';
import type { RetrievalState, Retrievals } from '../retrievals.ts';
import { type Input, invalidRequest, optionalString, requiredString, timeRange, traceIds } from './input.ts';
import { pageOf } from './paging.ts';

interface Context {
  readonly retrievals: Retrievals;
  /** All traces, whether X-Ray has indexed them or not. */
  readonly allTraces: TraceReader;
}

/** https://docs.aws.amazon.com/xray/latest/api/API_StartTraceRetrieval.html */
const TRACE_ID_LIMIT = 100;
/** A page stays small enough: a trace has at most 500 kB. */
const TRACE_PAGE_SIZE = 10;
const SERVICE_PAGE_SIZE = 500;

/** The traces are found at the second look at the retrieval, see {@link Retrievals}. */
export function startTraceRetrieval(input: Input, { retrievals }: Context) {
  const { TraceIds: ids } = input;
  if (Array.isArray(ids) && ids.length === 0) throw unsupported('X-Ray', 'StartTraceRetrieval without trace IDs');
  return { RetrievalToken: retrievals.start({ traceIds: traceIds(input, TRACE_ID_LIMIT), ...timeRange(input) }) };
}

/**
 * Returns the documents that BatchGetTraces returns in an account without Transaction Search. They are called `Spans` here.
 * https://docs.aws.amazon.com/xray/latest/api/API_ListRetrievedTraces.html
 */
export function listRetrievedTraces(input: Input, context: Context) {
  const format = optionalString(input, 'TraceFormat') ?? 'XRAY';
  if (format === 'OTEL') throw unsupported('X-Ray', 'the TraceFormat OTEL of ListRetrievedTraces');
  if (format !== 'XRAY') throw invalidRequest(`TraceFormat must be XRAY or OTEL; got ${format}.`);
  const state = stateOf(input, context);
  const { page: ids, ...token } = pageOf(state.traceIds, optionalString(input, 'NextToken'), TRACE_PAGE_SIZE);
  return {
    RetrievalStatus: state.status,
    TraceFormat: format,
    Traces: context.allTraces.batchGetTraces(ids).map(({ Id, Duration, Segments }) => ({
      Id,
      Duration,
      Spans: Segments,
    })),
    ...token,
  };
}

/**
 * The service graph of the retrieved traces. `Links` is empty: no document shows an example of it.
 * https://docs.aws.amazon.com/xray/latest/api/API_GetRetrievedTracesGraph.html
 */
export function getRetrievedTracesGraph(input: Input, context: Context) {
  const state = stateOf(input, context);
  const services = context.allTraces.traceGraph(state.traceIds);
  const { page, ...token } = pageOf(services, optionalString(input, 'NextToken'), SERVICE_PAGE_SIZE);
  return {
    RetrievalStatus: state.status,
    Services: page.map((service) => ({ Service: service, Links: [] })),
    ...token,
  };
}

/** https://docs.aws.amazon.com/xray/latest/api/API_CancelTraceRetrieval.html */
export function cancelTraceRetrieval(input: Input, { retrievals }: Context) {
  const token = requiredString(input, 'RetrievalToken');
  if (!retrievals.cancel(token)) throw unknownToken(token);
  return {};
}

function stateOf(input: Input, { retrievals }: Context): RetrievalState {
  const token = requiredString(input, 'RetrievalToken');
  const state = retrievals.look(token);
  if (state === undefined) throw unknownToken(token);
  return state;
}

/** The model has this error for these operations. Its text is not recorded. */
function unknownToken(token: string): AwsError {
  const message = 'A trace retrieval with this token does not exist. It may have been cancelled.';
  return new AwsError('ResourceNotFoundException', message, { status: 404, members: { ResourceName: token } });
}
