import { isJsonObject } from '../../../aws/json.ts';
import type { MockIntegration } from '../../../services/apigateway/contract.ts';
import type { DeclaredRoute } from './api-parts.ts';
import { type Fields, isTrue, text, unquoted } from './fields.ts';

/** The OPTIONS methods that SAM adds to each path of a REST API with `Cors`. */
export function corsRoutes(routes: readonly DeclaredRoute[], cors: unknown): DeclaredRoute[] {
  if (cors === undefined || cors === null) return [];
  const settings = isJsonObject(cors) ? cors : { AllowOrigin: cors };
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of routes) paths.set(path, (paths.get(path) ?? new Set()).add(method));
  return [...paths].flatMap(([path, methods]) => {
    if (methods.has('OPTIONS')) return [];
    const integration = preflight(settings, methods);
    return [{ method: 'OPTIONS', path, integration, apiKeyRequired: false }];
  });
}

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function preflight(settings: Fields, methods: ReadonlySet<string>): MockIntegration {
  const computed = methods.has('ANY') ? ALL_METHODS : [...methods, 'OPTIONS'].sort();
  const given = (name: string) => {
    const value = text(settings[name]);
    return value === undefined ? undefined : unquoted(value);
  };
  const headers: [string, string | undefined][] = [
    ['Access-Control-Allow-Origin', given('AllowOrigin') ?? '*'],
    ['Access-Control-Allow-Headers', given('AllowHeaders')],
    ['Access-Control-Allow-Methods', given('AllowMethods') ?? computed.join(',')],
    ['Access-Control-Max-Age', given('MaxAge')],
    ['Access-Control-Allow-Credentials', isTrue(settings.AllowCredentials) ? 'true' : undefined],
  ];
  const present = headers.filter((header): header is [string, string] => header[1] !== undefined);
  return { kind: 'mock', status: 200, headers: Object.fromEntries(present), body: '{}\n' };
}
