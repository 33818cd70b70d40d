import type { OutsideValues } from './outside-values.ts';
import { Problem, type Problems } from './problems.ts';
import { asMapping } from './sections.ts';
import { describe, list, literal, type Mapping, type Plain, scalar, unreadable } from './value.ts';

const KNOWN_FIELDS = new Set(
  (
    'Type Default AllowedValues AllowedPattern MinLength MaxLength MinValue MaxValue ' +
    'ConstraintDescription Description NoEcho'
  ).split(' '),
);

export interface Parameters {
  readonly values: ReadonlyMap<string, Plain>;
  /** Parameters without a value: each a problem for the first resource that needs it. */
  readonly missing: ReadonlyMap<string, Problem>;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<.+>$/;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
const KNOWN_TYPES =
  /^(String|Number|CommaDelimitedList|List<(Number|String)>|(List<)?AWS::(EC2|Route53)::[\w:]+>?|AWS::SSM::Parameter::(Name|Value<.+>))$/;

/**
 * The value of every parameter: the override, else the default. A list type has a list, and all others have a string, as `Ref`
 * does on AWS; the checks and their words are CloudFormation's.
 */
export function readParameters(
  section: Mapping,
  overrides: Readonly<Record<string, string>>,
  outside: OutsideValues,
  problems: Problems,
): Parameters {
  const values = new Map<string, Plain>();
  const missing = new Map<string, Problem>();
  for (const [name, definition] of section.entries) {
    const fields = asMapping(definition, `Parameter ${name}`, problems);
    const override = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
    if (override === undefined && !fields.entries.has('Default') && fields.entries.has('Type')) {
      const how = `Set it with --parameter-overrides ${name}=VALUE.`;
      missing.set(name, new Problem(fields.line, `The parameter ${name} has no value and no default. ${how}`));
    }
    const before = problems.count;
    const value = readParameter(name, fields, override, outside, problems);
    values.set(name, value !== undefined && problems.count === before ? value : unreadable(fields.line));
  }
  return { values, missing };
}

function readParameter(
  name: string,
  fields: Mapping,
  override: string | undefined,
  outside: OutsideValues,
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
  const given = override ?? literal(fields.entries.get('Default'));
  if (given === undefined) return undefined;
  // For such a parameter, AWS uses the value as the name of an SSM parameter. Locally, an override is the value itself.
  const fromSsm = override === undefined ? SSM_VALUE.exec(type) : null;
  const text = fromSsm === null ? given : outside.valueOf('SSM parameter', given, name);
  const isList = /^(CommaDelimitedList|List<.*|.*<List<.*|.*<CommaDelimitedList>)$/.test(type);
  const items = isList ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const broken = brokenConstraint(name, type, fields, item);
    if (broken !== undefined) problems.add(fields.line, broken);
  }
  const scalars = items.map((item) => scalar(item, fields.line));
  return isList ? list(scalars, fields.line) : scalars[0];
}

function unsupportedType(name: string, type: string): string | undefined {
  if (KNOWN_TYPES.test(type)) return undefined;
  return `Parameter ${name}: CloudFormation has no parameter type ${type}.`;
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

/** The pattern covers the whole value. An invalid regular expression matches nothing. */
function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return false;
  }
}
