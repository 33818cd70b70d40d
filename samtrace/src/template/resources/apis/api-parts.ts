import type {
  Authorizer,
  CorsRules,
  GatewayResponseOverride,
  Integration,
} from '../../../services/apigateway/contract.ts';

/** An authorizer by its declaration: one that runs, or one that samtrace does not have. */
export type DeclaredAuthorizer = Authorizer | { readonly kind: 'ignored'; readonly type: string };

/** A route whose authorizer is still a name. */
export interface DeclaredRoute {
  /** `GET`, or `ANY`. */
  readonly method: string;
  readonly path: string;
  readonly integration: Integration;
  /** The name of an authorizer, `AWS_IAM`, or absent. */
  readonly authorizerName?: string;
  readonly apiKeyRequired: boolean;
}

/** The parts of an API that one source declares: an OpenAPI document, SAM's events, or separate resources. */
export interface ApiParts {
  readonly routes: readonly DeclaredRoute[];
  readonly authorizers: Readonly<Record<string, DeclaredAuthorizer>>;
  readonly binaryMediaTypes: readonly string[];
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseOverride>>;
  readonly cors?: CorsRules;
}

export const NO_PARTS: ApiParts = { routes: [], authorizers: {}, binaryMediaTypes: [], gatewayResponses: {} };

/** Later sources win: an event replaces the operation of a document with its path and method. */
export function joinParts(...all: readonly ApiParts[]): ApiParts {
  const routes = new Map<string, DeclaredRoute>();
  for (const route of all.flatMap((parts) => parts.routes)) routes.set(`${route.method} ${route.path}`, route);
  const cors = all.findLast((parts) => parts.cors !== undefined)?.cors;
  return {
    routes: [...routes.values()],
    authorizers: Object.assign({}, ...all.map((parts) => parts.authorizers)),
    binaryMediaTypes: [...new Set(all.flatMap((parts) => parts.binaryMediaTypes))],
    gatewayResponses: Object.assign({}, ...all.map((parts) => parts.gatewayResponses)),
    ...(cors && { cors }),
  };
}
