import { Problem } from './problems.ts';
import type { Scope } from './scope.ts';
import { call, list, type Mapping, unreadable, type Value } from './value.ts';

/**
 * The value with every `Fn::If` replaced by the branch that counts and every AWS::NoValue taken out; undefined when
 * nothing is left. Conditions depend only on parameters, so they are evaluated first.
 */
export function decide(value: Value, scope: Scope): Value | undefined {
  switch (value.kind) {
    case 'unreadable':
    case 'scalar':
      return value;
    case 'list':
      return list(
        value.items.flatMap((item) => scope.problems.attempt(() => decide(item, scope)) ?? []),
        value.line,
      );
    case 'mapping':
      return decideEntries(value, scope);
    case 'call': {
      if (value.name === 'Fn::If') return decide(branch(value.argument, value.line, scope), scope);
      const argument = decide(value.argument, scope);
      const isNoValue = value.name === 'Ref' && argument?.kind === 'scalar' && argument.value === 'AWS::NoValue';
      return isNoValue || argument === undefined ? undefined : call(value.name, argument, value.line);
    }
  }
}

export function decideEntries(value: Mapping, scope: Scope): Mapping {
  const entries = new Map<string, Value>();
  for (const [name, entry] of value.entries) {
    const decided = scope.problems.attempt(() => decide(entry, scope), unreadable(entry.line));
    // The values of a branch have other lines. The line of the key is the better position for a problem.
    if (decided !== undefined) entries.set(name, { ...decided, line: entry.line });
  }
  return { ...value, entries };
}

function branch(argument: Value, line: number, scope: Scope): Value {
  const [condition, whenTrue, whenFalse, ...more] = argument.kind === 'list' ? argument.items : [];
  if (condition?.kind !== 'scalar' || whenTrue === undefined || whenFalse === undefined || more.length > 0) {
    throw new Problem(line, 'Fn::If needs the name of a condition, a value if true, and a value if false.');
  }
  return scope.condition(String(condition.value), line) ? whenTrue : whenFalse;
}
