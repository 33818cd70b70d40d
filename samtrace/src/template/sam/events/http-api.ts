import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';

/** Ignored by name. Without an ApiId, SAM's implicit API and its stage exist all the same, so that references work. */
export const HTTP_API_EVENT: EventKind = {
  type: 'HttpApi',
  transform({ functionId, type, properties, line }, { ignored }) {
    ignored.add(functionId, `${type} event`, 'samtrace does not play this event', line);
    if (properties.entries.has('ApiId')) return { resources: [] };
    const stage = generated('ServerlessHttpApiApiGatewayDefaultStage', 'AWS::ApiGatewayV2::Stage', {}, line);
    const api = generated('ServerlessHttpApi', 'AWS::ApiGatewayV2::Api', {}, line);
    return { resources: [{ ...api, makes: new Map([['Stage', stage.logicalId]]) }, stage] };
  },
};
