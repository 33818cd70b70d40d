import type { CorsRules } from '../../../services/apigateway/contract.ts';
import { type Fields, isTrue, number, texts } from './fields.ts';

/** CORS rules from `AllowOrigins`, or `allowOrigins` in an OpenAPI document. */
export function corsRules(settings: Fields): CorsRules {
  const value = (name: string): unknown => settings[name] ?? settings[`${name[0]?.toLowerCase()}${name.slice(1)}`];
  const maxAgeSeconds = number(value('MaxAge'));
  return {
    allowOrigins: texts(value('AllowOrigins')),
    allowMethods: texts(value('AllowMethods')),
    allowHeaders: texts(value('AllowHeaders')),
    exposeHeaders: texts(value('ExposeHeaders')),
    allowCredentials: isTrue(value('AllowCredentials')),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}
