import { type Account, roleArn } from '../../aws/arn.ts';
import type { Policy, Role } from '../../aws/iam.ts';
import { managedPolicyStatements } from '../managed-policies.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';
import { readPolicyDocument } from './policy-document.ts';

export const ROLE: ResourceKind = {
  type: 'AWS::IAM::Role',
  identity: {
    nameProperty: 'RoleName',
    maxNameLength: 64,
    attributes: (name, account) => ({ Arn: roleArn(account, name), RoleId: name }),
  },
  properties: {
    acted: words('AssumeRolePolicyDocument Description ManagedPolicyArns PermissionsBoundary Policies RoleName'),
    withoutLocalEffect: words('MaxSessionDuration Path Tags'),
  },
  uniqueName: true,
};

export const POLICY: ResourceKind = {
  type: 'AWS::IAM::Policy',
  identity: { nameProperty: 'PolicyName', maxNameLength: 128, attributes: noAttributes },
  properties: { acted: words('PolicyDocument PolicyName Roles'), withoutLocalEffect: words('Groups Users') },
  uniqueName: false,
};

export const MANAGED_POLICY: ResourceKind = {
  type: 'AWS::IAM::ManagedPolicy',
  identity: {
    nameProperty: 'ManagedPolicyName',
    maxNameLength: 128,
    ref: policyArn,
    attributes: (name, account) => ({ PolicyArn: policyArn(name, account) }),
  },
  properties: {
    acted: words('Description ManagedPolicyName PolicyDocument Roles'),
    withoutLocalEffect: words('Groups Path Users'),
  },
  uniqueName: true,
};

export interface DeclaredRole {
  readonly role: Role;
  /** Lambda refuses a function whose role it may not assume. */
  readonly trustsLambda: boolean;
  /** Unknown managed policies. A role with one of them allows everything. */
  readonly unknownPolicies: readonly string[];
  /** The permissions boundary, if samtrace does not support the policy. It is not evaluated then. */
  readonly unknownBoundary?: string;
}

/** Every role of the template with the policies that it and other resources attach to it, by ARN. */
export function readRoles(declared: Declared): Map<string, DeclaredRole> {
  const ownManaged = new Map<string, Policy>();
  const attached = new Map<string, Policy[]>();
  for (const { type, properties, name, ref } of declared.ofTypes(POLICY.type, MANAGED_POLICY.type)) {
    const policy = { name, managed: false, statements: readPolicyDocument(properties.nestedOrJson('PolicyDocument')) };
    if (type === MANAGED_POLICY.type) ownManaged.set(ref, policy);
    for (const roleName of properties.texts('Roles') ?? []) {
      attached.set(roleName, [...(attached.get(roleName) ?? []), policy]);
    }
  }
  const roles = new Map<string, DeclaredRole>();
  for (const { properties, name, arn } of declared.ofTypes(ROLE.type)) {
    const policies = [
      ...managedPolicies(properties, ownManaged),
      ...properties.nestedList('Policies').map(inlinePolicy),
      ...(attached.get(name) ?? []),
    ];
    const boundaryArn = readBoundaryArn(properties);
    const boundary = boundaryArn === undefined ? undefined : knownPolicy(boundaryArn, ownManaged);
    roles.set(arn, {
      role: { name, arn, policies, ...(boundary && { boundary: [boundary] }) },
      trustsLambda: trustsLambda(properties),
      unknownPolicies: unknownPolicies(properties, ownManaged),
      ...(boundaryArn !== undefined && boundary === undefined && { unknownBoundary: boundaryArn }),
    });
  }
  return roles;
}

function managedPolicies(role: Properties, own: ReadonlyMap<string, Policy>): Policy[] {
  return (role.texts('ManagedPolicyArns') ?? []).map((arn) => knownPolicy(arn, own) ?? allowingAnything(arn));
}

/** A managed policy of the template, or one of AWS. */
function knownPolicy(arn: string, own: ReadonlyMap<string, Policy>): Policy | undefined {
  return own.get(arn) ?? awsPolicy(arn);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html: the boundary is a managed policy. */
function readBoundaryArn(role: Properties): string | undefined {
  const arn = role.text('PermissionsBoundary');
  if (arn === undefined || /^arn:aws:iam::(aws|\d{12}):policy\/.+$/.test(arn)) return arn;
  return role.refuse('PermissionsBoundary', `must be the ARN of a managed policy, not ${arn}.`);
}

function awsPolicy(arn: string): Policy | undefined {
  const statements = managedPolicyStatements(arn);
  return statements && { name: arn.slice(arn.lastIndexOf('/') + 1), managed: true, statements };
}

function unknownPolicies(role: Properties, own: ReadonlyMap<string, Policy>): string[] {
  return (role.texts('ManagedPolicyArns') ?? []).filter((arn) => knownPolicy(arn, own) === undefined);
}

/** For unknown permissions. */
export function allowingAnything(name: string): Policy {
  const anything = { effect: 'Allow', action: ['*'], resource: ['*'] } as const;
  return { name, managed: true, statements: [anything] };
}

function inlinePolicy(policy: Properties): Policy {
  const name = policy.requiredText('PolicyName') ?? '';
  return { name, managed: false, statements: readPolicyDocument(policy.nestedOrJson('PolicyDocument')) };
}

function trustsLambda(role: Properties): boolean {
  const statements = role.nestedOrJson('AssumeRolePolicyDocument')?.nestedList('Statement') ?? [];
  return statements.some((statement) => {
    const services = statement.nested('Principal')?.texts('Service') ?? [];
    return statement.text('Effect') === 'Allow' && services.includes('lambda.amazonaws.com');
  });
}

function policyArn(name: string, { accountId }: Account): string {
  return `arn:aws:iam::${accountId}:policy/${name}`;
}
