import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../src/aws/json.ts';
import { matchesWildcards } from '../../src/aws/wildcards.ts';
import type { ApiDefinition, RestApiDefinition, Route } from '../../src/services/apigateway/contract.ts';
import type { BucketResource, PermissionResource, TemplateModel } from '../../src/template/template.ts';

/** Services whose events samtrace supports; permissions of others, such as Alexa, are not compared. */
const PRINCIPALS = new Set(['apigateway', 'events', 'logs', 's3', 'sns'].map((name) => `${name}.amazonaws.com`));

/** Lists of the model that are compared as a whole. */
const RESOURCE_LISTS = [
  'topics',
  'topicSubscriptions',
  'eventRules',
  'schedules',
  'queues',
  'eventSourceMappings',
  'streamMappings',
  'tables',
] as const;

/** The parts of a model that are compared, each with its own name. */
export function partsOf(model: TemplateModel): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const { role, layers, code, ...fn } of model.functions) {
    parts[`function ${fn.logicalId}`] = fn;
    // SAM knows the path of every managed policy of AWS.
    const policies = role.policies.map((policy) => ({
      ...policy,
      name: policy.name.replace(/^arn:aws:iam::aws:policy\/(.*\/)?/, ''),
    }));
    parts[`role of ${fn.logicalId}`] = { ...role, policies: sorted(policies) };
  }
  parts.permissions = sorted(effective(model.permissions.filter(({ principal }) => PRINCIPALS.has(principal))));
  for (const { logicalId, ...api } of model.apis) Object.assign(parts, apiParts(logicalId, api));
  parts['subscription filters'] = sorted(model.subscriptionFilters);
  for (const name of RESOURCE_LISTS) parts[name] = sorted(model[name].map(withPlainTexts));
  // The policies of functions are the permissions above.
  parts['resource policies'] = sorted(model.resourcePolicies.filter(({ name }) => name !== 'AWS::Lambda::Permission'));
  parts.buckets = sorted(model.buckets.map(withoutOrder));
  return parts;
}

/** The parts of an API, so that a difference names the part. Each route is one. */
function apiParts(id: string, api: Omit<ApiDefinition, 'logicalId'>): Record<string, unknown> {
  const { routes = [], stages = [], ...others } = api as Partial<RestApiDefinition>;
  const { deploymentId: _, ...settings } = others;
  return {
    [`API ${id}`]: settings,
    // SAM's deployments also make a stage with the name `Stage`, which nobody asks for.
    [`stages of ${id}`]: sorted(stages.filter(({ name }) => name !== 'Stage')),
    ...Object.fromEntries(routes.map((each) => [`route ${each.method} ${each.path} of ${id}`, sortedSources(each)])),
  };
}

/** The translator's outputs are kept with sorted lists. */
function sortedSources({ authorizer, ...route }: Route): unknown {
  if (authorizer?.kind !== 'lambda') return { ...route, ...(authorizer && { authorizer }) };
  return { ...route, authorizer: { ...authorizer, identitySources: sorted(authorizer.identitySources) } };
}

/** A copy in which JSON texts are values, because the order of their keys does not count. */
function withPlainTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainTexts);
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPlainTexts(each)]));
  }
  return typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
}

/** A bucket whose notifications are sorted, without the identifiers that their order gives them. */
function withoutOrder({ notifications, ...bucket }: BucketResource): unknown {
  return { ...bucket, ...notifications, targets: sorted(notifications.targets.map(({ id, ...target }) => target)) };
}

/** Without the permissions that repeat another one, or that a wider one covers. */
function effective(permissions: readonly PermissionResource[]): PermissionResource[] {
  const unique = [...new Map(permissions.map((each) => [JSON.stringify(each), each])).values()];
  return unique.filter((each) => !unique.some((other) => other !== each && covers(other, each)));
}

function covers(wider: PermissionResource, { sourceArn, ...others }: PermissionResource): boolean {
  const { sourceArn: pattern, ...same } = wider;
  if (!isDeepStrictEqual(same, others) || pattern === undefined || sourceArn === undefined) return false;
  return matchesWildcards(pattern, sourceArn);
}

function sorted(items: readonly unknown[]): unknown[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
