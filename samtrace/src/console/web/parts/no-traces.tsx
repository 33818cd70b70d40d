import { go, usePageState } from '../lib/page-state.ts';
import { PlaceLink } from './place-link.tsx';
import { Notice } from './states.tsx';

/** Explains why there are no traces: because of the filter, the time range, or because no function was invoked yet. */
export function NoTraces({ what = 'traces' }: { what?: string }) {
  const { query, errorsOnly, range } = usePageState();
  const isFiltered = query !== '' || errorsOnly;
  if (isFiltered) {
    return (
      <Notice icon="search" title={`No ${what} match`}>
        <p>
          {query !== '' && <code>{query}</code>} {errorsOnly && 'Only failing traces are shown.'}
        </p>
        <button type="button" class="button" onClick={() => go({ query: '', errorsOnly: false })}>
          Show all
        </button>
      </Notice>
    );
  }
  return (
    <Notice icon="traces" title={`No ${what} ${range === 'all' ? 'yet' : 'in this time range'}`}>
      <p>
        Traces appear here as soon as a function is invoked. <PlaceLink to={{ view: 'send' }}>Send an event</PlaceLink>,
        call the endpoint with the AWS CLI, or drop the output of <code>aws xray batch-get-traces</code> on this page.
      </p>
      {range !== 'all' && (
        <button type="button" class="button" onClick={() => go({ range: 'all' })}>
          Show all times
        </button>
      )}
    </Notice>
  );
}
