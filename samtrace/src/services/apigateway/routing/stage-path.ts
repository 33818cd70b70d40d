import type { Stage } from '../contract.ts';
import type { Match, Router } from './router.ts';

/** A request's stage and route. */
export interface StagedMatch<R> extends Match<R> {
  readonly stage: Stage;
  /** Within the stage, as sent. Begins with a slash. */
  readonly path: string;
}

/**
 * Finds the stage and the route of a path. On AWS the first part of a path names the stage (`/Prod/orders`), except for
 * the stage `$default`. `sam local start-api` serves the paths without a stage (`/orders`). Both work here. AWS's reading
 * comes first; the other one matches a path that starts with the name of a stage only for a route that starts with it.
 */
export function findStagedRoute<R extends { readonly method: string; readonly path: string }>(
  stages: readonly Stage[],
  path: string,
  find: (pathInStage: string) => ReturnType<Router<R>['find']>,
): StagedMatch<R> | undefined {
  const [, first = '', rest = ''] = /^\/+([^/]*)(.*)$/s.exec(path) ?? [];
  const named = stages.find(({ name }) => name === first);
  if (named !== undefined) {
    const pathInStage = rest === '' ? '/' : rest;
    const match = find(pathInStage);
    if (match !== undefined) return { ...match, stage: named, path: pathInStage };
  }
  const stage = stages.find(({ name }) => name === '$default') ?? stages[0];
  const match = stage && find(path);
  if (stage === undefined || match === undefined) return undefined;
  if (named !== undefined && match.route.path.split('/')[1] !== named.name) return undefined;
  return { ...match, stage, path };
}
