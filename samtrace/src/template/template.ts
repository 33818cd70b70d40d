import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Account } from '../aws/arn.ts';
import { systemReason } from '../aws/error.ts';
import { Conditions } from './conditions.ts';
import { IgnoredList } from './ignored.ts';
import { expandIncludes } from './include.ts';
import type { TemplateModel } from './model.ts';
import { Notes } from './notes.ts';
import { readOutputs } from './outputs.ts';
import { OutsideValues } from './outside-values.ts';
import { ParameterScope, type Surroundings } from './parameter-scope.ts';
import { readParameters } from './parameters.ts';
import { parseTemplate } from './parse.ts';
import { Problems, TemplateError } from './problems.ts';
import { checkDependencies } from './references.ts';
import { ResourceScope, type Resources } from './resource-scope.ts';
import { judgeAccountPolicies, readAccountPolicies } from './resources/account-policies.ts';
import { readFunctionUrls } from './resources/apis/function-urls.ts';
import { readHttpApis } from './resources/apis/http-apis.ts';
import { readRestApis } from './resources/apis/rest-apis.ts';
import { readBuckets } from './resources/buckets.ts';
import { Declared, declare, declareIgnored } from './resources/declared.ts';
import { readEventSourceMappings } from './resources/event-source-mappings.ts';
import { readEventBuses, readEventRules } from './resources/events.ts';
import { judgeRoles, readFunctions } from './resources/functions.ts';
import { readLayerFolders } from './resources/layers.ts';
import { readLogGroups } from './resources/log-groups.ts';
import { readPermissions } from './resources/permissions.ts';
import { readQueues } from './resources/queues.ts';
import { readResourcePolicies } from './resources/resource-policies.ts';
import { readSchedules } from './resources/schedules.ts';
import { judgeSubscriptionFilters, readSubscriptionFilters } from './resources/subscription-filters.ts';
import { readTables } from './resources/tables.ts';
import { readTopicSubscriptions, readTopics } from './resources/topics.ts';
import { readTransactionSearch } from './resources/transaction-search.ts';
import { readSections, SAM_TRANSFORM, type Sections } from './sections.ts';
import { describeStack } from './stack-description.ts';
import { transform } from './transform.ts';

export { describeIgnored } from './ignored.ts';
export type * from './model.ts';
export { TemplateError } from './problems.ts';

export interface TemplateOptions {
  readonly stackName: string;
  readonly account: Account;
  /** As `sam deploy --parameter-overrides`. */
  readonly parameterOverrides: Readonly<Record<string, string>>;
  /** Values from a configuration file. Overrides have priority, and names that the template does not use are ignored. */
  readonly configuredParameters?: Readonly<Record<string, string>>;
  /** Refuses everything that would be ignored, except for the harmless. */
  readonly strict?: boolean;
}

/**
 * Reads a SAM or CloudFormation template as AWS would: parameters and conditions, then SAM's transform, then the
 * resources. Everything that samtrace does not support is ignored and listed. Throws a {@link TemplateError} with a line for
 * everything that is wrong.
 *
 * All problems are reported at once, with two exceptions: nothing is read from a file that is not YAML or from resources that
 * go in circles, and the links between resources are checked only when each of them can be read.
 */
export function readTemplate(file: string, options: TemplateOptions): TemplateModel {
  const problems = new Problems(file);
  const ignored = new IgnoredList();
  const notes = new Notes();
  const values = { ...options.configuredParameters, ...options.parameterOverrides };
  const outside = new OutsideValues(values, notes);
  const directory = path.dirname(path.resolve(file));
  const root = expandIncludes(parseTemplate(readText(file), ignored, problems), directory, ignored, problems);
  const sections = readSections(root, ignored, problems);
  const parameters = readParameters(sections.parameters, values, outside, problems);
  const surroundings: Surroundings = {
    ...options,
    directory,
    parameters,
    outside,
    mappings: sections.mappings,
    conditions: new Conditions(sections.conditions),
    problems,
  };
  checkConditions(sections, new ParameterScope(surroundings));
  const resources = transform(sections, surroundings, ignored);
  const scope = new ResourceScope(surroundings, resources);
  const declaredIds = new Set([...sections.resources.map(({ logicalId }) => logicalId), ...resources.all.keys()]);
  // Names of resources that wait for one another cannot be worked out.
  if (!checkDependencies(supportedIn(resources), declaredIds, scope)) problems.throwIfAny();

  const outputs = readOutputs(sections.outputs, scope, ignored);
  const declared = declareAll(resources, scope);
  declared.checkNames(resources.kinds, problems);
  const functions = readFunctions(declared, directory, notes, ignored);
  const filters = readSubscriptionFilters(declared);
  const policies = readAccountPolicies(declared);
  const permissions = readPermissions(declared);
  const layers = readLayerFolders(declared, directory);
  const logGroups = readLogGroups(declared);
  const buckets = readBuckets(declared);
  const queues = readQueues(declared);
  const tables = readTables(declared);
  const apis = [
    ...readRestApis(declared, ignored, notes),
    ...readHttpApis(declared, ignored, notes),
    ...readFunctionUrls(declared, ignored),
  ];
  const topics = readTopics(declared);
  const topicSubscriptions = readTopicSubscriptions(declared, ignored);
  const { eventSourceMappings, streamMappings } = readEventSourceMappings(declared, ignored);
  const eventBuses = readEventBuses(declared);
  const eventRules = readEventRules(declared, ignored);
  const schedules = readSchedules(declared, ignored);
  const transactionSearch = readTransactionSearch(declared);
  const resourcePolicies = readResourcePolicies(declared, permissions, options.account);
  problems.throwIfAny();

  const judged = judgeRoles(functions, [...eventSourceMappings, ...streamMappings], declared, options.account, notes);
  const subscriptionFilters = judgeSubscriptionFilters(filters, permissions, declared, options.account, ignored);
  const accountPolicies = judgeAccountPolicies(policies, permissions, declared, ignored);
  checkOverrides(sections, options.parameterOverrides, outside, problems);
  noteMissingTransform(sections, options.strict === true, notes, problems);
  if (options.strict === true) {
    ignored.refuse(problems);
    for (const { line, message } of parameters.missing.values()) problems.add(line, message);
  }
  problems.throwIfAny();
  return {
    directory,
    functions: judged,
    layers,
    logGroups,
    subscriptionFilters,
    accountPolicies,
    buckets,
    queues,
    tables,
    apis,
    permissions,
    topics,
    topicSubscriptions,
    eventSourceMappings,
    streamMappings,
    eventBuses,
    eventRules,
    schedules,
    resourcePolicies,
    ...(transactionSearch && { transactionSearch }),
    outputs,
    stack: describeStack(options.stackName, sections, parameters, declared),
    ignored: ignored.list(),
    notes: notes.list(),
  };
}

function supportedIn({ all, ignored }: Resources) {
  return new Map([...all].filter(([logicalId]) => !ignored.has(logicalId)));
}

function declareAll({ all, ignored }: Resources, scope: ResourceScope): Declared {
  const resources = [...all.values()];
  return new Declared(
    resources.flatMap((resource) => (ignored.has(resource.logicalId) ? [] : (declare(resource, scope) ?? []))),
    resources.flatMap((resource) => (ignored.has(resource.logicalId) ? declareIgnored(resource, scope) : [])),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TemplateError(`The template ${file} ${systemReason(cause)}.`, { cause });
  }
}

/** CloudFormation refuses SAM's types without the transform. The local commands of the SAM CLI run them, and so does samtrace. */
function noteMissingTransform({ sam, resources }: Sections, strict: boolean, notes: Notes, problems: Problems): void {
  const first = resources.find(({ type }) => type.startsWith('AWS::Serverless::'));
  if (sam || first === undefined) return;
  const message = `${first.logicalId}: ${first.type} needs the line \`Transform: ${SAM_TRANSFORM}\``;
  if (strict) problems.add(first.line, `${message}.`);
  else notes.add(`${message} on AWS.`);
}

/** Reports values for parameters that the template does not have. */
function checkOverrides(
  { parameters }: Sections,
  overrides: Readonly<Record<string, string>>,
  outside: OutsideValues,
  problems: Problems,
): void {
  const unused = outside.unused(new Set(parameters.entries.keys()));
  const unknown = unused.filter((name) => Object.hasOwn(overrides, name));
  if (unknown.length > 0) {
    problems.add(parameters.line, `Parameters: [${unknown.join(', ')}] do not exist in the template.`);
  }
}

/** An unused condition must be valid, too. */
function checkConditions({ conditions }: Sections, scope: ParameterScope): void {
  for (const [name, { line }] of conditions.entries) scope.problems.attempt(() => scope.condition(name, line));
}
