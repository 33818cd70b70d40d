import type { Notes } from './notes.ts';

/** The source of a value that is not in the template. */
export type OutsideSource = 'SSM parameter' | 'secret' | 'export';

/**
 * Values that AWS looks up during a deployment: SSM parameters, secrets, and exports of other stacks. Locally, they are set with
 * `--parameter-overrides`, by the name that the template uses. A value that is not given is the name itself, and a note
 * reports it.
 */
export class OutsideValues {
  readonly #given: Readonly<Record<string, string>>;
  readonly #notes: Notes;
  readonly #asked = new Set<string>();

  constructor(given: Readonly<Record<string, string>>, notes: Notes) {
    this.#given = given;
    this.#notes = notes;
  }

  /** `flag` is the name in --parameter-overrides, if it is different from `name`. */
  valueOf(source: OutsideSource, name: string, flag = name): string {
    this.#asked.add(name);
    const given = Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
    if (given !== undefined) return given;
    this.#notes.add(
      `The ${source} ${name} is not available locally, so its value is its name. Set it with --parameter-overrides ${flag}=VALUE.`,
    );
    return name;
  }

  /** The names of values that nothing in the template uses. */
  unused(parameters: ReadonlySet<string>): string[] {
    return Object.keys(this.#given).filter((name) => !parameters.has(name) && !this.#asked.has(name));
  }
}
