import type { Problems } from './problems.ts';
import { asMapping } from './sections.ts';
import { describe, list, literal, type Mapping, type Plain, scalar, unreadable } from './value.ts';

const KNOWN_FIELDS = new Set(
  (
    'Type Default AllowedValues AllowedPattern MinLength MaxLength MinValue MaxValue ' +
    'ConstraintDescription Description NoEcho'
  ).split(' '),
);

/**
 * The value of every parameter: the override, else the default. A list type gives a list, all others a string, as `Ref`
 * does on AWS; the checks and their words are CloudFormation's.
 */
export function readParameters(
  section: Mapping,
  overrides: Readonly<Record<string, string>>,
  problems: Problems,
): Map<string, Plain> {
  const unknown = Object.keys(overrides).filter((name) => !section.entries.has(name));
  if (unknown.length > 0) {
    problems.add(section.line, `Parameters: [${unknown.join(', ')}] do not exist in the template.`);
  }
  const values = new Map<string, Plain>();
  for (const [name, definition] of section.entries) {
    const fields = asMapping(definition, `Parameter ${name}`, problems);
    const before = problems.count;
    const value = readParameter(name, fields, Object.hasOwn(overrides, name) ? overrides[name] : undefined, problems);
    values.set(name, value !== undefined && problems.count === before ? value : unreadable(fields.line));
  }
  return values;
}

function readParameter(
  name: string,
  fields: Mapping,
  override: string | undefined,
  problems: Problems,
): Plain | undefined {
  for (const [field, value] of fields.entries) {
    if (!KNOWN_FIELDS.has(field))
      problems.add(value.line, `Invalid template parameter property '${field}' of ${name}.`);
  }
  const type = literal(fields.entries.get('Type'));
  const fault = type === undefined ? `Parameter ${name} has no Type.` : unsupportedType(name, type);
  if (type === undefined || fault !== undefined) {
    problems.add(fields.line, fault ?? '');
    return undefined;
  }
  const text = override ?? literal(fields.entries.get('Default'));
  if (text === undefined) {
    problems.add(fields.line, `Parameters: [${name}] must have values.`);
    return undefined;
  }
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  const items = isList ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const broken = brokenConstraint(name, type, fields, item);
    if (broken !== undefined) problems.add(fields.line, broken);
  }
  const scalars = items.map((item) => scalar(item, fields.line));
  return isList ? list(scalars, fields.line) : scalars[0];
}

function unsupportedType(name: string, type: string): string | undefined {
  if (/^(String|Number|CommaDelimitedList|List<Number>|AWS::EC2::.+|List<AWS::EC2::.+>)$/.test(type)) return undefined;
  return `Parameter ${name}: the local stack does not support the parameter type ${type}.`;
}

/** The first constraint that `value` breaks, in CloudFormation's words. */
function brokenConstraint(name: string, type: string, fields: Mapping, value: string): string | undefined {
  const rule = firstBrokenRule(type, fields, value);
  if (rule === undefined) return undefined;
  const description = literal(fields.entries.get('ConstraintDescription'));
  const got = `(it is ${JSON.stringify(value)})`;
  return description === undefined
    ? `Parameter '${name}' must ${rule} ${got}.`
    : `Parameter '${name}' failed to satisfy constraint: ${description} ${got}`;
}

function firstBrokenRule(type: string, fields: Mapping, value: string): string | undefined {
  const limit = (field: string): number | undefined => {
    const text = literal(fields.entries.get(field));
    return text === undefined ? undefined : Number(text);
  };
  const above = (limitOf: number | undefined, size: number): boolean => limitOf !== undefined && size > limitOf;
  const below = (limitOf: number | undefined, size: number): boolean => limitOf !== undefined && size < limitOf;
  const isNumber = type === 'Number' || type === 'List<Number>';
  const number = value.trim() === '' ? Number.NaN : Number(value);
  const allowed = fields.entries.get('AllowedValues');
  const pattern = literal(fields.entries.get('AllowedPattern'));

  if (isNumber && !Number.isFinite(number)) return 'be a number';
  if (allowed !== undefined && !(allowed.kind === 'list' && allowed.items.some((item) => literal(item) === value))) {
    const values = allowed.kind === 'list' ? allowed.items.map(literal).join(', ') : describe(allowed);
    return `be one of AllowedValues: ${values}`;
  }
  if (isNumber && below(limit('MinValue'), number)) return `be a number not less than ${limit('MinValue')}`;
  if (isNumber && above(limit('MaxValue'), number)) return `be a number not greater than ${limit('MaxValue')}`;
  if (below(limit('MinLength'), value.length)) return `contain at least ${limit('MinLength')} characters`;
  if (above(limit('MaxLength'), value.length)) return `contain at most ${limit('MaxLength')} characters`;
  if (pattern !== undefined && !matchesWhole(pattern, value)) return `match pattern ${pattern}`;
  return undefined;
}

/** The pattern covers the whole value. One that is no regular expression matches nothing. */
function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return false;
  }
}
