import { quoted } from './model/search.ts';

/**
 * The filter expression for the traces that passed a node of the map (one key, `type/name`) or an edge (the keys of its
 * two ends); undefined without keys. A client is found by its call, since it sends no segment.
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
  // X-Ray gives a segment without an origin no type.
  return type === 'unknown' ? `id(${name})` : `id(${name}, type: ${quoted(type)})`;
}
