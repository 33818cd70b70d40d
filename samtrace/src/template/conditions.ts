import { Problem } from './problems.ts';
import { resolveText } from './resolve.ts';
import type { Scope } from './scope.ts';
import { describe, type Mapping, type Value } from './value.ts';

/** The conditions of a template. Each is evaluated when it is first used. */
export class Conditions {
  readonly #section: Mapping;
  readonly #known = new Map<string, boolean>();
  readonly #open = new Set<string>();

  constructor(section: Mapping) {
    this.#section = section;
  }

  /** `scope` resolves the operands: parameters, pseudo parameters and mappings only, as on AWS. */
  holds(name: string, line: number, scope: Scope): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const definition = this.#section.entries.get(name);
    if (definition === undefined) throw new Problem(line, `Template format error: Unresolved condition ${name}.`);
    if (this.#open.has(name)) throw new Problem(line, `Circular dependency between conditions: ${name}.`);
    this.#open.add(name);
    try {
      const value = evaluate(definition, scope);
      this.#known.set(name, value);
      return value;
    } finally {
      this.#open.delete(name);
    }
  }
}

function evaluate(value: Value, scope: Scope): boolean {
  if (value.kind === 'mapping') {
    const name = value.entries.get('Condition');
    if (value.entries.size === 1 && name?.kind === 'scalar') return scope.condition(String(name.value), value.line);
  }
  if (value.kind !== 'call') throw new Problem(value.line, `${describe(value)} is not a condition function.`);
  const operands = value.argument.kind === 'list' ? value.argument.items : [];
  const count = operands.length;
  switch (value.name) {
    case 'Fn::Equals': {
      if (count !== 2) throw new Problem(value.line, 'Fn::Equals needs two values.');
      const [left, right] = operands.map((operand) => resolveText(operand, scope, 'Fn::Equals'));
      return left === right;
    }
    case 'Fn::Not':
      if (count !== 1) throw new Problem(value.line, 'Fn::Not needs a list of one condition.');
      return !operands.every((operand) => evaluate(operand, scope));
    case 'Fn::And':
    case 'Fn::Or': {
      if (count < 2 || count > 10) throw new Problem(value.line, `${value.name} needs two to ten conditions.`);
      // All conditions are evaluated, so that each invalid one is found.
      const results = operands.map((operand) => evaluate(operand, scope));
      return value.name === 'Fn::And' ? results.every(Boolean) : results.some(Boolean);
    }
    default:
      throw new Problem(value.line, `${value.name} is not a condition function.`);
  }
}
