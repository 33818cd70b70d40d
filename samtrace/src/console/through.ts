import { quoted } from './model/search.ts';

/**
 * The filter expression for the traces through a node of the map (one key, `type/name`) or an edge (the keys of its two
 * ends). Undefined without keys. A client sends no segment, so its traces are found by the called service.
 */
export function throughExpression(keys: readonly string[]): string | undefined {
  const [from, to] = keys;
  if (from === undefined) return undefined;
  if (to !== undefined) return `edge(${selector(from)}, ${selector(to)})`;
  return from.startsWith('client/') ? `edge(${selector(from)}, id())` : `service(${selector(from)})`;
}

function selector(key: string): string {
  const slash = key.indexOf('/');
  const type = key.slice(0, slash);
  const name = `name: ${quoted(key.slice(slash + 1))}`;
  // In X-Ray, a segment without an origin has no type.
  return type === 'unknown' ? `id(${name})` : `id(${name}, type: ${quoted(type)})`;
}
