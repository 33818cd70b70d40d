import type { FunctionDefinition } from './contract.ts';

/** New values of settings. A setting whose value is undefined is taken away. */
export type DefinitionChange = { readonly [Name in keyof FunctionDefinition]?: FunctionDefinition[Name] | undefined };

export function changedDefinition<Definition extends FunctionDefinition>(
  definition: Definition,
  change: DefinitionChange,
): Definition {
  const entries = Object.entries({ ...definition, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Definition;
}
