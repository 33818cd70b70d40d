import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Account } from '../aws/arn.ts';
import { systemReason } from '../aws/error.ts';
import { Conditions } from './conditions.ts';
import { decideEntries } from './decide.ts';
import type { TemplateModel } from './model.ts';
import { readOutputs } from './outputs.ts';
import { readParameters } from './parameters.ts';
import { parseTemplate } from './parse.ts';
import { Problems, TemplateError } from './problems.ts';
import { checkDependencies } from './references.ts';
import { readBuckets, readQueues } from './resources/buckets-and-queues.ts';
import { Declared, declare } from './resources/declared.ts';
import { judgeRoles, readFunctions } from './resources/functions.ts';
import { readLogGroups } from './resources/log-groups.ts';
import {
  judgeSubscriptionFilters,
  readPermissions,
  readSubscriptionFilters,
} from './resources/subscription-filters.ts';
import { transformFunction } from './sam/function.ts';
import { functionGlobals, mergeGlobals } from './sam/globals.ts';
import { ParameterScope, ResourceScope, type Surroundings } from './scope.ts';
import { type Resource, readSections, type Sections } from './sections.ts';
import { checkProperties, checkType, WithoutLocalEffect } from './support.ts';

export type * from './model.ts';
export { TemplateError } from './problems.ts';

export interface TemplateOptions {
  readonly stackName: string;
  readonly account: Account;
  /** As `sam deploy --parameter-overrides`. */
  readonly parameterOverrides: Readonly<Record<string, string>>;
}

/**
 * Reads a SAM or CloudFormation template as AWS would: parameters and conditions, then SAM's transform, then the
 * resources. Throws a {@link TemplateError} with a line for everything that is wrong or that the local stack lacks: all
 * of it at once, but that nothing is read of a text that is no YAML or of resources that go in circles, and that what one
 * resource needs of another is judged only where each can be read.
 */
export function readTemplate(file: string, options: TemplateOptions): TemplateModel {
  const problems = new Problems(file);
  const sections = readSections(parseTemplate(readText(file), problems), problems);
  const surroundings: Surroundings = {
    ...options,
    parameters: readParameters(sections.parameters, options.parameterOverrides, problems),
    mappings: sections.mappings,
    conditions: new Conditions(sections.conditions),
    problems,
  };
  checkConditions(sections, new ParameterScope(surroundings));
  const notes = new WithoutLocalEffect();
  const { resources, refused } = transform(sections, new ParameterScope(surroundings), notes);
  const scope = new ResourceScope(surroundings, resources, refused);
  const declaredIds = new Set([...sections.resources.map(({ logicalId }) => logicalId), ...resources.keys()]);
  // Names of resources that wait for one another cannot be worked out.
  if (!checkDependencies(resources, declaredIds, scope)) problems.throwIfAny();

  const outputs = readOutputs(sections.outputs, scope, notes);
  const declared = new Declared([...resources.values()].flatMap((resource) => declare(resource, scope) ?? []));
  declared.checkNames(problems);
  const directory = path.dirname(path.resolve(file));
  const functions = readFunctions(declared, directory, notes);
  const subscriptionFilters = readSubscriptionFilters(declared);
  const permissions = readPermissions(declared);
  const logGroups = readLogGroups(declared);
  const buckets = readBuckets(declared);
  const queues = readQueues(declared);
  problems.throwIfAny();

  const judged = judgeRoles(functions, declared, options.account, notes);
  judgeSubscriptionFilters(subscriptionFilters, permissions, declared, options.account);
  problems.throwIfAny();
  const withoutLocalEffect = notes.list();
  return { directory, functions: judged, logGroups, subscriptionFilters, buckets, queues, outputs, withoutLocalEffect };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TemplateError(`The template ${file} ${systemReason(cause)}.`, { cause });
  }
}

/** A condition that nothing asks for has to make sense too. */
function checkConditions({ conditions }: Sections, scope: ParameterScope): void {
  for (const [name, { line }] of conditions.entries) scope.problems.attempt(() => scope.condition(name, line));
}

/** The resources that are there under the conditions, as CloudFormation's own types, and the ids of those refused. */
function transform(
  sections: Sections,
  scope: ParameterScope,
  notes: WithoutLocalEffect,
): { resources: Map<string, Resource>; refused: Set<string> } {
  const { problems } = scope;
  const globals = functionGlobals(sections.globals, notes, problems);
  const refused = new Set<string>();
  const made = sections.resources.flatMap((resource) => {
    const { condition, line, logicalId, type } = resource;
    const isThere = condition === undefined || problems.attempt(() => scope.condition(condition, line));
    if (isThere === false) return [];
    if (isThere === undefined || !checkType(resource, sections.sam, notes, problems)) {
      refused.add(logicalId);
      return [];
    }
    const isFunction = type === 'AWS::Serverless::Function';
    const merged = isFunction ? mergeGlobals(globals, resource.properties) : resource.properties;
    const decided = { ...resource, properties: decideEntries(merged, scope) };
    checkProperties(decided, notes, problems);
    return isFunction ? transformFunction(decided, scope) : [decided];
  });
  return { resources: new Map(made.map((resource) => [resource.logicalId, resource])), refused };
}
