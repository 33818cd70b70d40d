import type { Account } from '../../../aws/arn.ts';
import { functionNameIn } from '../../../aws/arn.ts';
import type { Entity, SegmentDocument } from '../../../aws/segment-document.ts';
import type { RestApiDefinition, Stage } from '../contract.ts';
import { type ApiRequest, headerOf } from '../exchange.ts';
import type { TraceDecision } from './trace-decision.ts';

/** The API's call of the route's function. */
export interface LambdaCall {
  readonly id: string;
  readonly functionArn: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The status in the function's answer, or the status for its failure. */
  readonly status: number;
  readonly contentLength: number;
}

export interface StageRun {
  readonly id: string;
  readonly api: RestApiDefinition;
  readonly stage: Stage;
  readonly account: Account;
  readonly request: ApiRequest;
  readonly trace: TraceDecision;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly url: string;
  readonly status: number;
  readonly endMs: number;
  readonly call?: LambdaCall;
}

/**
 * The `AWS::ApiGateway::Stage` segment, as AWS records it: times to the millisecond, and a content length of 0 for any
 * the body. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html
 */
export function stageSegment(run: StageRun): SegmentDocument {
  const { api, stage, account, request, trace } = run;
  const userAgent = headerOf(request, 'user-agent');
  return {
    id: run.id,
    name: `${api.name}/${stage.name}`,
    start_time: request.receivedAtMs / 1000,
    end_time: run.endMs / 1000,
    trace_id: trace.traceId,
    ...(trace.parent !== undefined && { parent_id: trace.parent }),
    ...flags(run.status),
    http: {
      request: {
        url: run.url,
        method: request.method,
        ...(userAgent !== undefined && { user_agent: userAgent }),
        client_ip: request.sourceIp,
        x_forwarded_for: true,
      },
      response: { status: run.status, content_length: 0 },
    },
    aws: {
      api_gateway: {
        account_id: account.accountId,
        rest_api_id: api.apiId,
        stage: stage.name,
        request_id: run.requestId,
      },
    },
    annotations: { 'aws:api_id': api.apiId, 'aws:api_stage': stage.name },
    metadata: { default: { extended_request_id: run.extendedRequestId, request_id: run.requestId } },
    origin: 'AWS::ApiGateway::Stage',
    resource_arn: `arn:aws:apigateway:${account.region}::/restapis/${api.apiId}/stages/${stage.name}`,
    ...(run.call && { subsegments: [lambdaSubsegment(run.call, request.method, account)] }),
  };
}

function lambdaSubsegment(call: LambdaCall, method: string, account: Account): Entity {
  const functionName = functionNameIn(call.functionArn);
  return {
    id: call.id,
    name: 'Lambda',
    start_time: call.startMs / 1000,
    end_time: call.endMs / 1000,
    ...flags(call.status),
    namespace: 'aws',
    http: {
      request: {
        url: `https://lambda.${account.region}.amazonaws.com/2015-03-31/functions/${call.functionArn}/invocations`,
        method,
      },
      response: { status: call.status, content_length: call.contentLength },
    },
    aws: {
      function_name: functionName,
      region: account.region,
      operation: 'Invoke',
      resource_names: [functionName],
    },
  };
}

/** X-Ray's rule for the flags of an HTTP status. */
function flags(status: number): Pick<Entity, 'error' | 'throttle' | 'fault'> {
  if (status >= 500) return { fault: true };
  if (status === 429) return { error: true, throttle: true };
  return status >= 400 ? { error: true } : {};
}
