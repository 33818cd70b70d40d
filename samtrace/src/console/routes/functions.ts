import { AwsError } from '../../aws/error.ts';
import { isJsonObject } from '../../aws/json.ts';
import { formatTraceHeader, newSegmentId, newTraceId } from '../../aws/trace-header.ts';
import type { FunctionAnswer, InvocationAnswer } from '../model/contract.ts';
import type { ConsoleLambda, TracingMode } from '../ports.ts';
import { ok, type Route } from '../routing.ts';

/** The functions, their tracing mode, and a way to invoke them. */
export function functionRoutes(lambda: ConsoleLambda, now: () => number): Route[] {
  return [
    { method: 'GET', path: '/_local/functions', run: () => ok(functionsOf(lambda)) },
    {
      method: 'PUT',
      path: '/_local/functions/:name/tracing',
      async run({ params, json }) {
        const body = await json();
        const mode = isJsonObject(body) ? body.mode : undefined;
        if (!isTracingMode(mode)) {
          throw new AwsError(
            'InvalidParameterValueException',
            `mode must be Active or PassThrough, not ${JSON.stringify(mode)}.`,
          );
        }
        lambda.setTracingMode(known(lambda, params.name), mode);
        return ok(functionsOf(lambda));
      },
    },
    {
      method: 'POST',
      path: '/_local/functions/:name/invocations',
      async run({ params, json }) {
        const body = await json();
        if (!isJsonObject(body) || !('payload' in body)) {
          throw new AwsError(
            'InvalidRequestContentException',
            'The body must be {"payload": any JSON, "asynchronous": true or false}.',
          );
        }
        const payload = Buffer.from(JSON.stringify(body.payload));
        return ok(
          await invoke(lambda, known(lambda, params.name), payload, body.asynchronous === true, newTraceId(now())),
        );
      },
    },
  ];
}

/** Invokes with a trace header that is always sampled, so that the page can show the trace. */
async function invoke(
  lambda: ConsoleLambda,
  name: string,
  payload: Buffer,
  asynchronous: boolean,
  traceId: string,
): Promise<InvocationAnswer> {
  const options = { traceHeader: formatTraceHeader(traceId, newSegmentId(), true) };
  if (asynchronous) return { requestId: lambda.invokeAsync(name, payload, options), traceId, result: undefined };
  const result = await lambda.invoke(name, payload, options);
  return {
    requestId: result.requestId,
    traceId,
    result: {
      payload: result.payload.toString('utf8'),
      functionError: result.functionError,
      durationMs: result.durationMs,
      coldStart: result.coldStart,
    },
  };
}

function functionsOf(lambda: ConsoleLambda): FunctionAnswer[] {
  return lambda.functions().map(({ functionName, logicalId, runtime, memorySizeMb, timeoutSeconds, tracingMode }) => ({
    functionName,
    logicalId,
    runtime,
    memorySizeMb,
    timeoutSeconds,
    tracingMode,
  }));
}

function known(lambda: ConsoleLambda, name: string | undefined): string {
  const names = lambda.functions().map((fn) => fn.functionName);
  if (name !== undefined && names.includes(name)) return name;
  throw new AwsError(
    'ResourceNotFoundException',
    `The template has no function ${name}, only ${names.join(', ') || 'none'}.`,
    {
      status: 404,
    },
  );
}

function isTracingMode(value: unknown): value is TracingMode {
  return value === 'Active' || value === 'PassThrough';
}
