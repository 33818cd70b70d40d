/** A step of a path: a key, an index, or every element. */
type Step = string | number | typeof EVERY;

const EVERY = Symbol('every element');

/**
 * Reads the JSON paths that EventBridge supports: `$.detail.key`, `$.items[0].id`, `$.items[*].id`, `$['a.b']`. Undefined for
 * other strings.
 */
export function parseJsonPath(path: string): Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  const step = /\.([^.[\]]+)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return undefined;
    const [, key, index, star, quoted] = match;
    if (star !== undefined || key === '*') steps.push(EVERY);
    else if (index !== undefined) steps.push(Number(index));
    else steps.push(key ?? quoted ?? '');
  }
  return steps;
}

/** The value at the path; undefined where there is none. With `*`, a list of what was found. */
export function valueAt(root: unknown, path: string): unknown {
  const steps = parseJsonPath(path);
  return steps && follow(root, steps);
}

function follow(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step === EVERY) {
    const items = typeof value === 'object' && value !== null ? Object.values(value) : [];
    return items.map((item) => follow(item, rest)).filter((found) => found !== undefined);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return follow((value as Record<string | number, unknown>)[step], rest);
}
