import type { Selector, Step } from './json-pattern.ts';

/** One step: `.name`, `.['any name']`, `[0]`, `[*]` or `.*`. */
const STEP = /\.([A-Za-z0-9_-]+)|\.?\['([^']*)'\]|\[(\d+)\]|(\[\*\])|(\.\*)/;

/** A whole selector at the start of a text, such as `$.a-b[0].['any name'].*`. */
export const SELECTOR = new RegExp(`^\\$(?:${STEP.source})+`);

/** The steps of a text that {@link SELECTOR} has found. */
export function stepsOf(selector: string): Selector {
  return [...selector.matchAll(new RegExp(STEP, 'g'))].map((found): Step => {
    const [, name, quotedName, index, everyElement] = found;
    if (index !== undefined) return { kind: 'element', index: Number(index) };
    if (everyElement !== undefined) return { kind: 'every element' };
    const property = name ?? quotedName;
    return property === undefined ? { kind: 'every property' } : { kind: 'property', name: property };
  });
}
