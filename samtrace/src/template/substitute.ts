import { Problem } from './problems.ts';
import type { Scope } from './scope.ts';
import { scalar, type Value } from './value.ts';

/** `${Name}`, `${Name.Attribute}` and, with `!`, a literal `${…}`. */
const PLACEHOLDER = /\$\{(!?)([^${}]*)\}/g;

/** Resolves a value to its text; `what` names the value in a problem. */
export type TextOf = (value: Value, scope: Scope, what: string) => string;

/** The result of `Fn::Sub` for its argument: a string, or a list of a string and a mapping of additional names. */
export function substitute(argument: Value, scope: Scope, textOf: TextOf): string {
  const { text, variables, line } = parts(argument);
  return text.replace(PLACEHOLDER, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const variable = variables.get(name);
    if (variable !== undefined) return textOf(variable, scope, `\${${name}}`);
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name, line) : scope.attribute(name.slice(0, dot), name.slice(dot + 1), line);
    return textOf(value ?? scalar('', line), scope, `\${${name}}`);
  });
}

/** The resources and parameters in a `Fn::Sub`, and the values of its own names, which can contain more. */
export function mentions(argument: Value): { names: string[]; values: Value[] } {
  const { text, variables } = parts(argument);
  const names = [...text.matchAll(PLACEHOLDER)]
    .filter(([, literal, name]) => literal === '' && !variables.has(name ?? ''))
    .map(([, , name]) => name?.split('.')[0] ?? '');
  return { names, values: [...variables.values()] };
}

function parts(argument: Value): { text: string; variables: ReadonlyMap<string, Value>; line: number } {
  if (argument.kind === 'scalar') return { text: String(argument.value), variables: new Map(), line: argument.line };
  if (argument.kind === 'list' && argument.items.length === 2) {
    const [text, variables] = argument.items;
    if (text?.kind === 'scalar' && variables?.kind === 'mapping') {
      return { text: String(text.value), variables: variables.entries, line: argument.line };
    }
  }
  throw new Problem(argument.line, 'Fn::Sub needs a string, or a list of a string and a mapping of its names.');
}
