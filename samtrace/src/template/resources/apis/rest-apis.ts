import { hashedId } from '../../../aws/hashed-id.ts';
import { isJsonObject } from '../../../aws/json.ts';
import type { RestApiDefinition, Stage } from '../../../services/apigateway/contract.ts';
import type { IgnoredList } from '../../ignored.ts';
import type { Notes } from '../../notes.ts';
import type { Declared, DeclaredResource } from '../declared.ts';
import { type ApiParts, type DeclaredRoute, joinParts, NO_PARTS } from './api-parts.ts';
import { mistakesIn, reportMistakes } from './check-sam-api.ts';
import { type Fields, fields, isTrue, items, text, textMap, texts } from './fields.ts';
import { openApiParts } from './open-api.ts';
import { corsRoutes } from './preflight-routes.ts';
import { propertiesOf } from './properties-of.ts';
import { REST_API, REST_DEPLOYMENT, REST_STAGE } from './rest-kinds.ts';
import { restResourceParts } from './rest-resource-parts.ts';
import { routesOf } from './routes.ts';
import { defaultsIn, duplicateEvent, samParts, withDefaultAuthorizer, withOverrides } from './sam-parts.ts';

/** Every REST API that has a route. */
export function readRestApis(declared: Declared, ignored: IgnoredList, notes: Notes): RestApiDefinition[] {
  return declared.ofTypes(REST_API.type).flatMap((api) => {
    const settings = propertiesOf(api);
    const parts = partsOf(api, settings, declared, notes);
    if (parts.routes.length === 0) return [];
    return [
      {
        kind: 'REST',
        logicalId: api.logicalId,
        apiId: api.ref,
        name: text(settings.Name) ?? text(fields(fields(settings.Body).info).title) ?? api.logicalId,
        deploymentId: hashedId(`${api.ref} deployment`, 6),
        stages: stagesOf(api, declared),
        routes: routesOf(api, parts, declared, ignored, notes),
        binaryMediaTypes: parts.binaryMediaTypes,
        gatewayResponses: parts.gatewayResponses,
      },
    ];
  });
}

/** SAM writes media types with `~1` instead of the slash, as in JSON pointers. */
function partsOf(api: DeclaredResource, settings: Fields, declared: Declared, notes: Notes): ApiParts {
  const { SamSettings, SamEvents, Body } = settings;
  const sam = fields(SamSettings);
  const own = {
    ...NO_PARTS,
    binaryMediaTypes: texts(settings.BinaryMediaTypes).map((type) => type.replaceAll('~1', '/')),
  };
  const document = openApiParts(Body, 'REST', defaultsIn(sam));
  const fromSam = SamSettings === undefined ? NO_PARTS : samParts(SamEvents, sam, 'REST', document.routes);
  // SAM adds no route to a document of the template. The events still add permissions, as for an API of CloudFormation's type.
  const isComplete = isJsonObject(Body) && !isTrue(sam.MergeDefinitions);
  const fromEvents = isComplete
    ? { ...fromSam, routes: withOverrides(fromSam.routes, document.routes, SamEvents) }
    : fromSam;
  if (isComplete) noteLeftOut(api, fromSam.routes, document.routes, notes);
  const events = items(SamEvents).map(fields);
  const acting = isComplete ? events.filter((event) => isTrue(fields(event.Auth).OverrideApiAuth)) : events;
  if (SamSettings !== undefined) reportMistakes(api, mistakesIn(sam, acting, 'REST'));
  const duplicate = duplicateEvent(fromEvents.routes);
  if (duplicate !== undefined) api.properties.problems.add(api.line, `${api.logicalId}: ${duplicate}`);
  const parts = joinParts(own, document, restResourceParts(api, declared), fromEvents);
  const routes = [...parts.routes, ...corsRoutes(parts.routes, sam.Cors)];
  return { ...parts, routes: withDefaultAuthorizer(routes, sam) };
}

/** Such a route does not exist on AWS, either. A request for it gets the status 403. */
function noteLeftOut(
  { logicalId }: DeclaredResource,
  routes: readonly DeclaredRoute[],
  documented: readonly DeclaredRoute[],
  notes: Notes,
): void {
  for (const { method, path } of routes) {
    if (documented.some((each) => each.method === method && each.path === path)) continue;
    notes.add(
      `${logicalId}: ${method} ${path} is an event but not in DefinitionBody, so the API does not have it. SAM adds events to a document only with MergeDefinitions: true.`,
    );
  }
}

/** The stages of an API; a deployment may name one as well. An API without a stage cannot be called on AWS: here, it has one. */
function stagesOf(api: DeclaredResource, declared: Declared): Stage[] {
  const stages = new Map<string, Stage>();
  for (const resource of declared.ofTypes(REST_DEPLOYMENT.type, REST_STAGE.type)) {
    const settings = propertiesOf(resource);
    const name = text(settings.StageName);
    if (text(settings.RestApiId) !== api.ref || name === undefined) continue;
    const described = resource.type === REST_STAGE.type ? settings : fields(settings.StageDescription);
    const variables = textMap(described.Variables);
    stages.set(name, { name, variables, tracingEnabled: isTrue(described.TracingEnabled) });
  }
  return stages.size > 0 ? [...stages.values()] : [{ name: 'local', variables: {}, tracingEnabled: false }];
}
