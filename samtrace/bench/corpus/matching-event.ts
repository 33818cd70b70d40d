import { isJsonObject } from '../../src/aws/json.ts';

/** An event of EventBridge that a pattern accepts: of each list of alternatives it has the first. */
export function matchingEvent(pattern: unknown, base: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries([
    ...Object.entries(base),
    ...Object.entries(isJsonObject(pattern) ? pattern : {}).flatMap(([name, value]) => {
      if (name === '$or') return Object.entries(matchingEvent(Array.isArray(value) ? value[0] : {}, {}));
      return [[name, matchingValue(value, base[name])] as const];
    }),
  ]);
}

function matchingValue(condition: unknown, base: unknown): unknown {
  if (isJsonObject(condition)) return matchingEvent(condition, isJsonObject(base) ? base : {});
  const [first] = Array.isArray(condition) ? condition : [];
  const value = isJsonObject(first) ? valueFor(first) : first;
  // `resources` is a list.
  return Array.isArray(base) ? [value] : value;
}

/** A value for an operator such as `{prefix: 'in/'}`. */
function valueFor(operator: Readonly<Record<string, unknown>>): unknown {
  const [[name, argument] = ['', undefined]] = Object.entries(operator);
  if (name === 'numeric' && Array.isArray(argument)) return Number(argument[1]) + (argument[0] === '>' ? 1 : 0);
  if (name === 'prefix' || name === 'suffix' || name === 'equals-ignore-case') return argument;
  if (name === 'wildcard') return String(argument).replaceAll('*', 'x');
  return 'value';
}
