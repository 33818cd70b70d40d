import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';

/** Ignored by name. Without a RestApiId, SAM's implicit API and its stage exist all the same, so that references work. */
export const API_EVENT: EventKind = {
  type: 'Api',
  transform({ functionId, type, properties, line }, { ignored }) {
    ignored.add(functionId, `${type} event`, 'samtrace does not play this event', line);
    if (properties.entries.has('RestApiId')) return { resources: [] };
    const stage = generated('ServerlessRestApiProdStage', 'AWS::ApiGateway::Stage', {}, line);
    const api = generated('ServerlessRestApi', 'AWS::ApiGateway::RestApi', {}, line);
    return { resources: [{ ...api, makes: new Map([['Stage', stage.logicalId]]) }, stage] };
  },
};
