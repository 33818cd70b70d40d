import { plainJson } from './plain-json.ts';
import { Problem, Told } from './problems.ts';
import type { Scope } from './scope.ts';
import { substitute } from './substitute.ts';
import {
  type Call,
  describe,
  type List,
  list,
  type Plain,
  type Scalar,
  scalar,
  unreadable,
  type Value,
} from './value.ts';

/**
 * The value with every intrinsic function carried out (but `Fn::If`, which `decide` has replaced); undefined is
 * AWS::NoValue. Inside mappings and lists a problem costs only the entry it is in, so that all of them are found: in a
 * mapping it becomes unreadable, in a list it is left out.
 */
export function resolve(value: Value, scope: Scope): Plain | undefined {
  switch (value.kind) {
    case 'unreadable':
      return value;
    case 'scalar':
      return withDynamicReferences(value, scope);
    case 'list':
      return list(resolveAll(value.items, scope), value.line);
    case 'mapping': {
      const entries = new Map<string, Plain>();
      for (const [key, entry] of value.entries) {
        const plain = scope.problems.attempt(() => resolve(entry, scope), unreadable(entry.line));
        if (plain !== undefined) entries.set(key, plain);
      }
      return { kind: 'mapping', entries, line: value.line };
    }
    case 'call':
      return carryOut(value, scope);
  }
}

/** The text of a value that has to be one. */
export function resolveText(value: Value, scope: Scope, what: string): string {
  const plain = resolve(value, scope);
  if (plain?.kind === 'unreadable') throw new Told();
  if (plain?.kind !== 'scalar') throw new Problem(value.line, `${what} must be a string, not ${describe(value)}.`);
  return String(plain.value);
}

function resolveAll(items: readonly Value[], scope: Scope): Plain[] {
  return items.flatMap((item) => {
    const plain = scope.problems.attempt(() => resolve(item, scope));
    return plain === undefined ? [] : [plain];
  });
}

function carryOut(called: Call, scope: Scope): Plain | undefined {
  const { name, argument, line } = called;
  switch (name) {
    case 'Ref':
      return scope.ref(describeRef(called), line);
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = getAttArguments(argument, scope);
      return scope.attribute(logicalId, attribute, line);
    }
    case 'Fn::Sub':
      return withDynamicReferences(scalar(substitute(argument, scope, resolveText), line), scope);
    case 'Fn::Join': {
      const [delimiter, items] = argumentsOf(called, 2);
      const joined = texts(items, scope, name).join(resolveText(delimiter, scope, `${name}'s delimiter`));
      return withDynamicReferences(scalar(joined, line), scope);
    }
    case 'Fn::Split': {
      const [delimiter, source] = argumentsOf(called, 2);
      const parts = resolveText(source, scope, name).split(resolveText(delimiter, scope, `${name}'s delimiter`));
      return list(
        parts.map((part) => scalar(part, line)),
        line,
      );
    }
    case 'Fn::Select': {
      const [index, items] = argumentsOf(called, 2);
      const position = resolveText(index, scope, `${name}'s index`);
      const selected = plainList(items, scope, name).items[Number(position)];
      if (selected !== undefined) return selected;
      throw new Problem(line, `Template error: Fn::Select cannot select nonexistent value at index ${position}.`);
    }
    case 'Fn::FindInMap': {
      const [map, top, second] = argumentsOf(called, 3).map((part) => resolveText(part, scope, name));
      return scope.findInMap([map ?? '', top ?? '', second ?? ''], line);
    }
    case 'Fn::GetAZs':
      return zonesOf(resolveText(argument, scope, name), scope, line);
    case 'Fn::ImportValue':
      return scalar(scope.outside('export', resolveText(argument, scope, name)), line);
    case 'Fn::Length':
      return scalar(plainList(argument, scope, name).items.length, line);
    case 'Fn::ToJsonString':
      return scalar(JSON.stringify(plainJson(resolve(argument, scope) ?? scalar('', line))), line);
    case 'Fn::Base64':
      return scalar(Buffer.from(resolveText(argument, scope, name)).toString('base64'), line);
    default:
      throw new Problem(line, `samtrace does not support the intrinsic function ${name}.`);
  }
}

/** The name in a `Ref`. */
export function describeRef(called: Call): string {
  if (called.argument.kind === 'scalar') return String(called.argument.value);
  throw new Problem(called.line, `Ref needs a name, not ${describe(called.argument)}.`);
}

/** `A.B.C` and `[A, B.C]` both name the attribute `B.C` of `A`. */
export function getAttArguments(argument: Value, scope: Scope): [logicalId: string, attribute: string] {
  if (argument.kind === 'scalar') {
    const [logicalId = '', ...attribute] = String(argument.value).split('.');
    if (attribute.length > 0) return [logicalId, attribute.join('.')];
  }
  if (argument.kind === 'list') {
    const [logicalId, attribute] = argument.items;
    if (argument.items.length === 2 && logicalId?.kind === 'scalar' && attribute !== undefined) {
      return [String(logicalId.value), resolveText(attribute, scope, "Fn::GetAtt's attribute")];
    }
  }
  throw new Problem(argument.line, 'Fn::GetAtt needs a resource and an attribute: !GetAtt Resource.Attribute.');
}

function argumentsOf(called: Call, count: 2): [Value, Value];
function argumentsOf(called: Call, count: 3): [Value, Value, Value];
function argumentsOf(called: Call, count: number): Value[] {
  const { argument, line, name } = called;
  if (argument.kind === 'list' && argument.items.length === count) return [...argument.items];
  throw new Problem(line, `${name} needs a list of ${count} arguments.`);
}

function plainList(value: Value, scope: Scope, what: string): List<Plain> {
  const plain = resolve(value, scope);
  if (plain?.kind === 'list') return plain;
  if (plain?.kind === 'unreadable') throw new Told();
  throw new Problem(value.line, `${what} needs a list of values, not ${describe(value)}.`);
}

function texts(value: Value, scope: Scope, what: string): string[] {
  return plainList(value, scope, what).items.map((item) => resolveText(item, scope, what));
}

/** The first three zones of a Region; without a name, of the stack's own. */
function zonesOf(region: string, scope: Scope, line: number): Plain | undefined {
  const own = region === '' ? scope.ref('AWS::Region', line) : scalar(region, line);
  const name = own?.kind === 'scalar' ? String(own.value) : '';
  return list(
    ['a', 'b', 'c'].map((zone) => scalar(`${name}${zone}`, line)),
    line,
  );
}

/**
 * A text with its dynamic references replaced. The name of an SSM parameter may end in a version.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
function withDynamicReferences(value: Scalar, scope: Scope): Scalar {
  if (typeof value.value !== 'string' || !value.value.includes('{{resolve:')) return value;
  const text = value.value.replace(
    /\{\{resolve:(ssm|ssm-secure|secretsmanager):(.*?)\}\}/g,
    (_, service: string, reference: string) =>
      service === 'secretsmanager'
        ? scope.outside('secret', reference.replace(/:+$/, ''))
        : scope.outside('SSM parameter', reference.replace(/:\d+$/, '')),
  );
  return scalar(text, value.line);
}
