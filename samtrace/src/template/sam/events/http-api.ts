import { apiEventResources } from '../api-event.ts';
import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';

/** A route of an HTTP API. Without an ApiId, it is one of SAM's implicit API, whose stage is `$default`. */
export const HTTP_API_EVENT: EventKind = {
  type: 'HttpApi',
  transform(event, context) {
    const options = {
      apiType: 'AWS::ApiGatewayV2::Api',
      idProperty: 'ApiId',
      implicitApi: generated('ServerlessHttpApi', 'AWS::Serverless::HttpApi', {}, event.line),
      implicitSuffix: '',
      known: ['Path', 'Method', 'ApiId', 'Auth', 'PayloadFormatVersion', 'TimeoutInMillis', 'RouteSettings'],
    };
    return { resources: apiEventResources(event, options, context) };
  },
};
