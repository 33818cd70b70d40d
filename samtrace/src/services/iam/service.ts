import { randomBytes } from 'node:crypto';
import type { Account } from '../../aws/arn.ts';
import type { Sender } from '../../aws/delivery.ts';
import type { AwsError } from '../../aws/error.ts';
import type { Caller } from '../../aws/http.ts';
import type { ResourcePolicy, Role } from '../../aws/iam.ts';
import { accessDenied } from './access-denied.ts';
import { type Decision, evaluate } from './evaluate.ts';
import { developerIdentity, functionIdentity, type Identity } from './identity.ts';
import { type DeniedCall, Ledger, type UnusedPermission } from './ledger.ts';
import { requestContext } from './request-context.ts';
import { ResourcePolicies } from './resource-policies.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The result of a run for the template's roles. */
interface Findings {
  readonly denied: readonly DeniedCall[];
  /** Without those of managed policies. */
  readonly unused: readonly UnusedPermission[];
  /** Statements whose Condition could not be evaluated. They denied nothing. */
  readonly unjudgedConditions: readonly string[];
}

/** Finds the caller of a request by its access key, and evaluates the call with the role of the caller. Resource policies are evaluated for AWS services only. */
export interface Iam {
  /** Credentials of a function: calls with them are evaluated with its role. */
  issueCredentials(functionName: string, role: Role): Credentials;
  /** A person's call: an unknown key, or none, may do everything, as with a person's own profile. */
  callerOf(accessKeyId: string | undefined): Caller;
  /** The function that has the key. */
  functionOf(accessKeyId: string | undefined): Caller | undefined;
  /** AWS's AccessDenied error unless every resource is allowed. Records the call for {@link findings}. */
  authorize(
    caller: Caller,
    action: string,
    resources: readonly string[],
    conditionKeys?: Readonly<Record<string, string>>,
  ): AwsError | undefined;
  /** Answers the same question for another purpose than a call, and records nothing. */
  isAllowed(caller: Caller, action: string, resources: readonly string[]): boolean;
  identityOf(caller: Caller): Identity;
  /** Adds to the policy of a topic, queue or function. */
  addResourcePolicy(policy: ResourcePolicy): void;
  /** Replaces the policies of a resource. */
  setResourcePolicy(policy: ResourcePolicy): void;
  /** Whether the policy of a resource allows an AWS service that acts for `sender.sourceArn`. */
  serviceMay(sender: Sender, action: string, resourceArn: string): boolean;
  findings(): Findings;
}

export function createIam({ account, now = Date.now }: { account: Account; now?: () => number }): Iam {
  const roles = new Map<string, Role>();
  const callers = new Map<string, Caller>();
  const ledger = new Ledger();
  const resourcePolicies = new ResourcePolicies(account);

  /** Undefined for a developer, whose calls are not evaluated. */
  function decide(
    caller: Caller,
    action: string,
    resource: string,
    conditionKeys?: Readonly<Record<string, string>>,
  ): Decision | undefined {
    if (caller.kind === 'developer') return undefined;
    const { functionName } = caller;
    const role = roles.get(functionName);
    if (role === undefined) return { outcome: 'implicit deny', by: [], unjudged: [] };
    const principal = { account, role, functionName, identity: identityOf(caller) };
    const context = requestContext(principal, conditionKeys, now());
    return evaluate(role.policies, { action, resource, context }, role.boundary);
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

    functionOf: (accessKeyId) => callers.get(accessKeyId ?? ''),

    authorize(caller, action, resources, conditionKeys) {
      for (const resource of resources) {
        const decision = decide(caller, action, resource, conditionKeys);
        if (decision === undefined || caller.kind === 'developer') return undefined;
        ledger.record(caller.functionName, action, resource, decision);
        if (decision.outcome === 'allowed') continue;
        return accessDenied(identityOf(caller).arn, action, resource, decision);
      }
      return undefined;
    },

    isAllowed: (caller, action, resources) =>
      resources.every((resource) => (decide(caller, action, resource)?.outcome ?? 'allowed') === 'allowed'),

    identityOf,
    addResourcePolicy: (policy) => resourcePolicies.add(policy),
    setResourcePolicy: (policy) => resourcePolicies.replace(policy),
    serviceMay: (sender, action, resourceArn) => resourcePolicies.allow(sender, action, resourceArn),

    findings: () => ({
      denied: ledger.denied,
      unused: ledger.unused,
      unjudgedConditions: ledger.unjudgedConditions,
    }),
  };
}
