import { type Account, functionArn } from '../../aws/arn.ts';
import type { Role } from '../../aws/iam.ts';
import type { Identity } from './identity.ts';

/** The values of a condition key. `absent`: AWS has none for the request. `unknown`: samtrace does not support the key. */
export type KeyValues = readonly string[] | 'absent' | 'unknown';

/** The condition keys of one request. Names of keys are not case-sensitive. */
export type RequestContext = (key: string) => KeyValues;

/**
 * Keys that AWS sets only for what a function here never is: a user, a caller in a VPC, a call that another service makes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const ABSENT = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:federatedprovider',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceidentity',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:username',
  'aws:vpcsourceip',
]);

/** Keys that a service always provides if the request has them. */
const GIVEN_BY_SERVICE = /^s3:(prefix|delimiter|max-keys|versionid|if-match|if-none-match|x-amz-.*)$/;

/** The context of what a function calls. On AWS its calls go over TLS. */
export function requestContext(
  { account, role, functionName, identity }: { account: Account; role: Role; functionName: string; identity: Identity },
  conditionKeys: Readonly<Record<string, string>> | undefined,
  nowMs: number,
): RequestContext {
  const values = lowerCased({
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    'aws:PrincipalAccount': account.accountId,
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': account.region,
    'aws:ResourceAccount': account.accountId,
    'aws:SecureTransport': 'true',
    'aws:userid': identity.userId,
    'aws:ViaAWSService': 'false',
    'lambda:SourceFunctionArn': functionArn(account, functionName),
    ...conditionKeys,
  });
  return (key) => {
    const name = key.toLowerCase();
    const value = values.get(name);
    if (value !== undefined) return [value];
    if (ABSENT.has(name)) return 'absent';
    return conditionKeys !== undefined && GIVEN_BY_SERVICE.test(name) ? 'absent' : 'unknown';
  };
}

function lowerCased(values: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}
