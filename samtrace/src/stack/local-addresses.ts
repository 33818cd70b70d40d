import type { RunningApi } from '../services/apigateway/service.ts';

/** The addresses of this stack by their addresses on AWS. */
export interface LocalAddresses {
  readonly endpoint: string;
  readonly apis: readonly Pick<RunningApi, 'apiId' | 'url'>[];
  /** The port for OpenTelemetry spans over HTTP. */
  readonly spanPort: number;
}

/** X-Ray's endpoint for OpenTelemetry spans, and a collector in the execution environment, as a layer brings it. */
const SPAN_ENDPOINTS =
  /^(?:https:\/\/xray\.[a-z0-9-]+\.amazonaws\.com(?=\/v1\/traces$)|http:\/\/(?:localhost|127\.0\.0\.1):4318(?=\/|$))/;

/** Every text of a map with {@link withLocalAddresses}. */
export function withLocalAddressesIn(
  texts: Readonly<Record<string, string>>,
  addresses: LocalAddresses,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, withLocalAddresses(text, addresses)]));
}

/**
 * A text with the addresses of queues, APIs, function URLs and receivers of spans replaced by those of this stack: SDKs call
 * a queue at the host of its URL, and an API of this stack does not exist on AWS.
 */
export function withLocalAddresses(text: string, { endpoint, apis, spanPort }: LocalAddresses): string {
  const localQueue = text.replace(/^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?=\/)/, endpoint);
  const localSpans = localQueue.replace(SPAN_ENDPOINTS, `http://127.0.0.1:${spanPort}`);
  return localSpans.replace(
    /https:\/\/([a-z0-9]+)\.(?:execute-api\.[a-z0-9-]+\.amazonaws\.com|lambda-url\.[a-z0-9-]+\.on\.aws)(?![\w.-])/g,
    (address, apiId) => apis.find((api) => api.apiId === apiId)?.url ?? address,
  );
}
