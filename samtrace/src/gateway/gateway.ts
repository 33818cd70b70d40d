import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { AwsError, messageOf } from '../aws/error.ts';
import { type AwsRequest, type AwsResponse, type AwsService, type Caller, json } from '../aws/http.ts';
import { ownBytes } from '../base/own-bytes.ts';
import { renderS3Error } from '../services/s3/error.ts';
import type { Fault } from './faults.ts';
import { serveHttp2 } from './http2-connections.ts';
import { credentialScope, hasSignatureV2 } from './signature.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownService } from './unknown-service.ts';

export interface GatewayOptions {
  services: readonly AwsService[];
  port: number;
  /** Why a request is refused before anything is read of it (a foreign host or origin); undefined lets it pass. */
  refuse(request: IncomingMessage): string | undefined;
  /** The caller behind an access key, on the port for people. */
  callerOf(accessKeyId: string | undefined): Caller;
  /** The caller behind an access key, on the port for functions; undefined for a key that no function has. */
  functionOf?(accessKeyId: string | undefined): Caller | undefined;
  /** The AccessDenied error, or undefined when the caller may. */
  authorize(
    caller: Caller,
    action: string,
    resources: readonly string[],
    conditionKeys?: Readonly<Record<string, string>>,
  ): AwsError | undefined;
  /** An injected fault instead of the call. */
  fault(caller: Caller, action: string): Fault | undefined;
  /** Answers every request without a signature: the page. */
  page(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface Gateway {
  /** For people: the page, and every service. */
  readonly port: number;
  /** For functions: every service, for keys of functions only. Without `functionOf` the same port. */
  readonly functionPort: number;
  stop(): Promise<void>;
}

const UNSIGNED = 'unsigned';

/** The service that takes an unsigned form of a content type. */
const FORMS: Readonly<Record<string, string>> = {
  'application/x-www-form-urlencoded': 'sts',
  'multipart/form-data': 's3',
};

/** Who calls a port. */
type Audience = 'people' | 'functions';

/** The limit of one request, which is held in memory. A larger object is uploaded to S3 in parts. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

const SIGNATURE_V2 = new AwsError(
  'InvalidRequest',
  'Signature version 2 is not supported. Please use version 4, AWS4-HMAC-SHA256.',
);

/**
 * One endpoint for all services, on loopback only. As on AWS the credential scope of a signature names the service and
 * the access key names the caller; the signature itself is not verified, since every secret here is known to everyone
 * on this machine. Rejects with the socket's error when the port is taken.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const forPeople = await listen(options, options.port, 'people');
  const forFunctions = options.functionOf === undefined ? forPeople : await listen(options, 0, 'functions');
  const listeners = new Set([forPeople, forFunctions]);
  return {
    port: portOf(forPeople.server),
    functionPort: portOf(forFunctions.server),
    async stop() {
      await Promise.all([...listeners].map(close));
    },
  };
}

interface Listener {
  readonly server: Server;
  endHttp2(): void;
}

async function listen(options: GatewayOptions, port: number, audience: Audience): Promise<Listener> {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    serve(options, audience, request, response).catch((error) => {
      process.stderr.write(`Internal error on ${request.method} ${request.url}: ${(error as Error).stack}\n`);
      send(
        response,
        json(500, { __type: 'InternalFailure', message: 'samtrace failed. Its terminal shows the error.' }),
      );
    });
  };
  const server = createServer(onRequest);
  const endHttp2 = serveHttp2(server, onRequest);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A failed accept (for example, too many open files) ends one connection, and not the stack.
  server.on('error', (error) => process.emitWarning(`A connection failed: ${error.message}`, 'GatewayWarning'));
  return { server, endHttp2 };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close({ server, endHttp2 }: Listener): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    endHttp2();
  });
}

async function serve(
  options: GatewayOptions,
  audience: Audience,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = options.refuse(incoming);
  if (refusal !== undefined) return send(response, json(403, { message: refusal }));
  const target = incoming.url ?? '/';
  if (!target.startsWith('/')) return send(response, json(400, { message: 'A request names a path, as in GET /.' }));
  // By hand: to URL, a path that begins with two slashes begins with a host.
  const [path = '/', search] = target.split(/\?(.*)/s, 2);
  const query = new URLSearchParams(search);
  const { authorization } = incoming.headers;
  const scope = credentialScope(authorization, query) ?? unsignedScope(incoming);
  if (scope === undefined && hasSignatureV2(authorization, query)) {
    return send(response, renderS3Error(SIGNATURE_V2, { method: incoming.method ?? 'GET', path }));
  }
  if (scope === undefined && audience === 'functions') {
    return send(response, json(403, { message: 'Missing Authentication Token' }));
  }
  if (scope === undefined) {
    incoming.url = target.replace(/^\/+/, '/');
    return options.page(incoming, response);
  }

  const findCaller = audience === 'functions' ? options.functionOf : options.callerOf;
  const caller = scope.accessKeyId === UNSIGNED ? options.callerOf(undefined) : findCaller?.(scope.accessKeyId);
  const request = {
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: plainHeaders(incoming),
    body: Buffer.alloc(0),
    caller: caller ?? { kind: 'developer' as const },
  };
  const service = options.services.find((each) => each.signingName === scope.service);
  if (service === undefined) return send(response, unknownService(scope.service, request, options.services));
  if (caller === undefined) {
    return send(response, service.renderError(unknownKey(scope.service, scope.accessKeyId), request));
  }
  try {
    const answer = await call(options, service, { ...request, body: await readBody(incoming) });
    if ('status' in answer) send(response, answer);
    else if (answer.kind === 'drop') incoming.socket.destroy();
  } catch (error) {
    // The caller disconnected during its request, for example a function at its timeout.
    if (incoming.destroyed && !incoming.complete) return;
    send(response, service.renderError(asAwsError(error, request), request));
  }
}

/**
 * Calls that have no signature in their headers or query: AssumeRoleWithSAML and AssumeRoleWithWebIdentity, and the upload
 * of a form to S3, which has it in a field. No other call is an unsigned form: the page
 * accepts only JSON.
 */
function unsignedScope({ method, headers }: IncomingMessage): { accessKeyId: string; service: string } | undefined {
  if (method !== 'POST' || headers.authorization !== undefined) return undefined;
  const [contentType = ''] = (headers['content-type'] ?? '').split(';');
  const service = FORMS[contentType.trim().toLowerCase()];
  return service === undefined ? undefined : { accessKeyId: UNSIGNED, service };
}

/** One call: finds the operation, asks IAM, injects a fault if a rule matches, and then performs the call. */
async function call(
  options: GatewayOptions,
  service: AwsService,
  request: AwsRequest,
): Promise<AwsResponse | { kind: 'drop' | 'hang' }> {
  const operation = service.operation(request);
  for (const { action, resources } of [operation, ...(operation.alsoNeeds ?? [])]) {
    const denied = options.authorize(request.caller, action, resources, operation.conditionKeys);
    if (denied !== undefined) throw denied;
  }
  const fault = options.fault(request.caller, operation.action);
  if (fault !== undefined && 'error' in fault) throw fault.error;
  return fault ?? operation.run();
}

function asAwsError(error: unknown, request: { method: string; path: string }): AwsError {
  if (error instanceof AwsError) return error;
  process.stderr.write(
    `Internal error on ${request.method} ${request.path}: ${(error as Error).stack ?? messageOf(error)}\n`,
  );
  return new AwsError('InternalFailure', 'samtrace failed. Its terminal shows the error.', { status: 500 });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new AwsError('RequestEntityTooLarge', `The request body is larger than ${MAX_BODY_BYTES} bytes.`, {
        status: 413,
      });
    }
    chunks.push(chunk);
  }
  // A queue, a topic or Lambda may keep the body.
  return ownBytes(...chunks);
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    // HTTP/2 has the method, the path and the host among its headers, as `:method` and so on.
    if (value !== undefined && !name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function send(response: ServerResponse, answer: AwsResponse): void {
  if (response.headersSent || response.destroyed) return;
  // S3 has request IDs in another format.
  const requestId = 'x-amz-request-id' in answer.headers ? {} : { 'x-amzn-requestid': randomUUID() };
  // Status 204 and an answer to HEAD have no body, but HEAD keeps the length from the service.
  const hasLength = answer.status !== 204 && answer.rest === undefined;
  const length = hasLength ? { 'content-length': String(Buffer.byteLength(answer.body)) } : {};
  response.writeHead(answer.status, { ...requestId, ...length, ...answer.headers });
  if (answer.rest === undefined) {
    response.end(answer.body);
    return;
  }
  if (answer.body.length > 0) response.write(answer.body);
  else response.flushHeaders();
  // Either side may end early: the caller goes away, or the stack stops. The other side sees it.
  pipeline(answer.rest, response, () => {});
}
