import { randomBytes } from 'node:crypto';
import { type Account, functionArn } from '../../aws/arn.ts';
import type { AwsError } from '../../aws/error.ts';
import type { Caller } from '../../aws/http.ts';
import type { Role } from '../../aws/iam.ts';
import { accessDenied } from './access-denied.ts';
import type { ConditionContext } from './conditions.ts';
import { type Decision, evaluate } from './evaluate.ts';
import { developerIdentity, functionIdentity, type Identity } from './identity.ts';
import { type DeniedCall, Ledger, type UnusedPermission } from './ledger.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a run has shown about the template's roles. */
interface Findings {
  readonly denied: readonly DeniedCall[];
  /** Without those of managed policies. */
  readonly unused: readonly UnusedPermission[];
  /** Statements whose Condition could not be judged; nothing was refused on their account. */
  readonly unjudgedConditions: readonly string[];
}

/** Who calls, by access key, and whether the caller's role allows the call. Bucket policies and others' are not judged. */
export interface Iam {
  /** Credentials with which a function's calls are known to be its own, judged by its role. */
  issueCredentials(functionName: string, role: Role): Credentials;
  /** An unknown key, or none, is a developer's: a person with every right, as with their own profile. */
  callerOf(accessKeyId: string | undefined): Caller;
  /** AWS's AccessDenied error unless every resource is allowed. Remembers the call for {@link findings}. */
  authorize(caller: Caller, action: string, resources: readonly string[]): AwsError | undefined;
  /** The same question, asked for another reason than a call: nothing is remembered. */
  isAllowed(caller: Caller, action: string, resources: readonly string[]): boolean;
  identityOf(caller: Caller): Identity;
  findings(): Findings;
}

export function createIam({ account }: { account: Account }): Iam {
  const roles = new Map<string, Role>();
  const callers = new Map<string, Caller>();
  const ledger = new Ledger();

  /** Undefined for a developer, who is not judged. */
  function decide(caller: Caller, action: string, resource: string): Decision | undefined {
    if (caller.kind === 'developer') return undefined;
    const role = roles.get(caller.functionName);
    const context = role === undefined ? {} : conditionContext(account, role, caller.functionName);
    return evaluate(role?.policies ?? [], { action, resource, context });
  }

  function identityOf(caller: Caller): Identity {
    if (caller.kind === 'developer') return developerIdentity(account);
    const role = roles.get(caller.functionName);
    if (role === undefined) throw new Error(`The function ${caller.functionName} has no credentials.`);
    return functionIdentity(account, role, caller.functionName);
  }

  return {
    issueCredentials(functionName, role) {
      const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
      roles.set(functionName, role);
      callers.set(accessKeyId, { kind: 'function', functionName });
      ledger.addFunction(functionName, role);
      const secret = () => randomBytes(30).toString('base64');
      return { accessKeyId, secretAccessKey: secret(), sessionToken: secret() };
    },

    callerOf: (accessKeyId) => callers.get(accessKeyId ?? '') ?? { kind: 'developer' },

    authorize(caller, action, resources) {
      for (const resource of resources) {
        const decision = decide(caller, action, resource);
        if (decision === undefined || caller.kind === 'developer') return undefined;
        ledger.record(caller.functionName, action, resource, decision);
        if (decision.outcome === 'allowed') continue;
        return accessDenied(identityOf(caller).arn, action, resource, decision.outcome);
      }
      return undefined;
    },

    isAllowed: (caller, action, resources) =>
      resources.every((resource) => (decide(caller, action, resource)?.outcome ?? 'allowed') === 'allowed'),

    identityOf,

    findings: () => ({
      denied: ledger.denied,
      unused: ledger.unused,
      unjudgedConditions: ledger.unjudgedConditions,
    }),
  };
}

/** The global condition keys that have one value for everything a function calls. On AWS its calls go over TLS. */
function conditionContext(account: Account, role: Role, functionName: string): ConditionContext {
  return {
    'aws:PrincipalAccount': account.accountId,
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': account.region,
    'aws:ResourceAccount': account.accountId,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    'lambda:SourceFunctionArn': functionArn(account, functionName),
  };
}
