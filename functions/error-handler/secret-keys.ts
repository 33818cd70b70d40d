/** The keys whose values are masked. Add yours to the table. */

/**
 * A key is secret if it ends with one of these, in any spelling of `apiKey`, `api_key` and
 * `API-KEY`.
 */
const SECRET_KEYS = [
  'authorization',
  'password',
  'passwords',
  'passwordhash',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'secretkey',
  'secretstring',
  'token',
  'apikey',
  'apikeys',
  'accesskey',
  'privatekey',
  'cookie',
  'cookies',
  'credential',
  'credentials',
];

/** Pagination tokens, which are not secret. */
const PAGE_TOKENS = ['nexttoken', 'continuationtoken', 'forwardtoken', 'backwardtoken'];

export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const isSecret = SECRET_KEYS.some((secret) => plain.endsWith(secret));
  return isSecret && !PAGE_TOKENS.some((token) => plain.endsWith(token));
}
