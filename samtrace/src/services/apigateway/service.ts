import { type ApiServer, startApiServer } from './api-server.ts';
import type { ApiDefinition, Route } from './contract.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { HttpApi } from './http/http-api.ts';
import type { OtherServices } from './other-services.ts';
import { RestApi } from './rest/rest-api.ts';
import { FunctionUrl } from './url/function-url.ts';

export type * from './contract.ts';
export type { InvocationOptions, InvocationResult, OtherServices, StreamedResult } from './other-services.ts';

/** An API that is being served. */
export interface RunningApi {
  readonly logicalId: string;
  readonly apiId: string;
  readonly kind: ApiDefinition['kind'];
  /** `http://127.0.0.1:3000`, without a stage. */
  readonly url: string;
  /** The stages' names; a function URL has none. */
  readonly stages: readonly string[];
  readonly tracingEnabled: boolean;
  readonly routes: readonly RunningRoute[];
}

export interface RunningRoute {
  /** `GET`, or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`; `/` and everything below it for a function URL. */
  readonly path: string;
  /** The function's ARN; absent for a route that no function answers. */
  readonly functionArn?: string;
}

export interface ApiGateway {
  /** Serves an API on the first free one of the ports. */
  serve(definition: ApiDefinition, ports: readonly number[]): Promise<RunningApi>;
  apis(): readonly RunningApi[];
  stop(): Promise<void>;
}

/** The APIs of the template, and the function URLs, each on its own port. */
export function createApiGateway(services: OtherServices): ApiGateway {
  const running: RunningApi[] = [];
  const servers: ApiServer[] = [];
  return {
    async serve(definition, ports) {
      const api = handlerOf(definition, services);
      const server = await startApiServer({
        ports,
        handle: (request) => api.handle(request),
        now: services.now,
        warn: services.warn,
      });
      servers.push(server);
      const facts = { ...factsOf(definition), url: `http://127.0.0.1:${server.port}` };
      running.push(facts);
      return facts;
    },
    apis: () => running,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function handlerOf(
  definition: ApiDefinition,
  services: OtherServices,
): { handle(request: ApiRequest): Promise<ApiResponse> } {
  switch (definition.kind) {
    case 'REST':
      return new RestApi(definition, services);
    case 'HTTP':
      return new HttpApi(definition, services);
    case 'URL':
      return new FunctionUrl(definition, services);
  }
}

function factsOf(definition: ApiDefinition): Omit<RunningApi, 'url'> {
  const { logicalId, apiId, kind } = definition;
  if (kind === 'URL') {
    const routes = [{ method: 'ANY', path: '/', functionArn: definition.functionArn }];
    return { logicalId, apiId, kind, stages: [], tracingEnabled: false, routes };
  }
  return {
    logicalId,
    apiId,
    kind,
    stages: definition.stages.map(({ name }) => name),
    tracingEnabled: definition.stages.some(({ tracingEnabled }) => tracingEnabled),
    routes: definition.routes.map(routeFacts),
  };
}

function routeFacts({ method, path, integration }: Route): RunningRoute {
  return { method, path, ...(integration.kind === 'lambda' && { functionArn: integration.functionArn }) };
}
