import { unsupported } from '../../../aws/error.ts';
import { type AwsRequest, jsonObject } from '../../../aws/http.ts';
import { isJsonObject } from '../../../aws/json.ts';
import { constraintFailed } from './errors.ts';

/** The format of the ID of a subnet or a security group. */
const MAX_ID_LENGTH = 1024;

/** The members of a request. Each is checked when it is read. */
export class Input {
  readonly #members: Readonly<Record<string, unknown>>;
  /** The path of this structure in the request, such as `tracingConfig.`. */
  readonly #path: string;

  constructor(members: Readonly<Record<string, unknown>>, path = '') {
    this.#members = members;
    this.#path = path;
  }

  static of(request: AwsRequest): Input {
    return new Input(jsonObject(request));
  }

  has(name: string): boolean {
    return this.#members[name] !== undefined && this.#members[name] !== null;
  }

  text(name: string): string | undefined {
    return this.#value(name, 'a string', (value): value is string => typeof value === 'string');
  }

  /** A string with a maximum length, and perhaps a pattern. */
  textWithin(name: string, maxLength: number, pattern?: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value.length > maxLength) {
      const constraint = `Member must have length less than or equal to ${maxLength}`;
      throw constraintFailed(value, this.#memberName(name), constraint);
    }
    if (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return value;
    throw constraintFailed(value, this.#memberName(name), `Member must satisfy regular expression pattern: ${pattern}`);
  }

  /** A list of strings that all satisfy a pattern. */
  texts(name: string, pattern: string): readonly string[] | undefined {
    const values = this.list(name);
    if (values === undefined) return undefined;
    const isValid = (value: unknown): value is string =>
      typeof value === 'string' && value.length <= MAX_ID_LENGTH && new RegExp(`^(?:${pattern})$`).test(value);
    if (values.every(isValid)) return values;
    throw constraintFailed(
      `[${values.map(String).join(', ')}]`,
      this.#memberName(name),
      `Member must satisfy constraint: [Member must have length less than or equal to ${MAX_ID_LENGTH}, Member must have ` +
        `length greater than or equal to 0, Member must satisfy regular expression pattern: ${pattern}]`,
    );
  }

  integer(name: string, from: number, to: number): number | undefined {
    const value = this.#value(name, 'an integer', (each): each is number => Number.isInteger(each));
    if (value === undefined || (value >= from && value <= to)) return value;
    const bound = value < from ? `greater than or equal to ${from}` : `less than or equal to ${to}`;
    throw constraintFailed(value, this.#memberName(name), `Member must have value ${bound}`);
  }

  boolean(name: string): boolean | undefined {
    return this.#value(name, 'a boolean', (value): value is boolean => typeof value === 'boolean');
  }

  oneOf<Text extends string>(name: string, allowed: readonly Text[]): Text | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    throw constraintFailed(
      value,
      this.#memberName(name),
      `Member must satisfy enum value set: [${allowed.join(', ')}]`,
    );
  }

  structure(name: string): Input | undefined {
    const value = this.#value(name, 'an object', isJsonObject);
    return value === undefined ? undefined : new Input(value, `${this.#memberName(name)}.`);
  }

  list(name: string): readonly unknown[] | undefined {
    return this.#value(name, 'a list', (value): value is unknown[] => Array.isArray(value));
  }

  entries(): [string, unknown][] {
    return Object.entries(this.#members).filter(([, value]) => value !== null);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw constraintFailed('null', this.#memberName(name), 'Member must not be null');
  }

  /** Rejects every member that samtrace would ignore, with an error that names it. */
  refuseOthers(operation: string, ...supported: readonly string[]): void {
    const [other] = this.entries().find(([name]) => !supported.includes(name)) ?? [];
    if (other !== undefined) throw unsupported('Lambda', `${operation} with ${other}`);
  }

  #value<T>(name: string, what: string, isValid: (value: unknown) => value is T): T | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    if (isValid(value)) return value;
    throw constraintFailed(JSON.stringify(value), this.#memberName(name), `Member must be ${what}`);
  }

  /** Lambda's messages write members with a lower-case letter: `tracingConfig.mode`. */
  #memberName(name: string): string {
    return `${this.#path}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  }
}
