import type { RunningApi } from '../services/apigateway/service.ts';

const MAX_ROUTES = 6;

/** A line for each API: its logical ID, its address, and its routes. */
export function apiLines(apis: readonly RunningApi[]): string[] {
  return apis.map(({ logicalId, url, kind, stages, routes }) => {
    if (kind === 'URL') return `${logicalId}: ${url}/ (function URL)`;
    const [stage = '$default'] = stages;
    const address = stage === '$default' ? url : `${url}/${stage}`;
    const named = routes
      .slice(0, MAX_ROUTES)
      .map(({ method, path }) => (path === '$default' ? path : `${method} ${path}`));
    const more = routes.length > MAX_ROUTES ? [`and ${routes.length - MAX_ROUTES} more`] : [];
    return `${logicalId}: ${address} (${[...named, ...more].join(', ')})`;
  });
}
