import type { Ignored } from './model.ts';
import type { Problems } from './problems.ts';

/** Collects everything that a template declares and that does nothing locally. */
export class IgnoredList {
  readonly #found = new Map<string, Ignored & { readonly line: number }>();

  /** For a declaration that would do something on AWS. */
  add(logicalId: string, type: string, reason: string, line: number): void {
    this.#add({ logicalId, type, reason, harmless: false, line });
  }

  /** For a declaration that no function and no trace could notice: an alarm, a tag. */
  addHarmless(logicalId: string, type: string, line: number): void {
    this.#add({ logicalId, type, reason: 'has no effect locally', harmless: true, line });
  }

  /** Turns every declaration that is not harmless into a problem. */
  refuse(problems: Problems): void {
    for (const { logicalId, type, reason, harmless, line } of this.#found.values()) {
      if (!harmless) problems.add(line, `${logicalId}: ${type}: ${reason}.`);
    }
  }

  list(): Ignored[] {
    return [...this.#found.values()].map(({ line, ...ignored }) => ignored);
  }

  #add(ignored: Ignored & { readonly line: number }): void {
    const key = `${ignored.logicalId} ${ignored.type}`;
    if (!this.#found.has(key)) this.#found.set(key, ignored);
  }
}

/**
 * The list as lines for a person: one line for each type with the resources that have it, then one line for everything
 * harmless. Empty if nothing is ignored.
 */
export function describeIgnored(ignored: readonly Ignored[]): string[] {
  const byType = new Map<string, { reason: string; logicalIds: string[] }>();
  for (const { logicalId, type, reason, harmless } of ignored) {
    if (harmless) continue;
    const same = byType.get(`${type} ${reason}`) ?? { type, reason, logicalIds: [] };
    byType.set(`${type} ${reason}`, { ...same, logicalIds: [...same.logicalIds, logicalId] });
  }
  const harmless = new Set(ignored.filter((each) => each.harmless).map(({ type }) => type));
  return [
    ...[...byType].map(([key, { reason, logicalIds }]) => {
      const type = key.slice(0, key.length - reason.length - 1);
      return `Ignored locally: ${type} (${logicalIds.join(', ')}): ${reason}`;
    }),
    ...(harmless.size === 0 ? [] : [`Without effect locally: ${[...harmless].join(', ')}`]),
  ];
}
