import type { Account } from '../../../aws/arn.ts';
import { AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsService, json, jsonObject } from '../../../aws/http.ts';
import type { XRay } from '../service.ts';
import { batchGetTraces } from './batch-get-traces.ts';
import { getSamplingRules } from './get-sampling-rules.ts';
import { getSamplingTargets } from './get-sampling-targets.ts';
import { getServiceGraph } from './get-service-graph.ts';
import { getTraceGraph } from './get-trace-graph.ts';
import { getTraceSummaries } from './get-trace-summaries.ts';
import type { Input } from './input.ts';
import { putTelemetryRecords } from './put-telemetry-records.ts';
import { putTraceSegments } from './put-trace-segments.ts';
import { UNSUPPORTED_PATHS } from './unsupported-paths.ts';

interface Context {
  readonly account: Account;
  readonly now: () => number;
}

type Action = { name: string; run(input: Input, xray: XRay, context: Context): unknown };

/** Path to action. Every call of X-Ray's API is a POST with a JSON body: https://docs.aws.amazon.com/xray/latest/api/ */
const ACTIONS: Readonly<Record<string, Action>> = {
  '/TraceSegments': { name: 'PutTraceSegments', run: putTraceSegments },
  '/TelemetryRecords': { name: 'PutTelemetryRecords', run: putTelemetryRecords },
  '/Traces': { name: 'BatchGetTraces', run: batchGetTraces },
  '/TraceSummaries': { name: 'GetTraceSummaries', run: getTraceSummaries },
  '/ServiceGraph': { name: 'GetServiceGraph', run: getServiceGraph },
  '/TraceGraph': { name: 'GetTraceGraph', run: getTraceGraph },
  '/GetSamplingRules': { name: 'GetSamplingRules', run: (_input, _xray, { account }) => getSamplingRules(account) },
  '/SamplingTargets': {
    name: 'GetSamplingTargets',
    run: (input, _xray, { account, now }) => getSamplingTargets(input, account, now()),
  },
};

/** X-Ray's REST-JSON protocol. `xray` is asked for at each call: service and API are made together. */
export function createApi(xray: () => XRay, context: Context): AwsService {
  return {
    signingName: 'xray',
    actions: Object.values(ACTIONS).map(({ name }) => `xray:${name}`),
    operation(request) {
      const action = request.method === 'POST' ? ACTIONS[request.path] : undefined;
      if (!action) throw notMade(request.path);
      const input = jsonObject(request);
      return {
        action: `xray:${action.name}`,
        // None of these actions has resource types: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
        resources: ['*'],
        run: () => json(200, action.run(input, xray(), context)),
      };
    },
    renderError: ({ code, message, status, members }) =>
      json(status, { __type: code, Message: message, ...members }, { 'x-amzn-errortype': code }),
  };
}

function notMade(path: string): AwsError {
  const name = UNSUPPORTED_PATHS[path];
  if (name) return unsupported('X-Ray', name);
  return new AwsError('UnknownOperationException', `X-Ray has no operation at ${path}.`, { status: 404 });
}
