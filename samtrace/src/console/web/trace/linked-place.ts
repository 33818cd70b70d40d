import type { LinkedTrace } from '../../model/linked-traces.ts';
import type { Place } from '../../model/url-state.ts';

/** The address of a linked trace, with the linked segment selected. */
export function placeOf({ traceId, entityId }: LinkedTrace): Place {
  return { view: 'trace', traceId, ...(entityId !== undefined && { entityId }) };
}
