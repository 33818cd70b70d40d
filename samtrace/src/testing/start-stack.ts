import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameInArn } from '../aws/arn.ts';
import type { SegmentDocument } from '../aws/segment-document.ts';
import type { LogLine as LineWithGroup } from '../console/model/log-record.ts';
import { linesOfRequests } from '../console/model/request-log.ts';
import type { InvokeResult } from '../services/lambda/service.ts';
import type { Trace as XRayTrace } from '../services/xray/service.ts';
import { type Stack as Services, startStack as startServices } from '../stack/stack.ts';
import type { Invocation, InvocationError, LogLine, Stack, StackOptions } from './contract.ts';
import { plainItem } from './plain-item.ts';
import { Resources } from './resources.ts';
import { createServiceMap } from './service-map.ts';
import { createTrace } from './trace.ts';

/**
 * Builds the functions of a template and starts its application on this machine: every function in its own processes,
 * behind local services. Any number of stacks can run in one process.
 *
 *     await using stack = await startStack({ template: 'template.yaml' });
 *     const { answer } = await stack.invoke('CheckoutFunction', { orderId: 'A-7' });
 *
 * Rejects if the template or the code of a function has errors, or a port is in use. Then nothing is left running.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { template, directory, daemonPort, parameterOverrides = {}, ...rest } = options;
  await using cleanup = new AsyncDisposableStack();
  const folder = directory ?? (await temporaryFolder(cleanup));
  const services = await startServices({
    ...rest,
    templateFile: template,
    directory: folder,
    parameterOverrides: { ...parameterOverrides },
    ...(daemonPort !== undefined && { daemonPorts: [daemonPort] }),
  });
  cleanup.defer(() => services.stop());
  return createStack(services, cleanup.move());
}

async function temporaryFolder(cleanup: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `samtrace-${process.pid}-`));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function createStack(services: Services, running: AsyncDisposableStack): Stack {
  const { endpoint, template, lambda, logs, s3, sqs, dynamodb, sns, schedules, xray, daemon, pending, faults } =
    services;
  const resources = new Resources(template, endpoint, services.apis);
  const traceIds = new Map<string, string>();
  const logicalIdOf = (name: string) => resources.logicalIdOf(name);
  const stop = () => running.disposeAsync();

  return {
    endpoint,
    otlpEndpoint: `http://127.0.0.1:${services.spanReceiver.port}`,
    outputs: template.outputs,
    apis: services.apis.map(({ logicalId, kind, url, stages, routes }) => {
      return { logicalId, kind, url, stages, routes: routes.map(({ method, path }) => ({ method, path })) };
    }),
    faults: {
      get count() {
        return faults.count;
      },
      set: (rules = []) => services.setFaults(rules),
    },
    url: (logicalId) => resources.apiUrl(logicalId),
    physicalId: (logicalId) => resources.physicalId(logicalId),

    async invoke(logicalId, event = {}, options = {}) {
      const fn = resources.function(logicalId);
      const startTime = Date.now();
      const result = await lambda.invoke(fn.functionName, payloadOf(event), options);
      if (result.traceId !== undefined) traceIds.set(result.requestId, result.traceId);
      const query = { logGroupName: fn.logging.logGroup, startTime };
      return toInvocation(result, requestLog(logs, query, result.requestId));
    },
    invokeAsync(logicalId, event = {}, options = {}) {
      return lambda.invokeAsync(resources.function(logicalId).functionName, payloadOf(event), options);
    },
    asyncInvocations() {
      return lambda.asyncInvocations().map(({ functionName, destinationError: _, ...invocation }) => ({
        ...invocation,
        function: resources.logicalIdOf(functionName) ?? functionName,
      }));
    },
    async settled() {
      await pending.idle();
      await daemon.processed();
      await xray.shown();
    },

    trace(id) {
      const traceId = id.startsWith('1-') ? id : (traceIds.get(id) ?? findTraceId(xray, id));
      const trace = readTrace(xray, id, traceId);
      return createTrace(trace.Id, segmentsOf(trace), logicalIdOf);
    },
    serviceMap: () => createServiceMap(xray.serviceGraph(ALWAYS), logicalIdOf),
    logs(logicalId, filterPattern) {
      const logGroupName = resources.logGroupName(logicalId);
      if (!logs.logGroupNames().includes(logGroupName)) return [];
      const events = logs.filterLogEvents({
        logGroupName,
        ...(filterPattern !== undefined && { filterPattern }),
      });
      return events.map(({ timestamp, message, logStreamName }) => ({ timestamp, message, logStream: logStreamName }));
    },
    async objects(bucketLogicalId) {
      const bucketName = bucketLogicalId === undefined ? undefined : resources.bucketName(bucketLogicalId);
      const found = s3.objects(bucketName).map(async ({ bucket, key }) => {
        const object = await s3.getObject(bucket, key);
        // It may have been deleted since it was listed.
        return object === undefined ? [] : [{ bucket: resources.logicalIdOf(bucket) ?? bucket, key, ...object }];
      });
      return (await Promise.all(found)).flat().map((object) => ({
        ...object,
        text: () => object.body.toString('utf8'),
        json: () => JSON.parse(object.body.toString('utf8')) as unknown,
      }));
    },
    async messages(queueLogicalId) {
      const messages = await sqs.messages(resources.queue(queueLogicalId).name);
      return messages.map((message) => ({ ...message, json: () => JSON.parse(message.body) as unknown }));
    },

    async items(tableLogicalId) {
      const items = await dynamodb.items(resources.table(tableLogicalId).definition.TableName);
      return items.map(plainItem);
    },

    emails: () =>
      sns.emails().map(({ to, subject, text, topicArn }) => ({
        to,
        subject,
        text,
        topic: resources.logicalIdOf(topicArn) ?? topicArn,
      })),
    undelivered: () =>
      services.undelivered().map(({ targetArn, reason }) => ({
        target: resources.logicalIdOf(targetArn) ?? resources.logicalIdOf(nameInArn(targetArn)) ?? targetArn,
        reason,
      })),
    fire: (logicalId) => scheduleOf(schedules, logicalId).fire(),

    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function scheduleOf(schedules: Services['schedules'], logicalId: string): Services['schedules'][number] {
  const found = schedules.find((schedule) => schedule.logicalId === logicalId);
  if (found !== undefined) return found;
  const known = schedules.map((schedule) => schedule.logicalId).join(', ');
  throw new Error(`The template has no schedule ${logicalId}. ${known === '' ? 'It has none.' : `It has ${known}.`}`);
}

const ALWAYS = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

function payloadOf(event: unknown): Buffer {
  return Buffer.from(JSON.stringify(event));
}

function toInvocation(result: InvokeResult, log: readonly LogLine[]): Invocation {
  const { requestId, traceId, functionError, durationMs, coldStart } = result;
  const payload: unknown = JSON.parse(result.payload.toString('utf8') || 'null');
  return {
    requestId,
    ...(traceId !== undefined && { traceId }),
    answer: functionError === undefined ? payload : undefined,
    ...(functionError !== undefined && { error: toError(payload) }),
    log,
    durationMs,
    coldStart,
  };
}

/** `{"errorType": "OutOfStockError", "errorMessage": "…", "trace": ["…"]}`; a function controls parts of it. */
function toError(payload: unknown): InvocationError {
  const { errorType, errorMessage, trace } = Object(payload) as Record<string, unknown>;
  return {
    type: typeof errorType === 'string' ? errorType : 'Error',
    message: typeof errorMessage === 'string' ? errorMessage : '',
    stackTrace: Array.isArray(trace) ? trace.map(String) : [],
  };
}

function requestLog(
  logs: Services['logs'],
  query: { logGroupName: string; startTime: number },
  requestId: string,
): LogLine[] {
  const lines = logs.filterLogEvents(query).map(
    ({ timestamp, message, logStreamName }): LineWithGroup => ({
      timestamp,
      message,
      logGroup: query.logGroupName,
      logStream: logStreamName,
    }),
  );
  return linesOfRequests(lines, [requestId]).map(({ timestamp, message, logStream }) => ({
    timestamp,
    message,
    logStream,
  }));
}

/** Throws an Error that explains why there may be no trace. */
function readTrace(xray: Services['xray'], id: string, traceId: string | undefined): XRayTrace {
  const [trace] = traceId === undefined ? [] : xray.batchGetTraces([traceId]);
  if (trace !== undefined) return trace;
  throw new Error(
    `X-Ray has no trace of ${id}. Await stack.settled() before you read a trace. ` +
      'A request has no trace if its function does not set "Tracing: Active", or if it was not sampled.',
  );
}

/** Lambda writes the request ID into its own segment. */
function findTraceId(xray: Services['xray'], requestId: string): string | undefined {
  const isOfRequest = ({ origin, aws }: SegmentDocument) => origin === 'AWS::Lambda' && aws?.request_id === requestId;
  const traces = xray.traceSummaries(ALWAYS).flatMap(({ Id }) => xray.batchGetTraces([Id]));
  return traces.find((trace) => segmentsOf(trace).some(isOfRequest))?.Id;
}

function segmentsOf({ Segments }: XRayTrace): SegmentDocument[] {
  return Segments.map(({ Document }) => JSON.parse(Document) as SegmentDocument);
}
