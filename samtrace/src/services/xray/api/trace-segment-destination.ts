import { unsupported } from '../../../aws/error.ts';
import type { TransactionSearch } from '../transaction-search.ts';
import { type Input, invalidRequest, optionalString } from './input.ts';

interface Context {
  readonly transactionSearch: TransactionSearch;
}

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSegmentDestination.html */
export function getTraceSegmentDestination(_input: Input, { transactionSearch }: Context) {
  return { Destination: transactionSearch.destination, Status: transactionSearch.readStatus() };
}

/**
 * Switches Transaction Search on or off. AWS also requires a resource policy on the log group `aws/spans`.
 * https://docs.aws.amazon.com/xray/latest/api/API_UpdateTraceSegmentDestination.html
 */
export function updateTraceSegmentDestination(input: Input, { transactionSearch }: Context) {
  const destination = optionalString(input, 'Destination');
  if (destination !== 'XRay' && destination !== 'CloudWatchLogs') {
    throw invalidRequest(`Destination must be XRay or CloudWatchLogs; got ${JSON.stringify(destination ?? null)}.`);
  }
  if ((input.CloudWatchLogsConfiguration ?? undefined) !== undefined) {
    throw unsupported('X-Ray', 'CloudWatchLogsConfiguration of UpdateTraceSegmentDestination');
  }
  if (destination === transactionSearch.destination) {
    throw invalidRequest(`The trace segment destination is already set to ${destination}.`);
  }
  transactionSearch.setDestination(destination);
  return { Destination: destination, Status: 'PENDING' };
}
