import { type Account, functionArn, functionNameIn } from '../../aws/arn.ts';
import { call, list, scalar, type Value } from '../value.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

/**
 * A function has one version locally, $LATEST. A version of the template stands for it, and so does every alias: their
 * names are those of the function with a qualifier.
 */
export const VERSION: ResourceKind = {
  type: 'AWS::Lambda::Version',
  identity: {
    nameOf: ({ properties, line }) => qualified(properties.entries.get('FunctionName'), scalar('$LATEST', line)),
    maxNameLength: 140,
    ref: (name, account) => qualifiedArn(name, account),
    attributes: (name, account) => ({ Version: '$LATEST', FunctionArn: qualifiedArn(name, account) }),
  },
  properties: {
    acted: ['FunctionName'],
    withoutLocalEffect: words(
      `CodeSha256 Description FunctionScalingConfig ProvisionedConcurrencyConfig RuntimePolicy`,
    ),
  },
  uniqueName: false,
};

export const ALIAS: ResourceKind = {
  type: 'AWS::Lambda::Alias',
  identity: {
    nameOf: ({ properties }) => qualified(properties.entries.get('FunctionName'), properties.entries.get('Name')),
    maxNameLength: 140,
    ref: (name, account) => qualifiedArn(name, account),
    attributes: (name, account) => ({ AliasArn: qualifiedArn(name, account) }),
  },
  properties: {
    acted: words('FunctionName Name'),
    withoutLocalEffect: words('Description FunctionVersion ProvisionedConcurrencyConfig RoutingConfig'),
  },
  uniqueName: true,
};

/** The aliases of each function, by the function's name. */
export function readAliases(declared: Declared): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const { properties } of declared.ofTypes(ALIAS.type)) {
    const functionName = properties.requiredText('FunctionName');
    const name = properties.requiredText('Name');
    if (functionName === undefined || name === undefined) continue;
    const known = aliases.get(functionNameIn(functionName)) ?? [];
    aliases.set(functionNameIn(functionName), [...known, name]);
  }
  return aliases;
}

function qualified(functionName: Value | undefined, qualifier: Value | undefined): Value | undefined {
  if (functionName === undefined || qualifier === undefined) return undefined;
  const { line } = functionName;
  return call('Fn::Join', list([scalar(':', line), list([functionName, qualifier], line)], line), line);
}

function qualifiedArn(name: string, account: Account): string {
  const qualifier = name.slice(name.lastIndexOf(':') + 1);
  return `${functionArn(account, functionNameIn(name.slice(0, name.lastIndexOf(':'))))}:${qualifier}`;
}
