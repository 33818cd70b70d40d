import { AwsError } from '../../../aws/error.ts';

interface TextRule {
  readonly max?: number;
  readonly min?: number;
  /** Matched whole. The message shows it as AWS's service model spells it. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
  /** AWS's message for a text over `max`, where it is not that of the service model. */
  readonly tooLong?: string;
}

interface NumberRule {
  readonly min?: number;
  readonly max?: number;
}

/**
 * A request's members, each read with the constraints of AWS's service model. Violations are collected, and
 * {@link check} answers all of it in one error, as AWS does. A member of the wrong type is a SerializationException at once.
 */
export class Input {
  readonly #members: Record<string, unknown>;
  readonly #path: string;
  readonly #violations: string[];

  constructor(members: Record<string, unknown>, path = '', violations: string[] = []) {
    this.#members = members;
    this.#path = path;
    this.#violations = violations;
  }

  /** Throws InvalidParameterException naming every constraint that was broken so far. */
  check(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    const errors = count === 1 ? '1 validation error' : `${count} validation errors`;
    throw new AwsError('InvalidParameterException', `${errors} detected: ${this.#violations.join('; ')}`);
  }

  has(name: string): boolean {
    return this.#members[name] !== undefined && this.#members[name] !== null;
  }

  text(name: string, rule: TextRule = {}): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#members[name];
    if (typeof value !== 'string') throw this.#wrongType(name, 'a string');
    this.#checkText(name, value, rule);
    return value;
  }

  requiredText(name: string, rule: TextRule = {}): string {
    return this.text(name, rule) ?? this.#missing(name, '');
  }

  integer(name: string, { min, max }: NumberRule): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#members[name];
    if (typeof value !== 'number' || !Number.isInteger(value)) throw this.#wrongType(name, 'an integer');
    if (max !== undefined && value > max) this.#violate(name, value, `value less than or equal to ${max}`);
    if (min !== undefined && value < min) this.#violate(name, value, `value greater than or equal to ${min}`);
    return value;
  }

  requiredInteger(name: string, rule: NumberRule): number {
    return this.integer(name, rule) ?? this.#missing(name, 0);
  }

  flag(name: string): boolean | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#members[name];
    if (typeof value !== 'boolean') throw this.#wrongType(name, 'a boolean');
    return value;
  }

  /** A list of texts with `min` to `max` members, each under the rule. */
  texts(name: string, size: { min: number; max: number }, rule: TextRule): string[] | undefined {
    return this.#list(name, size)?.map((value, index) => {
      if (typeof value !== 'string') throw this.#wrongType(name, 'a list of strings');
      this.#checkText(`${name}.${index + 1}.member`, value, rule);
      return value;
    });
  }

  requiredTexts(name: string, size: { min: number; max: number }, rule: TextRule): string[] {
    return this.texts(name, size, rule) ?? this.#missing(name, []);
  }

  /** A list of structures with `min` to `max` members, each to be read in its own turn. */
  requiredStructures(name: string, size: { min: number; max: number }): Input[] {
    const list = this.#list(name, size) ?? this.#missing(name, []);
    return list.map((value, index) => {
      if (typeof value !== 'object' || value === null) throw this.#wrongType(name, 'a list of structures');
      const path = `${this.#path}${name}.${index + 1}.member.`;
      return new Input({ ...value }, path, this.#violations);
    });
  }

  #list(name: string, { min, max }: { min: number; max: number }): unknown[] | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#members[name];
    if (!Array.isArray(value)) throw this.#wrongType(name, 'a list');
    if (value.length > max) this.#violate(name, `a list of ${value.length}`, `length less than or equal to ${max}`);
    if (value.length < min) this.#violate(name, '[]', `length greater than or equal to ${min}`);
    return value;
  }

  #checkText(name: string, value: string, { min, max, pattern, oneOf, tooLong }: TextRule): void {
    if (tooLong !== undefined && max !== undefined && value.length > max) {
      throw new AwsError('InvalidParameterException', tooLong);
    }
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
      this.#violate(name, value, `satisfy regular expression pattern: ${pattern}`, 'Member must');
    }
    if (max !== undefined && value.length > max) this.#violate(name, value, `length less than or equal to ${max}`);
    if (min !== undefined && value.length < min) this.#violate(name, value, `length greater than or equal to ${min}`);
    if (oneOf !== undefined && !oneOf.includes(value)) {
      this.#violate(name, value, `satisfy enum value set: [${oneOf.join(', ')}]`, 'Member must');
    }
  }

  #missing<Value>(name: string, instead: Value): Value {
    this.#violations.push(`Value null at '${this.#path}${name}' failed to satisfy constraint: Member must not be null`);
    return instead;
  }

  #violate(name: string, value: string | number, constraint: string, must = 'Member must have'): void {
    const at = `Value '${value}' at '${this.#path}${name}'`;
    this.#violations.push(`${at} failed to satisfy constraint: ${must} ${constraint}`);
  }

  #wrongType(name: string, wanted: string): AwsError {
    return new AwsError('SerializationException', `The member ${this.#path}${name} is not ${wanted}.`);
  }
}
