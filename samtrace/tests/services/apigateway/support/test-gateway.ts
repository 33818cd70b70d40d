import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { DEFAULT_ACCOUNT } from '../../../../src/aws/arn.ts';
import type { SegmentDocument } from '../../../../src/aws/segment-document.ts';
import {
  type ApiDefinition,
  type ApiGateway,
  createApiGateway,
  type HttpApiDefinition,
  type LambdaIntegration,
  type OtherServices,
  type RestApiDefinition,
  type RunningApi,
} from '../../../../src/services/apigateway/service.ts';

/** The parts of an event that tests look into. */
export interface LambdaEvent {
  readonly path?: string;
  readonly rawPath?: string;
  readonly routeKey?: string;
  readonly body?: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>> & { readonly http?: { readonly path: string } };
  readonly [key: string]: unknown;
}

export interface Invocation {
  readonly functionArn: string;
  readonly event: LambdaEvent;
  readonly traceHeader: string;
}

export interface Answer {
  readonly status: number;
  /** Name and value as sent. */
  readonly headers: readonly [name: string, value: string][];
  readonly body: Buffer;
}

/** API Gateway over real HTTP, with functions that are functions of the test. */
export interface TestGateway extends AsyncDisposable {
  readonly api: RunningApi;
  readonly invocations: Invocation[];
  readonly segments: SegmentDocument[];
  readonly warnings: string[];
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
}

export interface SendOptions {
  /** A list of names and values, to repeat a header. */
  readonly headers?: OutgoingHttpHeaders | string[];
  readonly body?: string | Buffer;
}

type Handler = (event: LambdaEvent, functionArn: string) => unknown;

/** What a handler throws to fail. */
export class FunctionError extends Error {}

export async function startTestGateway(
  definition: ApiDefinition,
  handler: Handler = () => ({ statusCode: 200 }),
  services: Partial<OtherServices> = {},
): Promise<TestGateway> {
  const invocations: Invocation[] = [];
  const segments: SegmentDocument[] = [];
  const warnings: string[] = [];
  const invoke: OtherServices['invoke'] = async (functionArn, payload, { traceHeader }) => {
    const event = JSON.parse(payload.toString('utf8'));
    invocations.push({ functionArn, event, traceHeader });
    try {
      return { payload: Buffer.from(JSON.stringify((await handler(event, functionArn)) ?? null)) };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const failure = { errorType: 'Error', errorMessage: error.message };
      return { payload: Buffer.from(JSON.stringify(failure)), functionError: 'Unhandled' };
    }
  };
  const gateway: ApiGateway = createApiGateway({
    account: DEFAULT_ACCOUNT,
    now: Date.now,
    invoke,
    async invokeStream(...call) {
      const { payload, functionError } = await invoke(...call);
      const body = (async function* () {
        yield payload;
      })();
      return { contentType: 'application/json', body, ...(functionError !== undefined && { functionError }) };
    },
    mayInvoke: () => true,
    signerOf: () => undefined,
    mayCall: () => true,
    recordSegment: (document) => segments.push(document),
    sample: () => true,
    warn: (line) => warnings.push(line),
    ...services,
  });
  const api = await gateway.serve(definition, [0]);
  return {
    api,
    invocations,
    segments,
    warnings,
    send: (method, path, options) => send(`${api.url}`, method, path, options),
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

/** The event of the first invocation. */
export function eventIn({ invocations }: TestGateway): LambdaEvent {
  const [first] = invocations;
  if (first === undefined) throw new Error('No function was invoked.');
  return first.event;
}

/** node:http sends the path and the header names as they are given. */
async function send(url: string, method: string, path: string, { headers, body }: SendOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const request = httpRequest({ hostname, port, method, path, ...(headers && { headers }), agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { rawHeaders } = response;
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index): [string, string] => [
    rawHeaders[2 * index] ?? '',
    rawHeaders[2 * index + 1] ?? '',
  ]);
  return { status: response.statusCode ?? 0, headers: pairs, body: Buffer.concat(chunks) };
}

export function headerIn({ headers }: Answer, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

export function jsonOf({ body }: Answer): unknown {
  return JSON.parse(body.toString('utf8'));
}

export function lambdaArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

export function lambda(name = 'Fn', more: Partial<LambdaIntegration> = {}): LambdaIntegration {
  return {
    kind: 'lambda',
    functionArn: lambdaArn(name),
    payloadFormat: '1.0',
    timeoutMs: 29_000,
    hasCredentials: false,
    ...more,
  };
}

/** A REST API with the stage `Prod` and one route for each `GET /path`. */
export function restApi(routes: readonly string[], more: Partial<RestApiDefinition> = {}): RestApiDefinition {
  return {
    kind: 'REST',
    logicalId: 'Api',
    apiId: 'abcde12345',
    name: 'shop',
    deploymentId: 'dep123',
    stages: [{ name: 'Prod', variables: {}, tracingEnabled: false }],
    routes: routes.map((route) => {
      const [method = '', path = ''] = route.split(' ');
      return { method, path, integration: lambda(route) };
    }),
    binaryMediaTypes: [],
    gatewayResponses: {},
    ...more,
  };
}

/** An HTTP API with the stage `$default` and one route for each `GET /path`. */
export function httpApi(routes: readonly string[], more: Partial<HttpApiDefinition> = {}): HttpApiDefinition {
  return {
    kind: 'HTTP',
    logicalId: 'Api',
    apiId: 'abcde12345',
    name: 'shop',
    stages: [{ name: '$default', variables: {}, tracingEnabled: false }],
    routes: routes.map((route) => {
      const [method = '', path = ''] = route === '$default' ? ['ANY', route] : route.split(' ');
      return { method, path, integration: lambda(route, { payloadFormat: '2.0', timeoutMs: 30_000 }) };
    }),
    ...more,
  };
}
