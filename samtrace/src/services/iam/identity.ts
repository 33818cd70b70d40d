import { createHash } from 'node:crypto';
import type { Account } from '../../aws/arn.ts';
import type { Role } from '../../aws/iam.ts';

/** The caller, as in the answer of STS and in access-denied errors. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

/** A function's calls come from Lambda's session of its role, whose name is the name of the function. */
export function functionIdentity({ accountId }: Account, role: Role, functionName: string): Identity {
  const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${functionName}`;
  return { account: accountId, arn, userId: `${roleId(role)}:${functionName}` };
}

/** A developer may do everything, which on AWS is the account's root user. */
export function developerIdentity({ accountId }: Account): Identity {
  return { account: accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
}

/**
 * The role's unique id: AROA and 17 more characters, the same at every start.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
function roleId({ arn }: Role): string {
  return `AROA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`;
}
