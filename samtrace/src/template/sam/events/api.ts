import { scalar } from '../../value.ts';
import { apiEventResources } from '../api-event.ts';
import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';

/** A route of a REST API. Without a RestApiId, it is one of SAM's implicit API, whose stage is always `Prod`. */
export const API_EVENT: EventKind = {
  type: 'Api',
  transform(event, context) {
    const { line } = event;
    const implicit = { StageName: scalar('Prod', line) };
    const options = {
      apiType: 'AWS::ApiGateway::RestApi',
      idProperty: 'RestApiId',
      implicitApi: generated('ServerlessRestApi', 'AWS::Serverless::Api', implicit, line),
      implicitSuffix: 'Prod',
      known: ['Path', 'Method', 'RestApiId', 'Auth', 'ResponseTransferMode', 'TimeoutInMillis'],
    };
    return { resources: apiEventResources(event, options, context) };
  },
};
