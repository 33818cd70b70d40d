import { createHash } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The name that CloudFormation generates for a resource: the stack, the logical ID, and 12 random characters.
 * samtrace uses a hash instead, so that a resource has the same name in each run. A name that would be too
 * long loses the end of its logical ID, as on AWS.
 */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const hash = createHash('sha256').update(`${stackName}\n${logicalId}`).digest();
  const suffix = Array.from(hash.subarray(0, 12), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - 13)}-${suffix}`;
}
