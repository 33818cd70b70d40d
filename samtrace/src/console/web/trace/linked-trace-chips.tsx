import { type LinkedTrace, linkedTraces } from '../../model/linked-traces.ts';
import type { Trace } from '../../model/trace.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';

/** A batch may link to 20 traces; the panels of the entities list them all. */
const MAX_CHIPS = 5;

const NAMES = { sender: 'Sender', consumer: 'Consumer' };

/** Links to the traces on the other side of a queue. */
export function LinkedTraceChips({ trace }: { trace: Trace }) {
  const linked = linkedTraces(trace);
  return (
    <>
      {linked.slice(0, MAX_CHIPS).map((link) => (
        <li key={link.traceId}>
          <PlaceLink
            to={{
              view: 'trace',
              traceId: link.traceId,
              ...(link.entityId !== undefined && { entityId: link.entityId }),
            }}
            class="chip"
            title={titleOf(link)}
          >
            <Icon name="queue" />
            <span class="chip-text">
              {link.role === undefined ? 'Linked trace' : NAMES[link.role]} {link.traceId}
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
