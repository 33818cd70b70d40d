import type { Route } from '../contract.ts';

const MAX_NAMED = 5;

/** The reason of a 403 or 404, for the terminal. AWS's own message is of little help: `Missing Authentication Token`. */
export function noRoute(routes: readonly Pick<Route, 'method' | 'path'>[]): string {
  const named = routes
    .slice(0, MAX_NAMED)
    .map(({ method, path }) => (path === '$default' ? path : `${method} ${path}`));
  const others = routes.length - named.length;
  return `No route has this method and path. The API has ${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}.`;
}
