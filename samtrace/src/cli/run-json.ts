import type { Stack } from '../stack/stack.ts';
import type { NumberedResult } from './invocations.ts';
import { logicalIdOf } from './logical-ids.ts';
import type { RunLabels } from './progress.ts';
import { type Run, rejections, serviceGraphOf } from './summary.ts';

/** The object that `--json` prints. */
export function runAsJson(stack: Stack, run: Run, labels: RunLabels) {
  return {
    endpoint: stack.endpoint,
    invocations: run.tally.results.map((each) => invocationAsJson(each, labels)),
    asyncInvocations: stack.lambda.asyncInvocations().map((each) => ({
      requestId: each.requestId,
      function: logicalIdOf(stack, each.functionName),
      attempts: each.attempts,
      status: each.status,
      errorType: each.errorType,
      errorMessage: each.errorMessage,
    })),
    failedDestinations: stack.lambda
      .failedDestinations()
      .map(({ functionName, ...each }) => ({ function: logicalIdOf(stack, functionName), ...each })),
    undelivered: stack.undelivered().map(({ sender, targetArn, reason }) => ({
      source: sender.sourceArn,
      targetArn,
      reason,
    })),
    failedLogDeliveries: stack.logs.failedDeliveries(),
    objects: stack.s3.objects().map(({ bucket, key, size }) => ({ bucket, key, size })),
    traces: stack.xray.traceCount,
    removed: stack.removed(),
    rejectedDocuments: { count: stack.daemon.rejected, reasons: rejections(stack) },
    serviceGraph: serviceGraphOf(stack, run),
    ignored: stack.template.ignored,
    elapsedMs: run.finishedMs - run.startedMs,
  };
}

/** `answer` is what the handler returned, `error` the error object of Lambda. JSON omits undefined values. */
function invocationAsJson({ n, result }: NumberedResult, labels: RunLabels) {
  const failed = result.functionError !== undefined;
  const payload = parsed(result.payload);
  return {
    n,
    event: labels.label(n),
    requestId: result.requestId,
    status: failed ? 'error' : 'ok',
    errorType: result.errorType,
    ...(failed ? { error: payload } : { answer: payload }),
    durationMs: result.durationMs,
    coldStart: result.coldStart,
    traceUrl: labels.traceUrl(result),
  };
}

/** The answer as text if it is not JSON, which a custom runtime may return. */
function parsed(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
