import { AwsError } from '../../../aws/error.ts';
import { invalid } from '../errors.ts';

/** A rule of AWS's service model. */
interface TextRule {
  readonly max?: number;
  readonly pattern?: RegExp;
}

export const BUS_NAME: TextRule = {
  max: 1600,
  pattern: /^(arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/,
};
export const RULE_NAME: TextRule = { max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ };
export const TARGET_ID: TextRule = { max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ };

/** The members of a request, checked as they are read. */
export class Input {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(members: Readonly<Record<string, unknown>>, path = '') {
    this.#members = members;
    this.#path = path;
  }

  /** Throws ValidationException where the text breaks the rule. An empty text is as good as none. */
  text(name: string, rule: TextRule = {}): string | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw this.#wrongType(name, 'a string');
    if (rule.pattern !== undefined && !rule.pattern.test(value)) {
      const { source } = rule.pattern;
      throw this.#violation(name, value, `Member must satisfy regular expression pattern: ${source.slice(1, -1)}`);
    }
    if (rule.max !== undefined && value.length > rule.max) {
      throw this.#violation(name, value, `Member must have length less than or equal to ${rule.max}`);
    }
    return value;
  }

  requiredText(name: string, rule: TextRule = {}): string {
    const value = this.text(name, rule);
    if (value === undefined) throw this.#violation(name, null, 'Member must not be null');
    return value;
  }

  /** A whole number; undefined where there is none. */
  integer(name: string): number | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    if (!Number.isInteger(value)) throw this.#wrongType(name, 'an integer');
    return value as number;
  }

  /** A timestamp, which JSON 1.1 writes as epoch seconds. */
  timeMs(name: string): number | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number') throw this.#wrongType(name, 'a timestamp');
    return value * 1000;
  }

  texts(name: string): string[] {
    return this.#list(name).map((value) => {
      if (typeof value !== 'string') throw this.#wrongType(name, 'a list of strings');
      return value;
    });
  }

  structures(name: string): Input[] {
    return this.#list(name).map((value, index) => {
      if (!isObject(value)) throw this.#wrongType(name, 'a list of structures');
      return new Input(value, `${this.#path}${lowerFirst(name)}.${index + 1}.member.`);
    });
  }

  structure(name: string): Input | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw this.#wrongType(name, 'a structure');
    return new Input(value, `${this.#path}${lowerFirst(name)}.`);
  }

  /** A map of texts. */
  map(name: string): Record<string, string> | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    if (!isObject(value) || Object.values(value).some((text) => typeof text !== 'string')) {
      throw this.#wrongType(name, 'a map of strings');
    }
    return value as Record<string, string>;
  }

  #list(name: string): unknown[] {
    const value = this.#members[name] ?? [];
    if (!Array.isArray(value)) throw this.#wrongType(name, 'a list');
    return value;
  }

  #violation(name: string, value: string | null, constraint: string): AwsError {
    const shown = value === null ? 'null' : `'${value}'`;
    return invalid(
      `1 validation error detected: Value ${shown} at '${this.#path}${lowerFirst(name)}' failed to satisfy constraint: ${constraint}`,
    );
  }

  #wrongType(name: string, wanted: string): AwsError {
    return new AwsError('SerializationException', `The member ${this.#path}${name} is not ${wanted}.`);
  }
}

/** The model's paths begin with a small letter. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
