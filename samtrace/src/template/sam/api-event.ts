import type { Resource } from '../sections.ts';
import { call, list, literal, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';
import type { InvokedFunction } from './invoked-function.ts';
import type { SamContext, SamEvent } from './kind.ts';

interface ApiEventOptions {
  /** `AWS::ApiGateway::RestApi` or `AWS::ApiGatewayV2::Api`. */
  readonly apiType: string;
  /** The property that names the API. */
  readonly idProperty: string;
  /** SAM's API for events that name none, and its permission's suffix. */
  readonly implicitApi: Resource;
  readonly implicitSuffix: string;
  readonly known: readonly string[];
}

/**
 * The resources of an event of an API: the route, as an addition to the API, the permission, and the implicit API when the
 * event names none. Routes go into the property `SamEvents`, which `resources/apis` reads, because SAM decides over
 * authorizers and CORS when it has seen all events.
 */
export function apiEventResources(
  event: SamEvent,
  options: ApiEventOptions,
  { ignored, scope }: SamContext,
): Resource[] {
  const { functionId, invoked, name, type, properties, line } = event;
  for (const [property, value] of properties.entries) {
    if (options.known.includes(property)) continue;
    ignored.add(
      functionId,
      `${property} of ${article(type)} event`,
      'samtrace does not support this property',
      value.line,
    );
  }
  for (const name of missingIn(event, options)) {
    scope.problems.add(
      line,
      `${functionId}: Event with id [${event.name}] is invalid. Property '${name}' is required.`,
    );
  }
  const given = properties.entries.get(options.idProperty);
  const apiId = given === undefined ? options.implicitApi.logicalId : referenceIn(given);
  if (apiId === undefined) {
    ignored.add(functionId, `${type} event`, 'its API is not in this template', line);
    return [];
  }
  const route = mapping(
    [
      ...[...properties.entries].filter(([property]) => property !== options.idProperty),
      ['FunctionArn', invoked.arn] as const,
    ],
    line,
  );
  const api = generated(apiId, options.apiType, { SamEvents: list<Value>([route], line) }, line);
  const suffix = given === undefined ? options.implicitSuffix : '';
  const permission = permissionOf(
    `${functionId}${name}Permission${suffix}`,
    invoked,
    given ?? call('Ref', scalar(apiId, line), line),
    properties,
    line,
  );
  return [api, permission, ...(given === undefined ? [options.implicitApi] : [])];
}

/** An HTTP API has a route for everything else: that of an event with neither a method nor a path. */
function missingIn({ properties }: SamEvent, { apiType }: ApiEventOptions): string[] {
  const missing = ['Path', 'Method'].filter((name) => !properties.entries.has(name));
  return missing.length === 2 && apiType === 'AWS::ApiGatewayV2::Api' ? [] : missing;
}

function referenceIn(value: Value): string | undefined {
  return value.kind === 'call' && value.name === 'Ref' ? literal(value.argument) : literal(value);
}

/**
 * SAM's permission names method and path, with a star for every variable; its stage is any. When an event names its API by
 * a string and not by `!Ref`, the permission is for that string, which is not the ID of an API: requests get an error, as on AWS.
 */
function permissionOf(
  logicalId: string,
  invoked: InvokedFunction,
  apiId: Value,
  properties: Mapping,
  line: number,
): Resource {
  const path = literal(properties.entries.get('Path'));
  const method = (literal(properties.entries.get('Method')) ?? 'any').toUpperCase();
  const anyMethod = method === 'ANY' || method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? '*' : method;
  const resource = resourceOf(anyMethod, path);
  const sourceArn = list<Value>(
    [
      scalar(
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${resource}`,
        line,
      ),
      mapping<Value>({ __ApiId__: apiId, __Stage__: scalar('*', line) }, line),
    ],
    line,
  );
  return generated(
    logicalId,
    'AWS::Lambda::Permission',
    {
      Action: scalar('lambda:InvokeFunction', line),
      FunctionName: invoked.name,
      Principal: scalar('apigateway.amazonaws.com', line),
      SourceArn: call('Fn::Sub', sourceArn, line),
    },
    line,
  );
}

/** The last part of the ARN of a request. The default route of an HTTP API has another format. */
function resourceOf(method: string, path: string | undefined): string {
  if (path === undefined || path === '$default') return '*';
  return path === '/$default' && method === '*' ? '$default' : `${method}${withStars(path)}`;
}

/** `/orders/{id}/` is `/orders/*` in the ARN of a request. */
function withStars(path: string): string {
  return path.replace(/^(.+)\/$/, '$1').replace(/\{[\w.-]+\+?\}/g, '*');
}

function article(type: string): string {
  return /^[AEIO]/.test(type) ? `an ${type}` : `a ${type}`;
}
