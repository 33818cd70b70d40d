import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import type { CallerIdentity } from '../authorizer/outcome.ts';
import type { FunctionUrlDefinition } from '../contract.ts';
import { type ApiRequest, type ApiResponse, headerOf } from '../exchange.ts';
import { preflightResponse, withCors } from '../http/cors.ts';
import { httpResponse } from '../http/http-response.ts';
import type { OtherServices } from '../other-services.ts';
import { decideTrace, lambdaTraceHeader } from '../tracing/trace-decision.ts';
import { streamedResponse } from './streamed-response.ts';
import { urlEvent } from './url-event.ts';

/** The largest event that Lambda accepts. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const FORBIDDEN =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

/** A function URL: from an HTTP request to the function's answer, buffered or streamed. It records no segment. */
export class FunctionUrl {
  readonly #url: FunctionUrlDefinition;
  readonly #services: OtherServices;

  constructor(url: FunctionUrlDefinition, services: OtherServices) {
    this.#url = url;
    this.#services = services;
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const { cors } = this.#url;
    const preflight = cors && preflightResponse(request, cors);
    return preflight ?? withCors(await this.#answer(request), request, cors);
  }

  async #answer(request: ApiRequest): Promise<ApiResponse> {
    const requestId = randomUUID();
    const caller = this.#services.signerOf(request, 'lambda');
    if (this.#url.authType === 'AWS_IAM' && !this.#mayCall(caller)) {
      const forbidden = jsonAnswer(403, { Message: FORBIDDEN }, [['x-amzn-ErrorType', 'AccessDeniedException']]);
      return withIds(forbidden, requestId);
    }
    const trace = decideTrace({
      header: headerOf(request, 'x-amzn-trace-id'),
      tracingEnabled: false,
      records: false,
      sample: this.#services.sample,
      nowMs: request.receivedAtMs,
    });
    const event = urlEvent({
      url: this.#url,
      account: this.#services.account,
      request,
      requestId,
      traceHeader: trace.eventHeader,
      ...(this.#url.authType === 'AWS_IAM' && caller !== undefined && { caller }),
    });
    const payload = Buffer.from(JSON.stringify(event));
    if (payload.length > MAX_EVENT_BYTES) {
      return withIds(
        jsonAnswer(413, { Message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation' }),
        requestId,
      );
    }
    const response = await this.#invoke(request, payload, { traceHeader: lambdaTraceHeader(trace, ''), requestId });
    return withIds(response, requestId, trace.eventHeader);
  }

  #mayCall(caller: CallerIdentity | undefined): boolean {
    if (caller === undefined) return false;
    return this.#services.mayCall(caller.accessKey, 'lambda:InvokeFunctionUrl', this.#url.functionArn);
  }

  async #invoke(
    request: ApiRequest,
    payload: Buffer,
    options: { traceHeader: string; requestId: string },
  ): Promise<ApiResponse> {
    const { functionArn, invokeMode } = this.#url;
    try {
      if (invokeMode === 'RESPONSE_STREAM') {
        const streamed = await this.#services.invokeStream(functionArn, payload, options);
        return streamed.functionError === undefined ? await streamedResponse(streamed) : functionFailed();
      }
      const result = await this.#services.invoke(functionArn, payload, options);
      if (result.functionError !== undefined) return functionFailed();
      const response = httpResponse(result.payload, { payloadFormat: '2.0', defaultContentType: 'application/json' });
      if (typeof response !== 'string') return response;
      this.#services.warn(`${this.#url.logicalId} ${request.method} ${request.path}: ${response}`);
      return functionFailed();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return jsonAnswer(error.status, { Message: error.message }, [['x-amzn-ErrorType', error.code]]);
    }
  }
}

/** The body is text, although its content type is JSON. */
function functionFailed(): ApiResponse {
  return { status: 502, headers: [['Content-Type', 'application/json']], body: Buffer.from('Internal Server Error') };
}

function jsonAnswer(status: number, body: unknown, more: readonly (readonly [string, string])[] = []): ApiResponse {
  const headers = [['Content-Type', 'application/json'] as const, ...more];
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

function withIds(response: ApiResponse, requestId: string, traceHeader?: string): ApiResponse {
  const trace = traceHeader === undefined ? [] : [['x-amzn-trace-id', traceHeader] as const];
  return { ...response, headers: [...response.headers, ['x-amzn-requestid', requestId], ...trace] };
}
