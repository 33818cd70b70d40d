import { isJsonObject } from '../../../aws/json.ts';
import type { HttpApiDefinition, Stage } from '../../../services/apigateway/contract.ts';
import type { IgnoredList } from '../../ignored.ts';
import type { Notes } from '../../notes.ts';
import type { Declared, DeclaredResource } from '../declared.ts';
import { type ApiParts, joinParts, NO_PARTS } from './api-parts.ts';
import { mistakesIn, reportMistakes } from './check-sam-api.ts';
import { corsRules } from './cors.ts';
import { type Fields, fields, items, text, textMap } from './fields.ts';
import { HTTP_API, HTTP_STAGE } from './http-kinds.ts';
import { httpResourceParts } from './http-resource-parts.ts';
import { openApiParts } from './open-api.ts';
import { propertiesOf } from './properties-of.ts';
import { routesOf } from './routes.ts';
import { defaultsIn, duplicateEvent, samParts, withDefaultAuthorizer } from './sam-parts.ts';

/** Every HTTP API that has a route. */
export function readHttpApis(declared: Declared, ignored: IgnoredList, notes: Notes): HttpApiDefinition[] {
  return declared.ofTypes(HTTP_API.type).flatMap((api) => {
    const settings = propertiesOf(api);
    const parts = partsOf(api, settings, declared);
    if (parts.routes.length === 0) return [];
    return [
      {
        kind: 'HTTP',
        logicalId: api.logicalId,
        apiId: api.ref,
        name: text(settings.Name) ?? text(fields(fields(settings.Body).info).title) ?? api.logicalId,
        stages: stagesOf(api, declared),
        routes: routesOf(api, parts, declared, ignored, notes),
        ...(parts.cors && { cors: parts.cors }),
      },
    ];
  });
}

function partsOf(api: DeclaredResource, settings: Fields, declared: Declared): ApiParts {
  const { SamSettings, SamEvents, Body, CorsConfiguration } = settings;
  const sam = fields(SamSettings);
  const own = { ...NO_PARTS, ...(isJsonObject(CorsConfiguration) && { cors: corsRules(CorsConfiguration) }) };
  const document = openApiParts(Body, 'HTTP', defaultsIn(sam));
  const fromSam = SamSettings === undefined ? NO_PARTS : samParts(SamEvents, sam, 'HTTP', document.routes);
  // SAM adds no route to a document in a file. The events still add permissions, as for an API of CloudFormation's type.
  if (SamSettings !== undefined) reportMistakes(api, mistakesIn(sam, items(SamEvents).map(fields), 'HTTP'));
  const fromEvents = sam.DefinitionUri === undefined ? fromSam : { ...fromSam, routes: [] };
  const duplicate = duplicateEvent(fromEvents.routes);
  if (duplicate !== undefined) api.properties.problems.add(api.line, `${api.logicalId}: ${duplicate}`);
  const parts = joinParts(own, document, httpResourceParts(api, declared), fromEvents);
  return { ...parts, routes: withDefaultAuthorizer(parts.routes, sam) };
}

/** An API that is quickly created, or that has no stage, is served as the stage `$default`. */
function stagesOf(api: DeclaredResource, declared: Declared): Stage[] {
  const stages = declared.ofTypes(HTTP_STAGE.type).flatMap((resource): Stage[] => {
    const settings = propertiesOf(resource);
    const name = text(settings.StageName);
    if (text(settings.ApiId) !== api.ref || name === undefined) return [];
    return [{ name, variables: textMap(settings.StageVariables), tracingEnabled: false }];
  });
  return stages.length > 0 ? stages : [{ name: '$default', variables: {}, tracingEnabled: false }];
}
