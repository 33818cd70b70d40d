import { type Account, functionArn, functionNameIn } from '../../aws/arn.ts';
import type { AliasResource } from '../model.ts';
import { call, list, scalar, type Value } from '../value.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

/**
 * The stack is new at each start, so a version of the template is always the first one. The name of a version or an alias
 * is the function's name with a qualifier.
 */
export const VERSION: ResourceKind = {
  type: 'AWS::Lambda::Version',
  identity: {
    nameOf: ({ properties, line }) => qualified(properties.entries.get('FunctionName'), scalar('1', line)),
    maxNameLength: 140,
    ref: (name, account) => qualifiedArn(name, account),
    attributes: (name, account) => ({ Version: '1', FunctionArn: qualifiedArn(name, account) }),
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
    acted: words('Description FunctionName FunctionVersion Name'),
    withoutLocalEffect: words('ProvisionedConcurrencyConfig RoutingConfig'),
  },
  uniqueName: true,
};

export interface Versions {
  /** The names of the functions that have a version. */
  readonly published: ReadonlySet<string>;
  /** By the name of the function. */
  readonly aliases: ReadonlyMap<string, readonly AliasResource[]>;
}

export function readVersions(declared: Declared): Versions {
  const published = new Set<string>();
  const aliases = new Map<string, AliasResource[]>();
  for (const { properties } of declared.ofTypes(VERSION.type)) {
    const functionName = properties.requiredText('FunctionName');
    if (functionName !== undefined) published.add(functionNameIn(functionName));
  }
  for (const { properties } of declared.ofTypes(ALIAS.type)) {
    const functionName = properties.requiredText('FunctionName');
    const name = properties.requiredText('Name');
    if (functionName === undefined || name === undefined) continue;
    const known = aliases.get(functionNameIn(functionName)) ?? [];
    const description = properties.text('Description') ?? '';
    // A number other than 1 is a version of an earlier deployment. samtrace uses the current code for it.
    const version = properties.text('FunctionVersion') === '$LATEST' ? '$LATEST' : '1';
    aliases.set(functionNameIn(functionName), [...known, { name, description, version }]);
  }
  return { published, aliases };
}

export function versionsOf(
  { published, aliases }: Versions,
  functionName: string,
): { publishesVersion: boolean; aliases: readonly AliasResource[] } {
  const own = aliases.get(functionName) ?? [];
  return {
    publishesVersion: published.has(functionName) || own.some(({ version }) => version === '1'),
    aliases: own,
  };
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
