import type { RunningApi } from '../services/apigateway/service.ts';

/** The addresses of this stack by their addresses on AWS. */
export interface LocalAddresses {
  readonly endpoint: string;
  readonly apis: readonly Pick<RunningApi, 'apiId' | 'url'>[];
}

/** Every text of a map with {@link withLocalAddresses}. */
export function withLocalAddressesIn(
  texts: Readonly<Record<string, string>>,
  addresses: LocalAddresses,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, withLocalAddresses(text, addresses)]));
}

/**
 * A text with the addresses of queues, APIs and function URLs on AWS replaced by those of this stack: SDKs call a queue
 * at the host of its URL, and nobody answers for an API of this stack on AWS.
 */
export function withLocalAddresses(text: string, { endpoint, apis }: LocalAddresses): string {
  const localQueue = text.replace(/^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?=\/)/, endpoint);
  return localQueue.replace(
    /https:\/\/([a-z0-9]+)\.(?:execute-api\.[a-z0-9-]+\.amazonaws\.com|lambda-url\.[a-z0-9-]+\.on\.aws)(?![\w.-])/g,
    (address, apiId) => apis.find((api) => api.apiId === apiId)?.url ?? address,
  );
}
