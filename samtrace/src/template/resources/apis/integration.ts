import type { Integration, MockIntegration } from '../../../services/apigateway/contract.ts';
import { type Fields, fields, number, text, unquoted } from './fields.ts';
import { functionArnIn, isStreamingUri } from './lambda-uri.ts';

/** The largest of each kind: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const REST_TIMEOUT_MS = 29_000;
const HTTP_TIMEOUT_MS = 30_000;

/** An integration by its settings, in the spelling of OpenAPI documents (`timeoutInMillis`). */
export function integrationOf(settings: Fields, kind: 'REST' | 'HTTP'): Integration {
  const type = (text(settings.type) ?? '').toUpperCase();
  const uri = text(settings.uri);
  if (type === 'MOCK') return mockOf(settings);
  if (type !== 'AWS_PROXY') return { kind: 'unsupported', reason: `its integration is of type ${type || 'unknown'}` };
  if (text(settings.subtype) !== undefined) {
    return { kind: 'unsupported', reason: `its integration is ${text(settings.subtype)}` };
  }
  const functionArn = functionArnIn(uri);
  if (functionArn === undefined) {
    return { kind: 'unsupported', reason: `its integration's URI names no function: ${uri ?? 'it is not a text'}` };
  }
  const isHttp = kind === 'HTTP';
  return {
    kind: 'lambda',
    functionArn,
    payloadFormat: isHttp && text(settings.payloadFormatVersion) === '2.0' ? '2.0' : '1.0',
    timeoutMs: number(settings.timeoutInMillis) ?? (isHttp ? HTTP_TIMEOUT_MS : REST_TIMEOUT_MS),
    hasCredentials: text(settings.credentials) !== undefined,
    ...(kind === 'REST' && isStreamingUri(uri) && { streaming: true }),
  };
}

/** Only a fixed answer is supported: the default response's status, and headers and a body without expressions. */
function mockOf(settings: Fields): MockIntegration {
  const responses = fields(settings.responses);
  const [first] = Object.values(responses);
  const response = fields(responses.default ?? first);
  const headers = Object.entries(fields(response.responseParameters)).flatMap(([name, value]) => {
    const [, header] = /^method\.response\.header\.(.+)$/.exec(name) ?? [];
    const given = text(value);
    return header === undefined || given === undefined ? [] : [[header, unquoted(given)] as const];
  });
  const template = text(fields(response.responseTemplates)['application/json']) ?? '';
  return {
    kind: 'mock',
    status: number(response.statusCode) ?? 200,
    headers: Object.fromEntries(headers),
    body: template.includes('$') ? '' : template,
  };
}
