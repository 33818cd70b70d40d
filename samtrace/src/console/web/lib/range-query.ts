import type { PageState } from '../../model/url-state.ts';

/** The time and the filter as the server's routes take them. */
export function rangeQuery({ range, query, errorsOnly }: PageState): URLSearchParams {
  const parameters = new URLSearchParams({ range });
  if (query !== '') parameters.set('q', query);
  if (errorsOnly) parameters.set('errors', '');
  return parameters;
}
