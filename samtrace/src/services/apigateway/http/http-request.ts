import type { Account } from '../../../aws/arn.ts';
import type { AuthorizerContext, CallerIdentity } from '../authorizer/outcome.ts';
import type { HttpApiDefinition, Route, Stage } from '../contract.ts';
import type { ApiRequest } from '../exchange.ts';
import type { PathParameters } from '../routing/path-template.ts';

/** A request to an HTTP API with its route, with all data for its events. */
export interface HttpRequest {
  readonly api: Pick<HttpApiDefinition, 'apiId'>;
  readonly stage: Stage;
  readonly route: Pick<Route, 'method' | 'path'>;
  readonly account: Account;
  readonly request: ApiRequest;
  /** Decoded, with the stage in front unless it is `$default`. */
  readonly path: string;
  /** Decoded. */
  readonly pathParameters: PathParameters;
  readonly requestId: string;
  /** `X-Amzn-Trace-Id`. */
  readonly traceHeader: string;
  readonly caller?: CallerIdentity;
  /** `requestContext.authorizer`. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** The answer of the authorizer, for payload format 1.0. */
  readonly authorizerContext?: AuthorizerContext | null;
}

/** `GET /orders`, `ANY /orders/{id}` or `$default`. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return path === '$default' ? path : `${method} ${path}`;
}
