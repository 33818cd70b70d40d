import type { Account } from '../../aws/arn.ts';

/** The ARN of a request, which policies and Lambda permissions name. The path's first slash is left out. */
export function executeApiArn(
  { region, accountId }: Account,
  apiId: string,
  stageName: string,
  method: string,
  path: string,
): string {
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stageName}/${method}/${path.replace(/^\/+/, '')}`;
}
