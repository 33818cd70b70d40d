import { type Account, functionArn } from '../../../aws/arn.ts';
import type { NewAlias } from '../contract.ts';
import type { Alias } from '../function-versions.ts';
import { constraintFailed, invalidParameter } from './errors.ts';
import type { Input } from './input.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
export function aliasConfiguration(account: Account, functionName: string, alias: Alias) {
  const { second } = alias;
  return {
    AliasArn: aliasArn(account, functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(second && { RoutingConfig: { AdditionalVersionWeights: { [second.version]: second.weight } } }),
  };
}

export function aliasArn(account: Account, functionName: string, name: string): string {
  return `${functionArn(account, functionName)}:${name}`;
}

/** The second version of an alias; undefined if the routing configuration is empty. */
export function readSecondVersion(routing: Input | undefined, version: string): NewAlias['second'] {
  const weights = routing?.structure('AdditionalVersionWeights')?.entries() ?? [];
  const [first] = weights;
  if (first === undefined) return undefined;
  if (weights.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  const [secondVersion, weight] = first;
  const shown = `{${secondVersion}=${Number.isInteger(weight) ? `${weight}.0` : String(weight)}}`;
  if (!/^\d+$/.test(secondVersion)) {
    throw constraintFailed(
      shown,
      'routingConfig.additionalVersionWeights',
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, ' +
        'Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
    );
  }
  if (typeof weight !== 'number' || weight < 0 || weight > 1) {
    throw constraintFailed(
      shown,
      'routingConfig.additionalVersionWeights',
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, ' +
        'Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  }
  if (version === '$LATEST') {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (secondVersion === version) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  return { version: secondVersion, weight };
}
