import { isLeaf, type Leaf } from './condition.ts';

/** A value of an event, with its place in every list above it: list number and index. */
export interface FlatValue {
  readonly value: Leaf;
  readonly places: ReadonlyMap<number, number>;
}

/**
 * An event as paths and values: `{a: {b: [1, 2]}}` has two values at `a.b`. A key that contains a dot and a nested object
 * give the same path, as in EventBridge. Empty lists and objects have no value. Iterative, because events may be nested
 * deeper than the call stack.
 */
export function flatten(event: unknown): Map<string, FlatValue[]> {
  const values = new Map<string, FlatValue[]>();
  const open: { path: string; node: unknown; places: ReadonlyMap<number, number> }[] = [
    { path: '', node: event, places: new Map() },
  ];
  let lists = 0;
  for (;;) {
    const next = open.pop();
    if (next === undefined) return values;
    const { path, node, places } = next;
    if (isLeaf(node)) {
      const known = values.get(path);
      if (known) known.push({ value: node, places });
      else values.set(path, [{ value: node, places }]);
    } else if (Array.isArray(node)) {
      const list = lists++;
      for (const [index, item] of node.entries()) {
        open.push({ path, node: item, places: new Map([...places, [list, index]]) });
      }
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, item] of Object.entries(node)) {
        open.push({ path: path === '' ? key : `${path}.${key}`, node: item, places });
      }
    }
  }
}
