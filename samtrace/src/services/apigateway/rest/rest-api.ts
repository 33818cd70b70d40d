import { randomUUID } from 'node:crypto';
import { newSegmentId } from '../../../aws/trace-header.ts';
import { askAuthorizer } from '../authorizer/ask-authorizer.ts';
import type { AuthorizerAnswer } from '../authorizer/lambda-authorizer.ts';
import { reasonIn } from '../authorizer/outcome.ts';
import { restAuthorizerEvent } from '../authorizer/rest-authorizer-event.ts';
import { ResultCache } from '../authorizer/result-cache.ts';
import type { LambdaIntegration, RestApiDefinition, Route } from '../contract.ts';
import { type ApiRequest, type ApiResponse, headerOf } from '../exchange.ts';
import { executeApiArn } from '../execute-api-arn.ts';
import { extendedRequestId } from '../extended-request-id.ts';
import { invokeFunction, streamFunction } from '../invocation.ts';
import type { OtherServices } from '../other-services.ts';
import { readPrelude } from '../prelude.ts';
import { noRoute } from '../routing/no-route.ts';
import { partsOf } from '../routing/path-template.ts';
import { Router } from '../routing/router.ts';
import { findStagedRoute, type StagedMatch } from '../routing/stage-path.ts';
import { type LambdaCall, stageSegment } from '../tracing/stage-segment.ts';
import { answerTraceHeader, decideTrace, lambdaTraceHeader, type TraceDecision } from '../tracing/trace-decision.ts';
import { whenDone, withIds, withTraceId } from './rest-answer.ts';
import { type RestErrorType, restError } from './rest-errors.ts';
import { restEvent, restRequestContext } from './rest-event.ts';
import { restRefusal } from './rest-refusal.ts';
import type { RestRequest } from './rest-request.ts';
import { restResponse } from './rest-response.ts';

/** The result of a request, for the answer and for the segment of the stage. */
interface Result {
  readonly response: ApiResponse;
  /** The API's call of the function, after the answer has ended. */
  call?(): LambdaCall;
}

/** A REST API: from an HTTP request to the answer, with the stage's segment. */
export class RestApi {
  readonly #api: RestApiDefinition;
  readonly #services: OtherServices;
  readonly #router: Router<Route>;
  readonly #authorizerResults = new ResultCache<AuthorizerAnswer>();

  constructor(api: RestApiDefinition, services: OtherServices) {
    this.#api = api;
    this.#services = services;
    this.#router = new Router(api.routes);
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const requestId = randomUUID();
    const extendedId = extendedRequestId();
    const found = this.#find(request);
    if (found === undefined) {
      const { logicalId, routes } = this.#api;
      this.#services.warn(`${logicalId} ${request.method} ${request.path}: ${noRoute(routes)}`);
      return withIds(this.#error('MISSING_AUTHENTICATION_TOKEN'), requestId, extendedId);
    }
    const { account, now, sample, recordSegment } = this.#services;
    const { stage, route } = found;
    const trace = decideTrace({
      header: headerOf(request, 'x-amzn-trace-id'),
      tracingEnabled: stage.tracingEnabled,
      records: true,
      sample,
      nowMs: request.receivedAtMs,
    });
    const segmentId = newSegmentId();
    const call: RestRequest = {
      api: this.#api,
      stage,
      route,
      account,
      request,
      path: found.path,
      pathParameters: found.parameters,
      requestId,
      extendedRequestId: extendedId,
      traceHeader: trace.eventHeader,
    };
    const result = await this.#run(call, trace, segmentId);
    const { response } = result;
    const record = (): void => {
      const lambdaCall = result.call?.();
      const url = `http://${headerOf(request, 'host')}/${stage.name}${found.path}`;
      const facts = { id: segmentId, api: this.#api, stage, account, request, trace, url, requestId };
      const ended = { status: response.status, endMs: now(), ...(lambdaCall && { call: lambdaCall }) };
      recordSegment(stageSegment({ ...facts, ...ended, extendedRequestId: extendedId }));
    };
    const answer = withIds(response, requestId, extendedId);
    if (!trace.recorded) return answer;
    if (!Buffer.isBuffer(answer.body)) return { ...answer, body: whenDone(answer.body, record) };
    record();
    return answer;
  }

  /** A trailing slash does not count, nor do further slashes after the stage. */
  #find({ method, path }: ApiRequest): StagedMatch<Route> | undefined {
    const partsIn = (pathInStage: string) => partsOf(pathInStage.replace(/^\/+/, '/').replace(/\/$/, ''));
    return findStagedRoute(this.#api.stages, path, (pathInStage) => this.#router.find(method, partsIn(pathInStage)));
  }

  async #run(call: RestRequest, trace: TraceDecision, segmentId: string): Promise<Result> {
    const { authorizer } = call.route;
    if (authorizer !== undefined) {
      const outcome = await askAuthorizer(
        authorizer,
        {
          request: call.request,
          stageVariables: call.stage.variables,
          context: restRequestContext(call),
          methodArn: this.#arn(call, call.path),
          authorizerArn: this.#authorizerArn(authorizer),
          traceHeader: lambdaTraceHeader(trace, segmentId),
          event: (lambda, identity) => restAuthorizerEvent(lambda, call, this.#arn(call, call.path), identity),
        },
        this.#services,
        this.#authorizerResults,
      );
      const reason = reasonIn(outcome);
      if (reason !== undefined) this.#warn(call, reason);
      const refusal = restRefusal(outcome);
      if (refusal !== undefined) return { response: this.#error(refusal.type, refusal) };
      const context = outcome.kind === 'allowed' && outcome.context !== null ? { authorizer: outcome.context } : {};
      const caller = outcome.kind === 'signed' ? { caller: outcome.caller } : {};
      return this.#integrate({ ...call, ...context, ...caller }, trace);
    }
    return this.#integrate(call, trace);
  }

  async #integrate(call: RestRequest, trace: TraceDecision): Promise<Result> {
    const { integration } = call.route;
    if (integration.kind === 'mock') {
      const headers = Object.entries({ 'Content-Type': 'application/json', ...integration.headers });
      return { response: { status: integration.status, headers, body: Buffer.from(integration.body) } };
    }
    if (integration.kind === 'unsupported') {
      this.#warn(call, `samtrace does not support this route: ${integration.reason}.`);
      return { response: this.#error('API_CONFIGURATION_ERROR') };
    }
    return this.#invoke(call, integration, trace);
  }

  async #invoke(call: RestRequest, integration: LambdaIntegration, trace: TraceDecision): Promise<Result> {
    const { now } = this.#services;
    const id = newSegmentId();
    const traceHeader = lambdaTraceHeader(trace, id);
    const startMs = now();
    const invoke = integration.streaming ? streamFunction : invokeFunction;
    const outcome = await invoke(this.#services, {
      integration,
      event: restEvent(call),
      traceHeader,
      sourceArns: [this.#arn(call, call.route.path)],
    });
    const lambdaCall = (status: number, contentLength: number) => (): LambdaCall => {
      return { id, functionArn: integration.functionArn, startMs, endMs: now(), status, contentLength };
    };
    if (outcome.kind === 'answer' || outcome.kind === 'stream') {
      const response =
        outcome.kind === 'answer'
          ? restResponse(outcome.payload, call.request, this.#api.binaryMediaTypes)
          : ((await readPrelude(outcome.result.body)) ?? NO_PRELUDE);
      if (typeof response !== 'string') {
        const length = Buffer.isBuffer(response.body) ? response.body.length : 0;
        return {
          response: withTraceId(response, answerTraceHeader(trace, id)),
          call: lambdaCall(response.status, length),
        };
      }
      this.#warn(call, response);
      return { response: this.#error('INTEGRATION_FAILURE'), call: lambdaCall(502, 0) };
    }
    this.#warn(call, outcome.reason);
    const response = this.#error(ERRORS[outcome.kind]);
    const isCalled = outcome.kind !== 'too-large' && outcome.kind !== 'not-permitted';
    return { response, ...(isCalled && { call: lambdaCall(response.status, 0) }) };
  }

  #arn({ stage, request }: RestRequest, path: string): string {
    return executeApiArn(this.#services.account, this.#api.apiId, stage.name, request.method, path);
  }

  #authorizerArn(authorizer: NonNullable<Route['authorizer']>): string {
    const { region, accountId } = this.#services.account;
    const name = authorizer.kind === 'lambda' ? authorizer.name : 'iam';
    return `arn:aws:execute-api:${region}:${accountId}:${this.#api.apiId}/authorizers/${name}`;
  }

  #error(type: RestErrorType, given: { message?: string } = {}): ApiResponse {
    return restError(type, this.#api.gatewayResponses, given);
  }

  #warn({ request, route }: RestRequest, reason: string): void {
    this.#services.warn(`${this.#api.logicalId} ${request.method} ${route.path}: ${reason}`);
  }
}

const NO_PRELUDE =
  'The streamed answer must begin with JSON and 8 NUL bytes, as awslambda.HttpResponseStream.from() writes them.';

const ERRORS = {
  'function-error': 'INTEGRATION_FAILURE',
  'timed-out': 'INTEGRATION_TIMEOUT',
  'too-large': 'REQUEST_TOO_LARGE',
  'not-permitted': 'API_CONFIGURATION_ERROR',
  rejected: 'API_CONFIGURATION_ERROR',
} as const;
