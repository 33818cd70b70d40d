import type { Account } from '../../../aws/arn.ts';
import type { AuthorizerContext, CallerIdentity } from '../authorizer/outcome.ts';
import type { RestApiDefinition, Route, Stage } from '../contract.ts';
import type { ApiRequest } from '../exchange.ts';
import type { PathParameters } from '../routing/path-template.ts';

/** A request with its route, with all data for its events. */
export interface RestRequest {
  readonly api: RestApiDefinition;
  readonly stage: Stage;
  readonly route: Route;
  readonly account: Account;
  readonly request: ApiRequest;
  /** Within the stage, as sent. */
  readonly path: string;
  /** Not decoded, as in the event. */
  readonly pathParameters: PathParameters;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `X-Amzn-Trace-Id`. */
  readonly traceHeader: string;
  readonly caller?: CallerIdentity;
  readonly authorizer?: AuthorizerContext;
}
