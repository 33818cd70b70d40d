import { dateTime, duration } from '../../model/format.ts';
import { type LinkedTrace, roleName } from '../../model/linked-traces.ts';
import { type Row, waitOf } from '../../model/waterfall.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { FieldList } from './field-list.tsx';
import { placeOf } from './linked-place.ts';

const MEANINGS = {
  sender: 'The trace in which the message was sent.',
  consumer: 'The trace in which the message was received.',
};

/** The data of a selected link to another trace. */
export function LinkPanel({ row, link, isStored }: { row: Row; link: LinkedTrace; isStored: boolean }) {
  const wait = waitOf(row);
  return (
    <aside class="panel entity-panel" aria-label="Selected link">
      <header class="panel-head">
        <div class="panel-title">
          <span class="kind-mark">
            <Icon name="queue" />
          </span>
          <div>
            <h2>{[roleName(link), link.name].filter(Boolean).join(' ')}</h2>
            {link.type !== undefined && <p class="quiet">{link.type}</p>}
            {link.role && <p class="quiet">{MEANINGS[link.role]}</p>}
          </div>
        </div>
      </header>
      <Scroller label="Details" class="panel-body">
        <section>
          <h3>Overview</h3>
          <FieldList
            fields={{
              'Trace ID': link.traceId,
              ...(link.entityId !== undefined && { 'Segment ID': link.entityId }),
              ...(link.receivedMs !== undefined && { Received: dateTime(link.receivedMs) }),
              ...(wait && { 'In the queue': duration(wait.endMs - wait.startMs) }),
            }}
          />
          {isStored && (
            <PlaceLink to={placeOf(link)} class="button" title="The key for this: Enter">
              Open the linked trace
            </PlaceLink>
          )}
        </section>
      </Scroller>
    </aside>
  );
}
