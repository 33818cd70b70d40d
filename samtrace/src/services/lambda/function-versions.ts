import { randomUUID } from 'node:crypto';
import { AwsError } from '../../aws/error.ts';
import type { NewAlias, VersionDefinition } from './contract.ts';
import type { LambdaFunction } from './function.ts';

export interface Alias extends NewAlias {
  readonly description: string;
  /** Changes with every change of the alias. */
  readonly revisionId: string;
}

/** A function: its `$LATEST`, its published versions, and its aliases. */
export class FunctionVersions {
  readonly latest: LambdaFunction;
  readonly #create: (definition: VersionDefinition) => LambdaFunction;
  readonly #published = new Map<string, LambdaFunction>();
  readonly #aliases = new Map<string, Alias>();
  /** The configuration of `$LATEST` when the last version was published. */
  #lastPublished: { readonly version: string; readonly definition: VersionDefinition } | undefined;
  #nextVersion = 1;

  constructor(latest: LambdaFunction, create: (definition: VersionDefinition) => LambdaFunction) {
    this.latest = latest;
    this.#create = create;
  }

  /** `$LATEST`, and then the published versions in the order of their numbers. */
  all(): LambdaFunction[] {
    return [this.latest, ...this.#published.values()];
  }

  aliases(): Alias[] {
    return [...this.#aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  alias(name: string): Alias | undefined {
    return this.#aliases.get(name);
  }

  version(version: string): LambdaFunction | undefined {
    return version === '$LATEST' ? this.latest : this.#published.get(version);
  }

  /** The version of a qualifier. An alias with two versions selects one by its weights. */
  find(qualifier: string | undefined): LambdaFunction | undefined {
    if (qualifier === undefined) return this.latest;
    const alias = this.#aliases.get(qualifier);
    if (alias === undefined) return this.version(qualifier);
    const { second, version } = alias;
    return this.version(second !== undefined && Math.random() < second.weight ? second.version : version);
  }

  /**
   * Publishes `$LATEST`. If it has not changed since the last version, that version is returned.
   * https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
   */
  publish(description?: string): LambdaFunction {
    const { definition } = this.latest;
    const last = this.#lastPublished;
    const same = last?.definition === definition || JSON.stringify(last?.definition) === JSON.stringify(definition);
    const existing = same && last !== undefined ? this.#published.get(last.version) : undefined;
    if (existing !== undefined) return existing;
    const version = String(this.#nextVersion);
    this.#nextVersion += 1;
    const published = this.#create({ ...definition, ...(description !== undefined && { description }), version });
    this.#published.set(version, published);
    this.#lastPublished = { version, definition };
    return published;
  }

  putAlias({ description = '', ...alias }: NewAlias): Alias {
    const stored = { ...alias, description, revisionId: randomUUID() };
    this.#aliases.set(alias.name, stored);
    return stored;
  }

  deleteAlias(name: string): void {
    this.#aliases.delete(name);
  }

  /** Throws ResourceConflictException while an alias points to the version. Returns it, so that it can be stopped. */
  deleteVersion(version: string): LambdaFunction | undefined {
    const users = this.aliases().filter((alias) => [alias.version, alias.second?.version].includes(version));
    if (users.length > 0) {
      const names = users.map(({ name }) => name).join(', ');
      const message = `Version ${version} cannot be deleted, because these aliases point to it: ${names}.`;
      throw new AwsError('ResourceConflictException', message, { status: 409 });
    }
    const found = this.#published.get(version);
    this.#published.delete(version);
    return found;
  }
}
