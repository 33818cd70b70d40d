import { managedPolicyArn } from '../managed-policies.ts';
import type { Scope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import { list, literal, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { type AddedPolicy, generated } from './generated.ts';
import { isPolicyTemplate, policyFromTemplate } from './policy-templates.ts';

/** The permissions that a function needs in addition to its Policies. */
export interface Needs {
  readonly traced: boolean;
  readonly policies: readonly AddedPolicy[];
  /** Names of AWS's managed policies. */
  readonly managedPolicies: readonly string[];
}

/**
 * The execution role that SAM makes for a function: the policies that every function gets (basic execution, X-Ray when
 * traced, VPC access when in one), those that its events and other properties need, and its Policies in their order. The
 * function's permissions boundary becomes that of the role.
 */
export function executionRole(sam: Resource, needs: Needs, scope: Scope): Resource {
  const { logicalId, line, properties } = sam;
  const id = `${logicalId}Role`;
  const isDurable = properties.entries.has('DurableConfig');
  const managed = [isDurable ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole'];
  if (needs.traced) managed.push('AWSXrayWriteOnlyAccess');
  if (properties.entries.has('VpcConfig')) managed.push('AWSLambdaVPCAccessExecutionRole');
  managed.push(...needs.managedPolicies);
  const managedArns: Value[] = managed.map((name) => scalar(managedPolicyArn(name), line));
  const inline: Value[] = needs.policies.map(({ name, document }) => inlinePolicy(name, document));
  for (const [index, entry] of policyEntries(properties.entries.get('Policies')).entries()) {
    if (entry.kind === 'mapping') {
      const document = scope.problems.attempt(() => policyDocument(logicalId, entry));
      if (document !== undefined) inline.push(inlinePolicy(`${id}Policy${index}`, document));
      // An unknown policy template. Like an unknown managed policy, it is not evaluated.
      else if (templateIn(entry) === undefined && !isDocument(entry)) managedArns.push(namesOf(entry));
    } else if (entry.kind === 'scalar') managedArns.push(scalar(managedPolicyArn(String(entry.value)), entry.line));
    else if (entry.kind === 'call') managedArns.push(entry);
    else scope.problems.add(entry.line, `${logicalId}: Policies cannot hold a list in a list.`);
  }
  const boundary = properties.entries.get('PermissionsBoundary');
  return generated(
    id,
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: properties.entries.get('AssumeRolePolicyDocument') ?? lambdaMayAssume(line),
      ManagedPolicyArns: list(withoutRepeats(managedArns), line),
      Policies: list(inline, line),
      ...(boundary && { PermissionsBoundary: boundary }),
    },
    line,
  );
}

function withoutRepeats(arns: readonly Value[]): Value[] {
  const first = new Map(arns.map((arn) => [literal(arn) ?? arn, arn]));
  return [...first.values()];
}

function policyEntries(policies: Value | undefined): readonly Value[] {
  if (policies === undefined) return [];
  return policies.kind === 'list' ? policies.items : [policies];
}

/** Either a policy document, or one of SAM's policy templates with its parameters; undefined for an unknown template. */
function policyDocument(logicalId: string, entry: Mapping): Value | undefined {
  if (isDocument(entry)) return entry;
  const template = templateIn(entry);
  return template && policyFromTemplate(logicalId, template.name, template.parameters);
}

function isDocument({ entries }: Mapping): boolean {
  return entries.has('Statement');
}

function templateIn({ entries }: Mapping): { name: string; parameters: Value } | undefined {
  const [first] = entries;
  if (first === undefined || entries.size !== 1 || !isPolicyTemplate(first[0])) return undefined;
  return { name: first[0], parameters: first[1] };
}

function namesOf({ entries, line }: Mapping): Value {
  return scalar([...entries.keys()].join(', '), line);
}

function inlinePolicy(name: string, document: Value): Value {
  return mapping({ PolicyName: scalar(name, document.line), PolicyDocument: document }, document.line);
}

function lambdaMayAssume(line: number): Value {
  const statement = {
    Effect: scalar('Allow', line),
    Action: scalar('sts:AssumeRole', line),
    Principal: mapping({ Service: scalar('lambda.amazonaws.com', line) }, line),
  };
  return mapping({ Statement: mapping(statement, line) }, line);
}
