import { formatUrl, type PageState, type Place, parseUrl } from '../../model/url-state.ts';
import { createStore } from './store.ts';

const current = createStore<PageState>(parseUrl(location.href));
addEventListener('popstate', () => current.set(parseUrl(location.href)));

export const usePageState = current.use;

/** Changes the state of the page and its address. `replace` adds no step to the history, for changes within a view. */
export function go(change: Partial<PageState>, how: { replace?: boolean } = {}): void {
  const next = { ...current.get(), ...change };
  const url = formatUrl(next);
  if (how.replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  current.set(next);
}

/** The time range and the filter, in the format of the server's routes. */
export function rangeQuery({ range, query, errorsOnly }: PageState): URLSearchParams {
  const parameters = new URLSearchParams({ range });
  if (query !== '') parameters.set('q', query);
  if (errorsOnly) parameters.set('errors', '');
  return parameters;
}

/** The address of a place, with the current time range and filter of the page. */
export function addressOf(place: Place, state: PageState): string {
  return formatUrl({ ...state, place });
}
