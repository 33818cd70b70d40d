import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Account } from '../aws/arn.ts';
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
import { readFunctions } from './resources/functions.ts';
import { readLogGroups } from './resources/log-groups.ts';
import { readSubscriptionFilters } from './resources/subscription-filters.ts';
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
 * resources. Throws a {@link TemplateError} with a line for everything that is wrong or that the local stack lacks.
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
  const resources = new Map(
    transform(sections, new ParameterScope(surroundings), notes).map((resource) => [resource.logicalId, resource]),
  );
  const scope = new ResourceScope(surroundings, resources);
  const declaredIds = new Set([...sections.resources.map(({ logicalId }) => logicalId), ...resources.keys()]);
  checkDependencies(resources, declaredIds, scope);
  // Names can only be worked out when nothing goes in circles, and what follows would report the same mistakes again.
  problems.throwIfAny();

  const outputs = readOutputs(sections.outputs, scope, notes);
  const declared = new Declared([...resources.values()].flatMap((resource) => declare(resource, scope) ?? []));
  declared.checkNames(problems);
  problems.throwIfAny();

  const directory = path.dirname(path.resolve(file));
  const model = {
    directory,
    functions: readFunctions(declared, { directory, account: options.account }, notes),
    logGroups: readLogGroups(declared),
    subscriptionFilters: readSubscriptionFilters(declared, options.account),
    buckets: readBuckets(declared),
    queues: readQueues(declared),
    outputs,
    withoutLocalEffect: notes.list(),
  };
  problems.throwIfAny();
  return model;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist.' : `cannot be read: ${code}.`;
    throw new TemplateError(`The template ${file} ${reason}`, { cause });
  }
}

/** A condition that nothing asks for has to make sense too. */
function checkConditions({ conditions }: Sections, scope: ParameterScope): void {
  for (const [name, { line }] of conditions.entries) scope.problems.attempt(() => scope.condition(name, line));
}

/** The resources that are there under the conditions, as CloudFormation's own types. */
function transform(sections: Sections, scope: ParameterScope, notes: WithoutLocalEffect): Resource[] {
  const { problems } = scope;
  const globals = functionGlobals(sections.globals, notes, problems);
  return sections.resources.flatMap((resource) => {
    const { condition, line, type } = resource;
    if (condition !== undefined && problems.attempt(() => scope.condition(condition, line)) !== true) return [];
    if (!checkType(resource, sections.sam, notes, problems)) return [];
    const isFunction = type === 'AWS::Serverless::Function';
    const merged = isFunction ? mergeGlobals(globals, resource.properties) : resource.properties;
    const decided = { ...resource, properties: decideEntries(merged, scope) };
    checkProperties(decided, notes, problems);
    return isFunction ? transformFunction(decided, scope) : [decided];
  });
}
