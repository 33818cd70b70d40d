import type { FailuresAnswer, TracesAnswer } from '../../model/contract.ts';
import type { FailureGroup } from '../../model/failure.ts';
import { ago, count, counted, dateTime } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { useRowKeys } from '../lib/keys.ts';
import { rangeQuery, usePageState } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { useNow } from '../lib/use-now.ts';
import { NoTraces } from '../parts/no-traces.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { TraceList } from '../traces/trace-list.tsx';

type FailuresPlace = Extract<Place, { view: 'failures' }>;

/** Failed traces, grouped by the exception that caused them. A group expands to its traces. */
export function FailuresView({ place }: { place: FailuresPlace }) {
  useRowKeys();
  const state = usePageState();
  const data = useData<FailuresAnswer>(`/_local/failures?${rangeQuery(state)}`);
  return (
    <Ready data={data}>
      {({ groups, failing, examined }) =>
        place.group !== undefined && !groups.some(({ key }) => key === place.group) ? (
          <NoSuchCause cause={place.group} />
        ) : groups.length === 0 ? (
          <NoFailures />
        ) : (
          <>
            <div class="view-bar">
              <p class="view-summary">
                {counted(failing, 'failing trace')}, {counted(groups.length, 'cause')}
                {examined < failing && ` · the newest ${count(examined)} are grouped`}
              </p>
            </div>
            <Scroller label="Causes of failures">
              <ul class="groups">
                {groups.map((group) => (
                  <Group
                    key={group.key}
                    group={group}
                    isOpen={group.key === place.group}
                    largest={groups[0]?.count ?? 1}
                  />
                ))}
              </ul>
            </Scroller>
          </>
        )
      }
    </Ready>
  );
}

function NoSuchCause({ cause }: { cause: string }) {
  return (
    <Notice icon="failures" title="No failures with this cause">
      <p>
        No trace failed because of <code>{cause}</code> in this time range, or the filter excludes it.
      </p>
      <PlaceLink to={{ view: 'failures' }} class="button">
        All failures
      </PlaceLink>
    </Notice>
  );
}

function NoFailures() {
  const { query, range } = usePageState();
  if (query !== '' || range !== 'all') return <NoTraces what="failures" />;
  return (
    <Notice icon="ok" title="No failures">
      <p>
        To see a failure here, <PlaceLink to={{ view: 'send' }}>send an event</PlaceLink> that makes a function fail.
      </p>
    </Notice>
  );
}

function Group({ group, isOpen, largest }: { group: FailureGroup; isOpen: boolean; largest: number }) {
  const nowMs = useNow();
  return (
    <li class={isOpen ? 'group open' : 'group'}>
      <PlaceLink
        to={isOpen ? { view: 'failures' } : { view: 'failures', group: group.key }}
        class="group-head"
        data-row
      >
        <StatusMark status={group.status} />
        <span class="group-what">
          <span class="group-title">
            <strong>{group.type}</strong> <span class="group-message">{group.message}</span>
          </span>
          <span class="group-where">
            {group.place && <code>{group.place}</code>}
            <span>{group.services.join(', ')}</span>
          </span>
        </span>
        <span class="group-count">
          <strong class="number">{count(group.count)}</strong>
          <svg class="mini-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="mini-bar-back" width="100" height="4" />
            <rect class={`fill-${group.status}`} width={(group.count / largest) * 100} height="4" />
          </svg>
        </span>
        <span class="group-times quiet">
          <span title={dateTime(group.lastMs)}>last {ago(group.lastMs, nowMs)}</span>
          <span title={dateTime(group.firstMs)}>first {ago(group.firstMs, nowMs)}</span>
        </span>
      </PlaceLink>
      {isOpen && <GroupTraces group={group} />}
    </li>
  );
}

/** The traces of the group. */
function GroupTraces({ group }: { group: FailureGroup }) {
  const query = rangeQuery(usePageState());
  query.set('group', group.key);
  const data = useData<TracesAnswer>(`/_local/traces?${query}`);
  return (
    <div class="group-traces">
      <Ready data={data}>{(answer) => <TraceList rows={answer.rows} />}</Ready>
    </div>
  );
}
