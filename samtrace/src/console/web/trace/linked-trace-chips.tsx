import { type LinkedTrace, linkedTraces, roleName } from '../../model/linked-traces.ts';
import type { Trace } from '../../model/trace.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { placeOf } from './linked-place.ts';

/** A batch may link to 20 traces; the panels of the entities list them all. */
const MAX_CHIPS = 5;

/** Links to the traces on the other side of a queue. */
export function LinkedTraceChips({ trace }: { trace: Trace }) {
  const linked = linkedTraces(trace);
  return (
    <>
      {linked.slice(0, MAX_CHIPS).map((link) => (
        <li key={link.traceId}>
          <PlaceLink to={placeOf(link)} class="chip" title={titleOf(link)}>
            <Icon name="queue" />
            <span class="chip-text">
              {roleName(link)} {link.traceId}
            </span>
          </PlaceLink>
        </li>
      ))}
      {linked.length > MAX_CHIPS && <li>and {linked.length - MAX_CHIPS} more</li>}
    </>
  );
}

function titleOf({ role, traceId }: LinkedTrace): string {
  if (role === 'sender') return `The trace that sent a message of this one: ${traceId}`;
  if (role === 'consumer') return `The trace that a message of this one led to: ${traceId}`;
  return `A linked trace: ${traceId}`;
}
