import type { Problems } from './problems.ts';
import { describe, fromJson, type Mapping, type Plain, type Scalar, type Unreadable } from './value.ts';

/**
 * Reads the resolved properties of one resource, value by value. A missing value or a wrong type becomes a
 * problem and is undefined, so that one pass finds all problems. An unreadable value exists and is undefined.
 */
export class Properties {
  readonly owner: string;
  readonly line: number;
  readonly problems: Problems;
  readonly #entries: ReadonlyMap<string, Plain>;
  readonly #path: string;

  /** `owner` is the logical ID, for messages. */
  constructor(owner: string, values: Mapping<Plain>, problems: Problems, path = '') {
    this.owner = owner;
    this.line = values.line;
    this.problems = problems;
    this.#entries = values.entries;
    this.#path = path;
  }

  /** Notes a problem with the property `name`, at its line. */
  refuse(name: string, message: string): undefined {
    this.problems.add(this.#entries.get(name)?.line ?? this.line, `${this.owner}: ${this.#path}${name} ${message}`);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get(name: string): Exclude<Plain, Unreadable> | undefined {
    const value = this.#entries.get(name);
    return value?.kind === 'unreadable' ? undefined : value;
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  text(name: string): string | undefined {
    const value = this.#scalar(name);
    return value === undefined ? undefined : String(value.value);
  }

  requiredText(name: string): string | undefined {
    if (this.has(name)) return this.text(name);
    return this.refuse(name, 'is required.');
  }

  oneOf<T extends string>(name: string, accepted: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = accepted.find((value) => value === text);
    if (text !== undefined && found === undefined)
      this.refuse(name, `must be one of ${accepted.join(', ')}, not ${text}.`);
    return found;
  }

  integer(name: string, min: number, max: number): number | undefined {
    return this.#numberFrom(name, min, max, 'an integer', Number.isInteger);
  }

  number(name: string, min: number, max: number): number | undefined {
    return this.#numberFrom(name, min, max, 'a number', Number.isFinite);
  }

  /** A list of texts; one text counts as a list of one. */
  texts(name: string): string[] | undefined {
    return this.scalars(name)?.map(({ value }) => String(value));
  }

  /** Likewise, each with its line. */
  scalars(name: string): Scalar[] | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const items: readonly Plain[] = value.kind === 'list' ? value.items : [value];
    if (items.every((item) => item.kind === 'scalar')) return [...items];
    return this.refuse(name, 'must be a string or a list of strings.');
  }

  nested(name: string): Properties | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (value.kind === 'mapping') return new Properties(this.owner, value, this.problems, `${this.#path}${name}.`);
    return this.refuse(name, `must be a mapping, not ${describe(value)}.`);
  }

  /** A mapping that may also be written as a text of JSON, as policy documents may. */
  nestedOrJson(name: string): Properties | undefined {
    const value = this.get(name);
    if (value?.kind !== 'scalar') return this.nested(name);
    try {
      const parsed = fromJson(JSON.parse(String(value.value)), value.line);
      if (parsed.kind === 'mapping') return new Properties(this.owner, parsed, this.problems, `${this.#path}${name}.`);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return this.refuse(name, 'must be a mapping, or a string with a JSON object.');
  }

  /** A list of mappings. */
  nestedList(name: string): Properties[] {
    const value = this.get(name);
    const items: readonly Plain[] = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
    return items.flatMap((item, index) => {
      if (item.kind === 'mapping')
        return [new Properties(this.owner, item, this.problems, `${this.#path}${name}[${index}].`)];
      if (item.kind !== 'unreadable')
        this.refuse(name, `must be a list of mappings; item ${index} is ${describe(item)}.`);
      return [];
    });
  }

  #numberFrom(name: string, min: number, max: number, kind: string, fits: (number: number) => boolean) {
    const value = this.#scalar(name);
    if (value === undefined) return undefined;
    const number = typeof value.value === 'boolean' || value.value === '' ? Number.NaN : Number(value.value);
    if (fits(number) && number >= min && number <= max) return number;
    return this.refuse(name, `must be ${kind} from ${min} to ${max}, not ${describe(value)}.`);
  }

  #scalar(name: string): Scalar | undefined {
    const value = this.get(name);
    if (value === undefined || value.kind === 'scalar') return value;
    return this.refuse(name, `must be a string or a number, not ${describe(value)}.`);
  }
}
