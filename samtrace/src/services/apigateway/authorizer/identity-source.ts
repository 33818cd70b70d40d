import { type ApiRequest, headerOf, queryPairs } from '../exchange.ts';

interface Sources {
  readonly request: ApiRequest;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** `requestContext`, for sources such as `$context.identity.sourceIp`. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * The values of an authorizer's identity sources, or undefined when one is missing or empty. Sources are written
 * `method.request.header.X` in REST APIs and `$request.header.X` in HTTP APIs.
 */
export function identityValues(sources: readonly string[], from: Sources): string[] | undefined {
  const values = sources.map((source) => identityValue(source, from));
  return values.every((value): value is string => value !== undefined && value !== '') ? values : undefined;
}

function identityValue(source: string, { request, stageVariables, context }: Sources): string | undefined {
  const [, kind = '', name = ''] =
    /^\$?(?:method\.)?(?:route\.)?(request\.header|request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ??
    [];
  if (kind === 'request.header') return headerOf(request, name);
  if (kind === 'request.querystring') return queryPairs(request.rawQuery).findLast(([key]) => key === name)?.[1];
  if (kind === 'stageVariables') return stageVariables[name];
  const value = name.split('.').reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  }, context);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
