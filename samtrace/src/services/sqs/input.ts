import type { MessageAttribute } from '../../aws/delivery.ts';
import { AwsError } from '../../aws/error.ts';
import { invalidValue, missingParameter } from './errors.ts';

/** The members of a request. They are JSON values that are not checked yet. */
export type Input = Readonly<Record<string, unknown>>;

export function textIn(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrongType(name, 'a string');
}

/** Throws MissingParameter. */
export function requiredText(input: Input, name: string): string {
  const text = textIn(input, name);
  if (text === undefined || text === '') throw missingParameter(name);
  return text;
}

/** A whole number in a range. Throws InvalidParameterValue outside it. */
export function numberIn(input: Input, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'an integer');
  if (value >= min && value <= max) return value;
  const range = min === 0 ? `>= ${min} and <= ${max}` : `between ${min} and ${max}`;
  throw invalidValue(value, name, `Must be ${range}, if provided.`);
}

export function textsIn(input: Input, name: string): string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((each): each is string => typeof each === 'string')) return value;
  throw wrongType(name, 'a list of strings');
}

/** A map of texts; numbers and booleans become texts. */
export function textMapIn(input: Input, name: string): Record<string, string> {
  const entries = Object.entries(objectIn(input, name));
  const wrong = entries.find(([, value]) => !['string', 'number', 'boolean'].includes(typeof value));
  if (wrong !== undefined) throw wrongType(`${name}.${wrong[0]}`, 'a string');
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

export function objectsIn(input: Input, name: string): Input[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw wrongType(name, 'a list of structures');
}

export function messageAttributesIn(input: Input, name: string): Record<string, MessageAttribute> {
  const found: Record<string, MessageAttribute> = {};
  for (const [key, value] of Object.entries(objectIn(input, name))) {
    if (!isObject(value)) throw wrongType(`${name}.${key}`, 'a structure');
    const text = textIn(value, 'StringValue');
    const bytes = textIn(value, 'BinaryValue');
    found[key] = {
      DataType: textIn(value, 'DataType') ?? '',
      ...(text !== undefined && { StringValue: text }),
      ...(bytes !== undefined && { BinaryValue: bytes }),
    };
  }
  return found;
}

function objectIn(input: Input, name: string): Input {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw wrongType(name, 'a map');
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(name: string, expected: string): AwsError {
  return new AwsError('SerializationException', `${name} must be ${expected}.`);
}
