import { askAuthorizer } from '../authorizer/ask-authorizer.ts';
import { httpAuthorizerEvent } from '../authorizer/http-authorizer-event.ts';
import type { AuthorizerAnswer } from '../authorizer/lambda-authorizer.ts';
import { type AuthorizerOutcome, reasonIn } from '../authorizer/outcome.ts';
import { ResultCache } from '../authorizer/result-cache.ts';
import type { HttpApiDefinition, LambdaIntegration, Route } from '../contract.ts';
import { type ApiRequest, type ApiResponse, headerOf } from '../exchange.ts';
import { executeApiArn } from '../execute-api-arn.ts';
import { extendedRequestId } from '../extended-request-id.ts';
import { invokeFunction } from '../invocation.ts';
import type { OtherServices } from '../other-services.ts';
import { noRoute } from '../routing/no-route.ts';
import { partsOf } from '../routing/path-template.ts';
import { Router } from '../routing/router.ts';
import { findStagedRoute, type StagedMatch } from '../routing/stage-path.ts';
import { decideTrace, lambdaTraceHeader } from '../tracing/trace-decision.ts';
import { preflightResponse, withCors } from './cors.ts';
import { httpError } from './http-errors.ts';
import { httpEvent, httpRequestContext } from './http-event.ts';
import { httpEventV1 } from './http-event-v1.ts';
import { decodeHttpPath, UndecodablePath } from './http-path.ts';
import type { HttpRequest } from './http-request.ts';
import { httpResponse } from './http-response.ts';

/** An HTTP API: from an HTTP request to the answer. It records no segment, as on AWS, and passes the trace header on. */
export class HttpApi {
  readonly #api: HttpApiDefinition;
  readonly #services: OtherServices;
  readonly #router: Router<Route>;
  readonly #authorizerResults = new ResultCache<AuthorizerAnswer>();

  constructor(api: HttpApiDefinition, services: OtherServices) {
    this.#api = api;
    this.#services = services;
    this.#router = new Router(api.routes);
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const { cors } = this.#api;
    const requestId = extendedRequestId();
    const preflight = cors && preflightResponse(request, cors);
    const response = preflight ?? withCors(await this.#answer(request, requestId), request, cors);
    return { ...response, headers: [...response.headers, ['apigw-requestid', requestId]] };
  }

  async #answer(request: ApiRequest, requestId: string): Promise<ApiResponse> {
    try {
      const found = this.#find(request);
      if (found !== undefined) return await this.#run(request, found, requestId);
      const { logicalId, routes } = this.#api;
      this.#services.warn(`${logicalId} ${request.method} ${request.path}: ${noRoute(routes)}`);
      return httpError('notFound');
    } catch (error) {
      if (error instanceof UndecodablePath) return httpError('badRequest');
      throw error;
    }
  }

  #find({ method, path }: ApiRequest): StagedMatch<Route> | undefined {
    return findStagedRoute(this.#api.stages, path, (pathInStage) => this.#router.find(method, partsOf(pathInStage)));
  }

  async #run(request: ApiRequest, found: StagedMatch<Route>, requestId: string): Promise<ApiResponse> {
    const { stage, route } = found;
    const path = decodeHttpPath(found.path);
    const parameters = Object.entries(found.parameters).map(([name, value]) => [name, decodeHttpPath(value)] as const);
    const trace = decideTrace({
      header: headerOf(request, 'x-amzn-trace-id'),
      tracingEnabled: false,
      records: false,
      sample: this.#services.sample,
      nowMs: request.receivedAtMs,
    });
    const traceHeader = lambdaTraceHeader(trace, '');
    const call: HttpRequest = {
      api: this.#api,
      stage,
      route,
      account: this.#services.account,
      request,
      path: stage.name === '$default' ? path : `/${stage.name}${path}`,
      pathParameters: Object.fromEntries(parameters),
      requestId,
      traceHeader: trace.eventHeader,
    };
    const outcome = route.authorizer && (await this.#authorize(route.authorizer, call, traceHeader));
    const reason = outcome && reasonIn(outcome);
    if (reason !== undefined) this.#warn(call, reason);
    const refusal = outcome && refusalOf(outcome);
    if (refusal !== undefined) return httpError(refusal);
    const { integration } = route;
    if (integration.kind !== 'lambda') {
      const reason = integration.kind === 'mock' ? 'its integration is of type MOCK' : integration.reason;
      this.#warn(call, `samtrace does not support this route: ${reason}.`);
      return httpError('failed');
    }
    return this.#invoke({ ...call, ...(outcome && authorizerFields(outcome)) }, integration, traceHeader);
  }

  #authorize(authorizer: NonNullable<Route['authorizer']>, call: HttpRequest, traceHeader: string) {
    const { account } = this.#services;
    const routeArn = this.#arn(call, call.path.replace(`/${call.stage.name}/`, '/'));
    const name = authorizer.kind === 'lambda' ? authorizer.name : 'iam';
    return askAuthorizer(
      authorizer,
      {
        request: call.request,
        stageVariables: call.stage.variables,
        context: httpRequestContext(call),
        methodArn: routeArn,
        authorizerArn: `arn:aws:execute-api:${account.region}:${account.accountId}:${this.#api.apiId}/authorizers/${name}`,
        traceHeader,
        event: (lambda, identity) => httpAuthorizerEvent(lambda, call, routeArn, identity),
      },
      this.#services,
      this.#authorizerResults,
    );
  }

  async #invoke(call: HttpRequest, integration: LambdaIntegration, traceHeader: string): Promise<ApiResponse> {
    const { payloadFormat } = integration;
    const outcome = await invokeFunction(this.#services, {
      integration,
      event: payloadFormat === '2.0' ? httpEvent(call) : httpEventV1(call),
      traceHeader,
      // A permission for the route $default has no method; a permission for every method also allows it.
      sourceArns: [
        this.#arn(call, call.route.path),
        ...(call.route.path === '$default' ? [this.#arn(call, '').replace(/[^/]+\/$/, '$$default')] : []),
      ],
    });
    if (outcome.kind !== 'answer') {
      this.#warn(call, outcome.reason);
      return httpError(ERRORS[outcome.kind]);
    }
    const response = httpResponse(outcome.payload, { payloadFormat, defaultContentType: 'text/plain; charset=utf-8' });
    if (typeof response !== 'string') return response;
    this.#warn(call, response);
    return httpError('failed');
  }

  #arn({ stage, request }: HttpRequest, path: string): string {
    return executeApiArn(this.#services.account, this.#api.apiId, stage.name, request.method, path);
  }

  #warn({ request, route }: HttpRequest, reason: string): void {
    this.#services.warn(`${this.#api.logicalId} ${request.method} ${route.path}: ${reason}`);
  }
}

const ERRORS = {
  'function-error': 'failed',
  'timed-out': 'timedOut',
  'too-large': 'tooLarge',
  'not-permitted': 'failed',
  rejected: 'timedOut',
} as const;

function refusalOf({ kind }: AuthorizerOutcome): 'unauthorized' | 'forbidden' | 'failed' | undefined {
  if (kind === 'unauthorized') return 'unauthorized';
  if (kind === 'denied' || kind === 'unsigned') return 'forbidden';
  return kind === 'failed' ? 'failed' : undefined;
}

/** `requestContext.authorizer` of payload format 2.0, and what 1.0 shows in its place. */
function authorizerFields(outcome: AuthorizerOutcome): Partial<HttpRequest> {
  if (outcome.kind === 'allowed') {
    return { authorizer: { lambda: outcome.context }, authorizerContext: outcome.context };
  }
  if (outcome.kind !== 'signed') return {};
  const { accessKey, accountId, userArn, userId } = outcome.caller;
  const iam = { accessKey, accountId, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn, userId };
  return { authorizer: { iam }, caller: outcome.caller };
}
