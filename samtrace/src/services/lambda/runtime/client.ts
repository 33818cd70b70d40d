/**
 * Runs in every environment, instead of the client of the nodejs24.x runtime (npm `aws-lambda-ric` 4),
 * which is native code and needs a minute to compile. It uses only the interfaces of the real one: the
 * Runtime API and the telemetry descriptor. So the two can replace each other.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { RuntimeApiClient } from './api.ts';
import { patchConsole } from './console.ts';
import { confineTo } from './deployed-modules.ts';
import { JSONStringifyError } from './errors.ts';
import { InvokeStore } from './invoke-store.ts';
import { type Handler, loadHandler } from './loader.ts';
import {
  createResponseStream,
  endWithError,
  HttpResponseStream,
  isStreaming,
  type StreamingHandler,
  streamifyResponse,
} from './streaming.ts';

const store = new InvokeStore();
const logError = patchConsole({
  format: variable('AWS_LAMBDA_LOG_FORMAT', 'Text') === 'JSON' ? 'JSON' : 'Text',
  minimumLevel: process.env.AWS_LAMBDA_LOG_LEVEL,
  descriptor: Number(variable('_LAMBDA_TELEMETRY_LOG_FD')),
  requestId: () => store.getRequestId(),
});
delete process.env._LAMBDA_TELEMETRY_LOG_FD;
Object.assign(globalThis, { awslambda: { InvokeStore: store, streamifyResponse, HttpResponseStream } });

const api = new RuntimeApiClient(variable('AWS_LAMBDA_RUNTIME_API'), process.env._SAMTRACE_RUNTIME_SECRET);
delete process.env._SAMTRACE_RUNTIME_SECRET;

const { _SAMTRACE_LAYERS: layerDirectory, _SAMTRACE_SOURCE: sourceDirectory } = process.env;
delete process.env._SAMTRACE_LAYERS;
delete process.env._SAMTRACE_SOURCE;

// Not awaited: if a handler waits for something that never happens, the process ends with status 0, as on Lambda.
void run();

async function run(): Promise<void> {
  const handler = await initialize();
  for (;;) await processNext(handler);
}

async function initialize(): Promise<Handler> {
  try {
    confineTo({ taskRoot: variable('LAMBDA_TASK_ROOT'), layerDirectory, sourceDirectory });
    return await loadHandler(variable('LAMBDA_TASK_ROOT'), variable('_HANDLER'));
  } catch (error) {
    logError('Init Error', error);
    await api.failInit(error);
    throw error; // ends the process, as a runtime must after an init error
  }
}

async function processNext(handler: Handler): Promise<void> {
  const { headers, body } = await api.next();
  const context = contextOf(headers);
  if (context.xRayTraceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = context.xRayTraceId;
  store.enter(context.awsRequestId, context.xRayTraceId);
  const event: unknown = JSON.parse(body);
  if (isStreaming(handler)) return stream(handler as StreamingHandler, event, context);
  try {
    const result = serialize(await handler(event, context));
    // X-Ray documents are sent by UDP in the next turn of the event loop; after the answer, the process may be frozen.
    await eventLoopTurn();
    await api.respond(context.awsRequestId, result);
  } catch (error) {
    await eventLoopTurn();
    logError('Invoke Error', error);
    await api.fail(context.awsRequestId, error);
  }
}

interface InvocationContext {
  readonly awsRequestId: string;
  readonly xRayTraceId: string | undefined;
  readonly [name: string]: unknown;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
async function stream(handler: StreamingHandler, event: unknown, context: InvocationContext): Promise<void> {
  const { request, done } = api.respondStreaming(context.awsRequestId);
  const responseStream = createResponseStream(request);
  try {
    const result = handler(event, responseStream, context);
    if (!isPromise(result)) throw 'Streaming does not support non-async handlers.';
    if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.');
    // AWS's client waits for the response without end; a stream that is never ended ends with the timeout.
    await eventLoopTurn();
    await done;
  } catch (error) {
    await eventLoopTurn();
    logError('Invoke Error', error);
    if (!request.writableEnded) endWithError(request, error);
    await done;
  }
}

function isPromise(value: unknown): boolean {
  return typeof Object(value).then === 'function';
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(headers: IncomingHttpHeaders): InvocationContext {
  const header = (name: string): string | undefined => {
    const value = headers[`lambda-runtime-${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
  const deadlineMs = Number(header('deadline-ms'));
  return {
    clientContext: parsed(header('client-context')),
    identity: parsed(header('cognito-identity')),
    invokedFunctionArn: header('invoked-function-arn'),
    awsRequestId: header('aws-request-id') ?? '',
    tenantId: header('aws-tenant-id'),
    xRayTraceId: header('trace-id'),
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
  };
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (cause) {
    throw new JSONStringifyError(cause);
  }
}

function variable(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`The environment variable ${name} is missing: Lambda sets it.`);
  return value;
}
