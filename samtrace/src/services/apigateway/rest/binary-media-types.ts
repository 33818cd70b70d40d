import { mediaType } from '../exchange.ts';

/**
 * Whether a Content-Type or Accept value is one of the API's binary media types: one type, all types of a
 * kind (`image` and a star), or every one. In a list of types, only the first one counts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function isBinary(value: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const type = mediaType(value);
  return binaryMediaTypes.some((each) => {
    const binary = each.toLowerCase();
    if (binary === '*/*') return true;
    // A star before the slash alone matches nothing, as LocalStack's tests found on AWS.
    if (binary.startsWith('*')) return false;
    return binary.endsWith('/*') ? type.startsWith(binary.slice(0, -1)) : binary === type;
  });
}
