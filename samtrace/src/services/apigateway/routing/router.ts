import { comparePaths, matchPath, type PathParameters, type PathPart, parsePath } from './path-template.ts';

export interface Match<R> {
  readonly route: R;
  /** Still percent-encoded. */
  readonly parameters: PathParameters;
}

interface Compiled<R> {
  readonly route: R;
  readonly template: readonly PathPart[];
}

const DEFAULT_ROUTE = '$default';

/**
 * Finds routes as API Gateway does. Only routes for the request's method count, so a path whose best resource lacks the
 * method falls through to a greedy one. Then the most specific path wins, its own method before ANY, and `$default` last.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class Router<R extends { readonly method: string; readonly path: string }> {
  readonly #routes: readonly Compiled<R>[];
  readonly #default: R | undefined;

  constructor(routes: readonly R[]) {
    this.#default = routes.find(({ path }) => path === DEFAULT_ROUTE);
    this.#routes = routes
      .filter(({ path }) => path !== DEFAULT_ROUTE)
      .map((route) => ({ route, template: parsePath(route.path) }))
      .sort((a, b) => comparePaths(a.template, b.template) || Number(isAny(a.route)) - Number(isAny(b.route)));
  }

  /** `parts` are those of the request's path. */
  find(method: string, parts: readonly string[]): Match<R> | undefined {
    for (const { route, template } of this.#routes) {
      if (!isAny(route) && route.method !== method) continue;
      const parameters = matchPath(template, parts);
      if (parameters !== undefined) return { route, parameters };
    }
    return this.#default && { route: this.#default, parameters: {} };
  }
}

function isAny({ method }: { readonly method: string }): boolean {
  return method === 'ANY';
}
