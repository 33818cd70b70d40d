import { useEffect, useRef, useState } from 'preact/hooks';
import { classifySearch } from '../../model/search.ts';
import { ApiError, call } from '../lib/api.ts';
import { useKeys } from '../lib/keys.ts';
import { go, usePageState } from '../lib/page-state.ts';
import { Icon } from './icon.tsx';

interface Complaint {
  readonly text: string;
  /** The offset of the error in the input, if it has one. */
  readonly position: number | undefined;
}

/** A box for a filter expression, a trace ID, or a request ID. Errors of an expression are shown below. */
export function Search() {
  const { query, place } = usePageState();
  const [typed, setTyped] = useState(query);
  const [complaint, setComplaint] = useState<Complaint | undefined>(undefined);
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.select() });
  useEffect(() => {
    setTyped(query);
    setComplaint(undefined);
    if (query !== '') void check(query).then(setComplaint);
  }, [query]);

  const submit = async (event: Event) => {
    event.preventDefault();
    const search = classifySearch(typed);
    if (search.kind === 'trace') return go({ place: { view: 'trace', traceId: search.traceId }, query: '' });
    if (search.kind === 'request') return setComplaint(await goToRequest(search.requestId));
    const expression = search.kind === 'filter' ? search.expression : '';
    const wrong = expression === '' ? undefined : await check(expression);
    setComplaint(wrong);
    const isListed = place.view === 'map' || place.view === 'traces' || place.view === 'failures';
    if (!wrong) go({ query: expression, ...(isListed ? {} : { place: { view: 'traces' } }) });
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: the form is the search landmark
    <form class="search" role="search" onSubmit={submit}>
      <Icon name="search" />
      <input
        ref={box}
        type="text"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        placeholder="Filter expression, trace ID, or request ID"
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !complaint) return;
          event.preventDefault(); // Other open elements stay open.
          setComplaint(undefined);
        }}
        aria-label="Search: filter expression, trace ID, or request ID"
        aria-invalid={complaint !== undefined}
        aria-describedby={complaint ? 'search-complaint' : undefined}
        spellcheck={false}
        autocomplete="off"
      />
      {typed === '' ? (
        <kbd>/</kbd>
      ) : (
        <button
          type="button"
          class="icon-button small"
          aria-label="Clear the search"
          onClick={() => clear(setTyped, setComplaint)}
        >
          <Icon name="close" />
        </button>
      )}
      {complaint && (
        <div class="search-complaint" id="search-complaint" role="alert">
          {complaint.position !== undefined && <Caret text={typed} position={complaint.position} />}
          <p>{complaint.text}</p>
        </div>
      )}
    </form>
  );
}

/** The expression, with a mark below the error. */
function Caret({ text, position }: { text: string; position: number }) {
  const start = Math.max(0, position - 30);
  return (
    <pre aria-hidden="true">
      {text.slice(start, position + 30)}
      {'\n'}
      {' '.repeat(position - start)}^
    </pre>
  );
}

function clear(setTyped: (text: string) => void, setComplaint: (complaint: undefined) => void): void {
  setTyped('');
  setComplaint(undefined);
  go({ query: '' });
}

/** X-Ray's error for an expression. Undefined if the expression is valid. */
async function check(expression: string): Promise<Complaint | undefined> {
  try {
    await call(`/_local/filter?${new URLSearchParams({ q: expression })}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { text: error.message, position: error.position };
  }
}

async function goToRequest(requestId: string): Promise<Complaint | undefined> {
  try {
    const { traceId } = await call<{ traceId: string }>(`/_local/requests/${requestId}`);
    go({ place: { view: 'trace', traceId }, query: '' });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { text: error.message, position: undefined };
  }
}
