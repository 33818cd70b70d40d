/**
 * Access key and service of a signed request, from the header or, for a presigned URL, from the query.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function credentialScope(authorization: string | undefined, query: URLSearchParams) {
  const credential =
    /^AWS4-[A-Z0-9-]+ +.*Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  if (!credential) return undefined;
  const parts = credential.split('/');
  return { accessKeyId: parts[0], service: parts.at(-2) ?? '' };
}

/** Only S3 still accepts it. It does not contain the service. */
export function hasSignatureV2(authorization: string | undefined, query: URLSearchParams): boolean {
  return /^AWS [^\s:]+:/.test(authorization ?? '') || (query.has('AWSAccessKeyId') && query.has('Signature'));
}
